import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FleetScenario } from '../../bin/fleet-scenario';
import { HybridScenario } from '../../bin/hybrid-scenario';
import { EXISTING_VPC_BILLS, HOURS_OF_WORK, SCENARIO_BILLS, WAYS_IN, WAYS_OUT } from '../../docs/bills';
import { TABLES, withTables } from '../../docs/cost-tables';
import { AS_OF, HOURS, Line, PRICES, Price, REGION, monthly, total } from '../../docs/prices';
import { SCENARIOS as NETWORK_SCENARIOS } from '../bin/scenarios';

const SCENARIOS = [...NETWORK_SCENARIOS, ...Object.entries({ FleetScenario, HybridScenario })];

const textOf = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');
const README = textOf('README.md');
const GUIDE = textOf('docs/connect.md');
const SCENARIOS_PAGE = textOf('docs/scenarios.md');
const PAGE = textOf('docs/cost.md');

test('the tables of docs/cost.md are computed from the prices (npx projen docs:cost)', () => {
  expect(PAGE).toBe(withTables(PAGE));
  expect([...PAGE.matchAll(/<!-- table: (.+?) -->/g)].map(([, name]) => name).sort()).toEqual(Object.keys(TABLES).sort());
});

test('a table that is out of date is found', () => {
  expect(withTables(PAGE.replace('46.73', '46.74'))).toBe(PAGE);
  expect(withTables(PAGE.replace(/(<!-- table: prices -->\n)[^]*?(<!-- end -->)/, '$1$2'))).toBe(PAGE);
});

test('the pages and the README say for which region, month and hours', () => {
  for (const text of [PAGE, SCENARIOS_PAGE, README]) {
    expect(text).toContain(`${REGION} in ${AS_OF}`);
    expect(text).toContain(`${HOURS} hours`);
  }
});

test.each(Object.entries<Price>(PRICES))('%s has a price and AWS\'s page', (_name, { usd, source, confirmedBy }) => {
  expect(usd).toBeGreaterThanOrEqual(0);
  expect(source).toMatch(/^https:\/\/(aws|docs\.aws)\.amazon\.com\//);
  expect(confirmedBy ?? 'https://').toMatch(/^https:\/\/(?!aws\.)/);
});

test('a line that hangs on the traffic is on no bill', () => {
  expect(() => monthly({ what: 'data', price: 'natGatewayData' })).toThrow('through a NAT gateway costs by what is used, which no bill here knows');
});

test('lines by the hour, by the month and by the GB', () => {
  expect(monthly({ what: '', price: 'natGateway' })).toBeCloseTo(32.85, 5);
  expect(monthly({ what: '', price: 'natGateway', hours: 100, count: 2 })).toBeCloseTo(9, 5);
  expect(monthly({ what: '', price: 'key', count: 2, hours: 1 })).toBe(2);
  expect(monthly({ what: '', price: 'gp3', count: 8 })).toBeCloseTo(0.64, 5);
});

/** What the page says of a scenario: the figure of its table, and its sentence. */
function ofPage(name: string) {
  const row = new RegExp(`^\\| \\[${name}\\]\\(#(.+?)\\) \\|.*\\| (.+?)(?:, and sessions by use)? \\| (.+?)(?:, and sessions by use)? \\|$`, 'm');
  const [, anchor, anHour, usd] = row.exec(SCENARIOS_PAGE)!;
  const heading = [...SCENARIOS_PAGE.matchAll(/^## (.+)$/gm)].find(([, text]) => text.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-') === anchor)!;
  const section = SCENARIOS_PAGE.slice(heading.index, SCENARIOS_PAGE.indexOf('\n## ', heading.index + 1));
  return { anHour, usd, cost: /^Cost: ([^]*?)\n\n/m.exec(`${section}\n\n`)?.[1].replaceAll('\n', ' ') };
}

describe.each(Object.entries(SCENARIO_BILLS))('%s in docs/scenarios.md', (name, lines) => {
  test('has the figures of its bill', () => {
    const { anHour, usd } = ofPage(name);
    expect([anHour, usd]).toEqual([(total(lines) / HOURS).toFixed(3), total(lines).toFixed(0)]);
  });

  test('has every line of it, and no other amount', () => {
    const amounts = lines.map(line => monthly(line).toFixed(2));
    expect(ofPage(name).cost!.match(/\d+\.\d\d/g)).toEqual(amounts);
  });
});

test('the scenario in an existing VPC has a figure for each kind of subnet', () => {
  const [without, withAddress] = [EXISTING_VPC_BILLS.withoutAddress, EXISTING_VPC_BILLS.withAddress].map(lines => total(lines).toFixed(0));
  const { anHour, usd } = ofPage('ExistingVpcScenario');
  expect(usd).toBe(`${without}, or ${withAddress} in a public subnet`);
  expect(anHour).toBe('0.011, or 0.016 in a public subnet');
});

test('the README has the figures of three scenarios', () => {
  const rows = [...README.matchAll(/^\| \[(\w+Scenario)\]\(.+\) \|.*\| (.+) \|$/gm)].map(([, name, usd]) => [name, usd]);
  expect(rows).toEqual(['PublicSubnetScenario', 'NatGatewayScenario', 'PrivateLinkScenario'].map(name => [name, total(SCENARIO_BILLS[name]).toFixed(0)]));
});

test('the README and docs/connect.md have the price of the smallest example', () => {
  const lines = EXISTING_VPC_BILLS.withAddress;
  const [instance, volume, address] = lines.map(line => monthly(line).toFixed(2));
  expect(README).toContain(`about ${total(lines).toFixed(0)} USD a month`);
  expect(README).toContain(`the instance ${instance}, its volume ${volume}, its address ${address}.`);
  expect(GUIDE).toContain(`is ${total(lines).toFixed(2)} USD a month in ${REGION}: the instance ${instance}, its volume ${volume}, its public address ${address}.`);
});

test('each scenario has a bill', () => {
  expect(Object.keys(SCENARIO_BILLS).sort()).toEqual(SCENARIOS.map(([name]) => name).sort());
});

/** What a template has of what is billed, by the name of its price. */
const COUNTED: Partial<Record<keyof typeof PRICES, (resources: any[]) => number>> = {
  natGateway: resources => ofType(resources, 'AWS::EC2::NatGateway').length,
  key: resources => ofType(resources, 'AWS::KMS::Key').length,
  dashboard: resources => ofType(resources, 'AWS::CloudWatch::Dashboard').length,
  alarm: resources => ofType(resources, 'AWS::CloudWatch::Alarm').length,
  secret: resources => ofType(resources, 'AWS::SecretsManager::Secret').length,
  t3Micro: resources => instancesOf(resources, 't3.micro'),
  t4gMicro: resources => instancesOf(resources, 't4g.micro'),
  database: resources => ofType(resources, 'AWS::RDS::DBInstance').filter(({ DBInstanceClass }) => DBInstanceClass === 'db.t4g.micro').length,
  databaseStorage: resources => ofType(resources, 'AWS::RDS::DBInstance').reduce((sum, { AllocatedStorage }) => sum + Number(AllocatedStorage), 0),
  interfaceEndpoint: resources => ofType(resources, 'AWS::EC2::VPCEndpoint').reduce((sum, { SubnetIds = [] }) => sum + SubnetIds.length, 0),
};

/** Those of their own, and those that a group has at least. */
function instancesOf(resources: any[], type: string): number {
  const alone = ofType(resources, 'AWS::EC2::Instance').filter(({ InstanceType }) => InstanceType === type).length;
  const launched = ofType(resources, 'AWS::EC2::LaunchTemplate').filter(({ LaunchTemplateData }) => LaunchTemplateData.InstanceType === type).length;
  return alone + launched * ofType(resources, 'AWS::AutoScaling::AutoScalingGroup').reduce((sum, { MinSize }) => sum + Number(MinSize), 0);
}

const ofType = (resources: any[], type: string): any[] => resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);

test.each(SCENARIOS)('the bill of %s is of what its template has', (name, scenario) => {
  const stack: Stack = new scenario(new App(), name);
  const resources = Object.values<any>(Template.fromStack(stack).toJSON().Resources);
  for (const [price, count] of Object.entries(COUNTED)) {
    const billed = SCENARIO_BILLS[name].filter(line => line.price === price).reduce((sum, line) => sum + (line.count ?? 1), 0);
    expect([price, billed]).toEqual([price, count(resources)]);
  }
});

test('what the page says of the ways out is so', () => {
  const of = (name: string) => total(WAYS_OUT.find(way => way.name.startsWith(name))!.lines);
  const addresses = (count: number) => count * of('Public address');
  expect(of('NAT instance') - addresses(3)).toBeCloseTo(-0.53, 2);
  expect(of('VPC endpoints')).toBeCloseTo(addresses(4), 2);
  expect(of('NAT gateway')).toBeCloseTo(addresses(10), 2);
  expect(5 * of('VPC endpoints') / 2).toBeCloseTo(of('NAT gateway'), 2);
  expect(WAYS_OUT.map(({ lines }) => total(lines))).toEqual(WAYS_OUT.map(({ lines }) => total(lines)).sort((a, b) => a - b));
});

test('what the page says of a bastion host and of IdleStop is so', () => {
  const bastion = WAYS_IN.find(({ name }) => name.startsWith('Bastion'))!;
  expect(total(bastion.lines) - 2 * monthly({ what: '', price: 'publicIpv4' })).toBeLessThan(0.1);
  const always = SCENARIO_BILLS.LowCostScenario.map((line): Line => ({ ...line, hours: undefined }));
  expect((total(always) - total(SCENARIO_BILLS.LowCostScenario)).toFixed(2)).toBe('4.65');
  expect(PAGE).toContain(`counted with ${HOURS_OF_WORK} hours`);
  expect(PAGE).toContain('4.65 USD a month more');
});
