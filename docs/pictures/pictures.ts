import { createHash } from 'crypto';
import { App } from 'aws-cdk-lib';
import { dashboardPage } from './dashboard-page';
import { story } from './dashboard-story';
import { databaseTunnel, isolatedSubnet, lowCost, privateSubnet, publicSubnet } from './network-paths';
import { overview } from './overview';
import { BrokenScenario } from '../../bin/broken-scenario';
import { TeamAccessScenario } from '../../bin/team-access-scenario';
import { Preflight } from '../../lib';

/** A picture of the README and the guides, by the page that a browser draws it from. */
export interface Picture {
  readonly page: string;
  /** The part of the page that is shown; all of it where this is left out. */
  readonly element?: string;
  /** Pixels of the page, which is as wide as a phone or a guide shows it. */
  readonly width: number;
  /** Of what is shown; all of it where this is left out. */
  readonly height?: number;
}

const drawn = (svg: string): Picture => ({ page: `<!DOCTYPE html><style>body { margin: 0 }</style>${svg}`, element: 'svg', width: 760 });

function reportOf(scenario: new (app: App, id: string) => unknown): string {
  const app = new App();
  new scenario(app, scenario.name);
  return Preflight.ofApp(app).toHtml();
}

/** Each by its file. */
export const PICTURES: { readonly [file: string]: () => Picture } = {
  'overview.png': () => drawn(overview()),
  'public-subnet.png': () => drawn(publicSubnet()),
  'private-subnet.png': () => drawn(privateSubnet()),
  'isolated-subnet.png': () => drawn(isolatedSubnet()),
  'database-tunnel.png': () => drawn(databaseTunnel()),
  'low-cost.png': () => drawn(lowCost()),
  'session-dashboard.png': () => ({ page: dashboardPage(story()), width: 1130 }),
  'preflight-report.png': () => ({ page: reportOf(BrokenScenario), width: 720, height: 1000 }),
  'team-access.png': () => ({ page: reportOf(TeamAccessScenario), element: 'table', width: 900 }),
};

/**
 * What a picture is drawn from, in a few characters. A file of stamps is kept beside the pictures, since each version of a browser draws other pixels.
 *
 * A report has the day and the version of the library in it, which date no picture.
 */
export function stampOf(picture: Picture): string {
  const lasting = picture.page.replace(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?|\d{1,2} [A-Z][a-z]+ \d{4}|\bv?\d+\.\d+\.\d+\b/g, '');
  return createHash('sha256').update(JSON.stringify({ ...picture, page: lasting })).digest('hex').slice(0, 16);
}
