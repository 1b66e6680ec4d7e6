import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** A browser for the tests. Fails with a message that says what to install if there is none. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
}

function chromiumPath(): string {
  const given = process.env.CHROMIUM_PATH;
  const resources = given ? [given] : (process.env.PATH ?? '').split(delimiter).flatMap(dir => NAMES.map(name => join(dir, name)));
  const found = resources.find(isExecutable);
  if (!found) {
    throw new Error(`${given ? `CHROMIUM_PATH names no program, got '${given}'` : 'Chromium is not on the PATH'}: `
      + 'the HTML report is tested in a real browser; run `apt-get install chromium`, or set CHROMIUM_PATH to the program');
  }
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
