import { writeFileSync } from 'fs';
import { join } from 'path';
import { Browser } from 'playwright-core';
import { PICTURES, Picture, stampOf } from './pictures';
import { launchChromium } from '../../test/preflight/report/chromium';

async function draw(browser: Browser, { page: content, element, width, height }: Picture, file: string): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height: height ?? 800 }, deviceScaleFactor: width > 1000 ? 1 : 2 });
  const page = await context.newPage();
  await page.setContent(content);
  await (element ? page.locator(element).first().screenshot({ path: file }) : page.screenshot({ path: file, fullPage: height === undefined }));
  await context.close();
}

/** Draws those that are named, or all. */
async function drawAll(named: readonly string[]): Promise<void> {
  const browser = await launchChromium();
  const stamps: Record<string, string> = {};
  try {
    for (const [file, picture] of Object.entries(PICTURES)) {
      stamps[file] = stampOf(picture());
      if (named.length === 0 || named.includes(file)) {
        await draw(browser, picture(), join(__dirname, file));
      }
    }
  } finally {
    await browser.close();
  }
  writeFileSync(join(__dirname, 'stamps.json'), `${JSON.stringify(stamps, null, 2)}\n`);
}

void drawAll(process.argv.slice(2));
