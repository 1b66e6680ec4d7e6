import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { htmlReport } from '../../../lib/preflight/report/html-report';
import { ReportData } from '../../../lib/preflight/report/report-data';

jest.setTimeout(120_000);

/** The page that is open. */
export let page: Page;
/** Where it is. */
export let directory: string;
let browser: Browser;
let troubles: string[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'preflight-report-'));
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(() => { troubles = []; });

// Whatever a test does, the page logs nothing, requests nothing and violates no policy.
afterEach(async () => {
  const violations = await page?.evaluate(() => (globalThis as unknown as { violations?: string[] }).violations ?? []);
  await page?.context().close();
  expect([...troubles, ...violations ?? []]).toEqual([]);
});

/** Opens a report in a window of its own, at a place in it. */
export async function open(data: ReportData, options: BrowserContextOptions = {}, hash = ''): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
  await page.addInitScript('globalThis.violations = []; addEventListener("securitypolicyviolation", event => violations.push(event.violatedDirective));');
  const file = join(directory, 'report.html');
  const url = pathToFileURL(file).href;
  writeFileSync(file, htmlReport(data));
  page.on('console', message => troubles.push(`console: ${message.text()}`));
  page.on('pageerror', error => troubles.push(`error: ${error.message}`));
  page.on('dialog', dialog => { troubles.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('request', request => { if (request.url() !== url) { troubles.push(`request: ${request.url()}`); } });
  await page.goto(url + hash);
}

/** Opens everything that can be opened. */
export async function openAll(): Promise<void> {
  for (const selector of ['details.cause', 'details.node', 'details.others']) {
    const closed = page.locator(`${selector}:not([open]) > summary`);
    for (let left = await closed.count(); left > 0; left--) { await closed.first().click(); }
  }
}
