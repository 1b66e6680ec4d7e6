import * as path from 'path';
import { dashboardPage } from './dashboard-page';
import { story } from './dashboard-story';
import { launchChromium } from '../test/preflight/report/chromium';

async function draw(file: string): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1130, height: 800 } });
    await page.setContent(dashboardPage(story()));
    await page.screenshot({ path: file, fullPage: true });
  } finally {
    await browser.close();
  }
}

void draw(path.join(__dirname, 'session-dashboard.png'));
