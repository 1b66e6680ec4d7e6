import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks } from 'cdk-nag';
import { NAG_ANSWERS } from '../../docs/nag-answers';
import { nagFindings, nagFindingsOf, programOf } from '../../docs/nag-run';
import { tablesOf, withNagTables } from '../../docs/nag-tables';
import { Preflight, PreflightVerdict } from '../../lib';
import { PRIVATE_ISOLATED, PUBLIC, vpcWith } from '../util';

const textOf = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');
const PAGE = textOf('docs/cdk-nag.md');
const FINDINGS = nagFindings();
const distinct = (texts: readonly string[]) => [...new Set(texts)].sort();

test('the tables are those of a run (npx projen docs:cdk-nag)', () => {
  const tables = tablesOf(PAGE, FINDINGS);
  expect(withNagTables(PAGE, tables)).toBe(PAGE);
  expect(withNagTables(PAGE.replace('| AwsSolutions-VPC7 |', '| AwsSolutions-VPC8 |'), tables)).toBe(PAGE);
  expect([...PAGE.matchAll(/<!-- table: (.+?) -->/g)].map(([, name]) => name).sort()).toEqual(Object.keys(tables).sort());
});

test('the page is about the version of cdk-nag that runs', () => {
  expect(PAGE).toContain(`cdk-nag ${JSON.parse(textOf('package.json')).devDependencies['cdk-nag']} `);
});

test('each rule has an answer, and each answer a rule', () => {
  expect(Object.keys(NAG_ANSWERS).sort()).toEqual(distinct(FINDINGS.filter(({ pack }) => pack !== 'AwsSolutions').map(({ rule }) => rule)));
});

test('the examples have a reason for each finding of AwsSolutions', () => {
  expect(FINDINGS.filter(({ pack, reason }) => pack === 'AwsSolutions' && !reason)).toEqual([]);
});

test('the fixes that the page puts together make their findings go', () => {
  const stay = nagFindingsOf(programOf(PAGE), 'page').filter(({ rule }) => NAG_ANSWERS[rule]?.kind !== 'acknowledge');
  expect(distinct(stay.filter(({ pack }) => pack !== 'AwsSolutions').map(({ rule, construct }) => `${rule} ${construct}`)))
    .toEqual(['S3BucketDefaultLockEnabled Regulated/Transcripts/AccessLogs/Resource']);
});

describe('what cdk-nag sees and preflight does not, and the other way round', () => {
  const appWith = (subnetType: ec2.SubnetType, encrypted: boolean) => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const instance = new ec2.Instance(stack, 'Instance', {
      vpc: vpcWith(stack, [subnetType]),
      vpcSubnets: { subnetType },
      associatePublicIpAddress: subnetType === PUBLIC || undefined,
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      ssmSessionPermissions: true,
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted }) }],
    });
    const verdict = Preflight.ofApp(app).node(instance.node.path).verdict;
    return { verdict, rules: distinct(new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName)) };
  };

  test('an isolated subnet without endpoints', () => {
    const [isolated, open] = [PRIVATE_ISOLATED, PUBLIC].map(type => appWith(type, true));
    expect(isolated.rules).toEqual(open.rules);
    expect([isolated.verdict, open.verdict]).toEqual([PreflightVerdict.BLOCKED, PreflightVerdict.CONNECTS]);
  });

  test('a volume that is not encrypted', () => {
    const [plain, encrypted] = [false, true].map(is => appWith(PUBLIC, is));
    expect(plain.rules.filter(rule => !encrypted.rules.includes(rule))).toEqual(['AwsSolutions-EC26']);
    expect(plain.verdict).toBe(encrypted.verdict);
  });
});
