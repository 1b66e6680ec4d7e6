import { readFileSync } from 'fs';
import { join } from 'path';
import { Cell, cells, systemsPage } from '../../docs/systems-page';
import { WAYS } from '../../docs/ways-out';
import { OPERATING_SYSTEMS } from '../../lib/agent/operating-systems';
import type { OperatingSystem } from '../../lib/agent/operating-systems/operating-system';

const [PUBLIC_IP, NAT_GATEWAY, PRIVATE_LINK_S3, PRIVATE_LINK, HUB_S3, HUB] = WAYS.map(({ title }) => title);
const LACKING = /^(amazonLinux2023\(\{ edition: MINIMAL|debian|rhel|rockyLinux)/;
const NO_BUCKET = 'operatingSystem lacks the SSM Agent, and without the S3 gateway nothing in an isolated subnet can download it';
const NO_STORE = 'nothing says that the image of operatingSystem carries the SSM Agent, which is a snap on Ubuntu Server, and no VPC endpoint leads to the snap store';

let all: readonly Cell[];

beforeAll(() => {
  all = cells();
}, 300_000);

test('docs/operating-systems.md is generated from the catalogue and preflight (npm run docs:systems)', () => {
  expect(readFileSync(join(__dirname, '../../docs/operating-systems.md'), 'utf8')).toBe(systemsPage(all));
});

test('each cell is CONNECTS or an error that names its reason and a fix', () => {
  expect(all.length).toBeGreaterThan(0);
  for (const { verdict, error } of all) {
    expect([verdict, error]).toEqual(error === undefined ? ['CONNECTS', undefined] : [undefined, expect.stringMatching(/^.{40,}; (set|use) .+\(SSM-[A-Z]{3}-\d{3}: .+\)$/)]);
  }
});

test.each([PUBLIC_IP, NAT_GATEWAY])('with a way to the Internet, %s, every system connects', way => {
  expect(all.filter(cell => cell.way === way && cell.verdict !== 'CONNECTS')).toEqual([]);
});

test.each([PRIVATE_LINK_S3, HUB_S3])('with %s all connect but the one that needs a snap', way => {
  const others = all.filter(cell => cell.way === way && cell.verdict !== 'CONNECTS');
  expect(others.map(({ call, architecture }) => [call, architecture])).toEqual([['ubuntu(\'26.04\')', 'x86_64'], ['ubuntu(\'26.04\')', 'arm64']]);
  others.forEach(({ error }) => expect(error).toContain(NO_STORE));
});

test.each([PRIVATE_LINK, HUB])('with %s those connect whose images have the agent', way => {
  for (const { call, way: its, verdict, error } of all) {
    if (its !== way) { continue; }
    const reason = LACKING.test(call) ? NO_BUCKET : call === 'ubuntu(\'26.04\')' ? NO_STORE : undefined;
    expect([call, verdict, error]).toEqual([call, ...reason === undefined ? ['CONNECTS', undefined] : [undefined, expect.stringContaining(reason)]]);
  }
});

test('there is a cell for each version and architecture of the catalogue on each way out', () => {
  const versions = Object.values<OperatingSystem>(OPERATING_SYSTEMS).flatMap(({ versions: offered = {} }) => Object.values(offered));
  const images = versions.flatMap(({ publicParameters, lookup }) => Object.keys(publicParameters ?? lookup!.names));
  // Bottlerocket has one variant more, for Amazon EKS.
  expect(all).toHaveLength((images.length + 2) * WAYS.length);
});

test('a verdict that differs between architectures is shown for each', () => {
  const [first, ...others] = all;
  expect(first.architecture).toBe('x86_64');
  const page = systemsPage([{ ...first, verdict: undefined, error: 'it is too old' }, ...others]);
  expect(page).toContain('| x86_64: error 1, arm64: CONNECTS |');
  expect(page).toContain('- Error 1: it is too old.');
});
