import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as seen from './migration-resources.json';
import { HOURS, PRICES } from '../../docs/prices';
import * as library from '../../lib';
import { PRIVATE_WITH_EGRESS, PUBLIC, vpcWith } from '../util';

const PAGE = readFileSync(join(__dirname, '../../docs/migration.md'), 'utf8');

type Resources = Record<string, { Type: string; Properties?: any; DependsOn?: unknown; Metadata?: unknown }>;

/** The TypeScript of a section, block by block, without what takes a package that is not installed here. */
function blocksOf(heading: string): string[] {
  const [, section] = PAGE.split(`\n## ${heading}\n`);
  return [...section.split('\n## ')[0].matchAll(/^```(?:ts|typescript)\n([^]*?)^```/gm)].map(([, code]) => code).filter(code => !code.startsWith('import '));
}

const MODULES: Record<string, object> = {
  ...library,
  ...jest.requireActual('aws-cdk-lib'),
  ec2: jest.requireActual('aws-cdk-lib/aws-ec2'),
};

/** The stack that the page describes, with pieces of code in its constructor. */
function stackWith(...code: string[]): Stack {
  const stack = new Stack(new App(), 'Example', { env: { account: '111111111111', region: 'eu-west-1' } });
  const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
  const database = new rds.DatabaseInstance(stack, 'Database', { vpc, engine: rds.DatabaseInstanceEngine.MYSQL });
  const role = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
  // Each piece by itself, as each has names of its own.
  code.forEach(piece => {
    const { outputText } = transpileModule(piece.replace(/^declare const .*$/gm, ''), { compilerOptions: { module: ModuleKind.None, target: ScriptTarget.ES2022 } });
    const names = [...Object.keys(MODULES).filter(name => outputText.includes(name)), 'vpc', 'database', 'role'];
    const values: Record<string, unknown> = { ...MODULES, vpc, database, role };
    new Function(...names, outputText).apply(stack, names.map(name => values[name]));
  });
  return stack;
}

const resourcesOf = (stack: Stack): Resources => Template.fromStack(stack).toJSON().Resources;
const idsOf = (resources: object) => Object.keys(resources).sort();
const typesOf = (resources: Record<string, string>) => [...new Set(Object.values(resources))].sort();
/** What the page says that step 4 deletes. */
const deletedBy = (heading: string) => (
  [.../^Step 4 deletes: (.+)\.$/m.exec(PAGE.split(`\n## ${heading}\n`)[1])![1].matchAll(/`([^`]+)`/g)].map(([, type]) => type)
);
const EMPTY = resourcesOf(stackWith());

describe('from BastionHostLinux', () => {
  const [before, after, adopted] = blocksOf('From BastionHostLinux');
  const [first, beside, last] = [[before], [before, after], [after]].map(code => resourcesOf(stackWith(...code)));

  test('beside, nothing that was there changes', () => {
    expect(idsOf(beside)).toEqual(expect.arrayContaining(idsOf(first)));
    Object.entries(first).forEach(([id, resource]) => expect([id, beside[id]]).toEqual([id, resource]));
  });

  test('the removal deletes what the page says, and changes and creates nothing', () => {
    const deleted = Object.fromEntries(Object.entries(beside).filter(([id]) => !(id in last)).map(([id, { Type }]) => [id, Type]));
    expect(typesOf(deleted)).toEqual(deletedBy('From BastionHostLinux'));
    expect(idsOf(deleted)).toEqual(idsOf(first).filter(id => !(id in EMPTY)));
    Object.entries(last).forEach(([id, resource]) => expect([id, beside[id]]).toEqual([id, resource]));
  });

  test('the old instance is what the table says, and so is the new one', () => {
    const instanceOf = (resources: Resources) => Object.values(resources).find(({ Type }) => Type === 'AWS::EC2::Instance')!.Properties;
    expect(instanceOf(first)).toMatchObject({ InstanceType: 't3.nano', ImageId: { Ref: expect.stringContaining('amzn2ami') } });
    expect(instanceOf(first)).not.toHaveProperty('BlockDeviceMappings');
    expect(instanceOf(first)).not.toHaveProperty('MetadataOptions');
    expect(JSON.stringify(first)).toContain('"ssmmessages:*","ssm:UpdateInstanceInformation","ec2messages:*"');
    expect(instanceOf(last)).toMatchObject({
      InstanceType: 't3.micro',
      ImageId: { Ref: expect.stringContaining('al2023') },
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: 'gp3' } }],
    });
  });

  test('an adopted instance is not replaced, and connects', () => {
    const plain = resourcesOf(stackWith('const bastion = new ec2.BastionHostLinux(this, \'Bastion\', { vpc });'));
    const stack = stackWith(adopted);
    const resources = resourcesOf(stack);
    Object.entries(plain).filter(([, { Type }]) => Type.startsWith('AWS::EC2::')).forEach(([id, { Type, Properties }]) => {
      expect([id, resources[id].Type, resources[id].Properties]).toEqual([id, Type, Properties]);
    });
    expect(library.Preflight.ofApp(stack.node.root as App).node('Example/Bastion').verdict).toBe(library.PreflightVerdict.CONNECTS);
  });
});

describe.each([['bastion-host-forward', seen['bastion-host-forward']], ['basti-cdk', seen['basti-cdk']]])('from %s', (name, { version, resources }) => {
  const heading = `From ${name}`;
  const after = resourcesOf(stackWith(...blocksOf(heading)));

  test('the page is about the version whose template was looked at', () => {
    expect(PAGE.split(`\n## ${heading}\n`)[1]).toMatch(new RegExp(`^\\s*Seen with version ${version.replaceAll('.', '\\.')}[.,]`));
  });

  test('the removal deletes what the page says', () => {
    expect(typesOf(resources)).toEqual(deletedBy(heading));
  });

  test('nothing of the old is of the new, so that both can be there at once', () => {
    expect(idsOf(after).filter(id => id in resources)).toEqual([]);
  });
});

test('the PrivateLink stack has the endpoints of the table, at its price', () => {
  const [, privateLink] = blocksOf('From the templates of aws-ssm-session-manager-example');
  const endpoints = Object.values(resourcesOf(stackWith(privateLink))).filter(({ Type, Properties }) => (
    Type === 'AWS::EC2::VPCEndpoint' && Properties.VpcEndpointType === 'Interface'
  ));
  expect(endpoints.map(({ Properties }) => Properties.ServiceName)).toEqual(['com.amazonaws.eu-west-1.ssm', 'com.amazonaws.eu-west-1.ssmmessages']);
  const month = (count: number) => (count * PRICES.interfaceEndpoint.usd * HOURS).toFixed(2);
  expect(PAGE).toContain(`\`ec2\`: ${month(4)} USD a month | \`ssm\`, \`ssmmessages\`: ${month(endpoints.length)} USD a month`);
});

test('each snippet of what comes after connects', () => {
  ['From BastionHostLinux', 'From bastion-host-forward', 'From basti-cdk', 'From the templates of aws-ssm-session-manager-example']
    .flatMap(heading => blocksOf(heading).filter(code => code.includes('waitUntilOnline')))
    .forEach(code => {
      const report = library.Preflight.ofApp(stackWith(code).node.root as App);
      expect(report.nodes.filter(({ verdict }) => verdict !== library.PreflightVerdict.CONNECTS).map(({ id }) => id)).toEqual([]);
      expect(report.nodes).not.toEqual([]);
    });
});
