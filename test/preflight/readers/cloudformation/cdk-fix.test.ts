import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { PythonVisitor, translateTypeScript } from 'jsii-rosetta';
import { createProgram, flattenDiagnosticMessageText, ModuleKind, ModuleResolutionKind, ScriptTarget } from 'typescript';
import { deed, Fix, SettingName, SimpleDeed } from '../../../../lib/preflight/model/fix';
import { cdkFix } from '../../../../lib/preflight/readers/cloudformation/cdk-fix';
import { DEED_SNIPPETS, SETTING_SNIPPETS } from '../../../../lib/preflight/readers/cloudformation/cdk-snippets';
import { EVERY_RULE } from '../../../../lib/preflight/rules/all-rules';

const inTemplate = (type: string, constructPath: string) => ({
  key: constructPath, name: 'X', kind: 'other' as const, type, source: { origin: 'template' as const, stack: 'Shop', logicalId: 'X', templatePath: '', constructPath },
});

/** Fixes whose code is made of what they say. */
const MADE: { readonly [name: string]: Fix } = {
  'add an endpoint': deed({ what: 'add-endpoint', service: 'ssmmessages' }, ''),
  'add a gateway endpoint': deed({ what: 'add-endpoint', service: 's3' }, ''),
  'grant on everything': deed({ what: 'grant', actions: ['ssmmessages:OpenDataChannel', 'ssm:UpdateInstanceInformation'] }, ''),
  'grant on objects': deed({ what: 'grant', actions: ['s3:PutObject'] }, ''),
  'grant on a bucket': deed({ what: 'grant', actions: ['s3:GetEncryptionConfiguration'] }, ''),
  'grant on a log group': deed({ what: 'grant', actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams'] }, ''),
  'grant on log groups': deed({ what: 'grant', actions: ['logs:DescribeLogGroups'] }, ''),
  'grant to decrypt': deed({ what: 'grant', actions: ['kms:Decrypt'] }, ''),
  'grant to encrypt': deed({ what: 'grant', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] }, ''),
  'allow in a boundary': deed({ what: 'grant-in-boundary', actions: ['ssm:UpdateInstanceInformation'] }, ''),
  'let into a key': deed({ what: 'let-in', actions: ['kms:Decrypt'] }, ''),
  'attach a managed policy': deed({ what: 'attach-managed-policy', policy: 'AmazonSSMManagedInstanceCore' }, ''),
  'add user data': deed({ what: 'add-user-data', command: 'rpm -U https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm' }, ''),
  'trust': { change: 'allow', what: '', in: 'role.trust-policy', of: '', service: 'ec2.amazonaws.com' },
  'allow in the policy of an endpoint': { change: 'allow', what: '', in: 'endpoint.policy', of: '', actions: ['ssm:UpdateInstanceInformation', 'ssmmessages:OpenDataChannel'] },
  'attach the gateway': { change: 'attach-internet-gateway' },
  'give a public address': { change: 'give-public-address', to: '' },
  'wait for each': {
    change: 'start-after',
    node: inTemplate('AWS::EC2::Instance', 'Shop/Node/Resource'),
    others: [
      inTemplate('AWS::EC2::VPCEndpoint', 'Shop/Vpc/Ssm/Resource'), inTemplate('AWS::EC2::Route', 'Shop/Vpc/PublicSubnet1/DefaultRoute'),
      inTemplate('AWS::EC2::VPCGatewayAttachment', 'Shop/Vpc/VPCGW'), inTemplate('AWS::IAM::Policy', 'Shop/Role/DefaultPolicy/Resource'),
    ],
  },
  'all of several': { all: [{ change: 'set', setting: 'nat-gateway.address' }, { change: 'reset', setting: 'nat-gateway.connectivity' }] },
};

const SNIPPETS = Object.entries({
  ...Object.fromEntries(Object.entries(SETTING_SNIPPETS).flatMap(([name, snippets]) => snippets.map((snippet, index) => [`${name} ${index}`, snippet]))),
  ...DEED_SNIPPETS,
  ...Object.fromEntries(Object.entries(MADE).map(([name, fix]) => [name, cdkFix(fix)!])),
});

/** What the names in snippets stand for, as people have it in their apps. */
const GIVEN = `
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ISessionPreferences, SessionGuardrail, SsmVpcEndpoints } from '${join(__dirname, '../../../../lib')}';

declare const vpc: ec2.Vpc;
declare const subnet: ec2.Subnet;
declare const node: ec2.Instance;
declare const natInstance: ec2.Instance;
declare const natGateway: ec2.CfnNatGateway;
declare const internetGateway: ec2.CfnInternetGateway;
declare const launchTemplate: ec2.LaunchTemplate;
declare const endpoint: ec2.InterfaceVpcEndpoint;
declare const networkAcl: ec2.NetworkAcl;
declare const instanceProfile: iam.CfnInstanceProfile;
declare const role: iam.Role;
declare const boundary: iam.ManagedPolicy;
declare const person: iam.Role | iam.User | iam.Group;
declare const key: kms.Key;
declare const bucket: s3.Bucket;
declare const logGroup: logs.LogGroup;
declare const sessionPreferences: ISessionPreferences;
void [ec2, iam, kms, logs, s3, SessionGuardrail, SsmVpcEndpoints];
`;

let directory: string;

beforeAll(() => { directory = mkdtempSync(join(__dirname, 'snippets-')); });

afterAll(() => { rmSync(directory, { recursive: true, force: true }); });

/** What the compiler says of snippets, each in a constructor of its own, by the name of the snippet. */
function complaints(snippets: readonly (readonly [name: string, typescript: string])[]): string[] {
  const file = join(directory, 'snippets.ts');
  const classes = snippets.map(([name, typescript], index) => `class Example${index} extends Construct { constructor(scope: Construct) { super(scope, '${name}');\n${typescript}\n} }\nvoid Example${index};`);
  writeFileSync(file, `${GIVEN}\n${classes.join('\n')}\n`);
  const program = createProgram([file], {
    strict: true, noEmit: true, skipLibCheck: true, target: ScriptTarget.ES2022, module: ModuleKind.Node16, moduleResolution: ModuleResolutionKind.Node16, types: ['node'],
  });
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ messageText }) => flattenDiagnosticMessageText(messageText, '\n'));
}

test('every snippet compiles against aws-cdk-lib and the library', () => {
  const wrong = ['a wrong one', 'vpc.addInterfaceEndpoints(node);'] as const;
  expect(complaints([...SNIPPETS.map(([name, { typescript }]) => [name, typescript] as const), wrong])).toEqual([expect.stringContaining('addInterfaceEndpoints')]);
  expect(SNIPPETS.length).toBeGreaterThan(45);
}, 300_000);

/** What tells maps from props, of which the translation writes the names as Python does. */
const MAPS = `/// !hide
declare namespace iam { class ServicePrincipal { constructor(name: string); withConditions(conditions: { [operator: string]: { [key: string]: string } }): any; } }
/// !show`;

test('every snippet is in Python what it is in TypeScript', () => {
  const between = (comment: string, texts: readonly string[]) => texts.join(`\n${comment} next\n`);
  const contents = `${MAPS}\n${between('//', SNIPPETS.map(([, { typescript }]) => typescript))}`;
  const { translation } = translateTypeScript({ contents, fileName: 'snippets.ts' }, new PythonVisitor());
  expect(between('#', SNIPPETS.map(([, { python }]) => python)).split('\n')).toEqual(translation.split('\n').filter(line => line !== ''));
});

test('every snippet is Python', () => {
  const files = mkdtempSync(join(tmpdir(), 'snippets-'));
  try {
    SNIPPETS.forEach(([, { python }], index) => writeFileSync(join(files, `snippet${index}.py`), `${python}\n`));
    expect(execFileSync('python3', ['-m', 'compileall', '-q', files], { encoding: 'utf8' })).toBe('');
    writeFileSync(join(files, 'wrong.py'), 'const vpc = 1;\n');
    expect(() => execFileSync('python3', ['-m', 'compileall', '-q', files], { stdio: 'pipe' })).toThrow();
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
});

describe('a fix has code', () => {
  const tokens: Fix = { change: 'set', setting: 'node.metadata-tokens', to: 'required' };

  test('for the type of the resource alone', () => {
    expect(cdkFix(tokens, { type: 'AWS::EC2::Instance' })!.typescript).toContain('\'MetadataOptions.HttpTokens\', \'required\'');
    expect(cdkFix(tokens, { type: 'AWS::EC2::LaunchTemplate' })!.typescript).toContain('\'LaunchTemplateData.MetadataOptions.HttpTokens\', \'required\'');
    expect(cdkFix(tokens, { type: 'AWS::EC2::SpotFleet' })).toBeUndefined();
  });

  test('of the first way that code can say, or of all that has to be done', () => {
    expect(cdkFix(['route by a NAT gateway', tokens])).toEqual(cdkFix(tokens));
    expect(cdkFix({ all: ['route by a NAT gateway', tokens] })).toBeUndefined();
    expect(cdkFix(MADE['all of several'])!.typescript.split('\n')).toHaveLength(3);
  });

  test.each<[string, Fix]>([
    ['a text', 'look at it'],
    ['a service without an endpoint of that name', deed({ what: 'add-endpoint', service: 'sts' as 'ssm' }, '')],
    ['actions of several services', deed({ what: 'grant', actions: ['s3:PutObject', 'kms:Decrypt'] }, '')],
    ['a bucket policy', deed({ what: 'let-in', actions: ['s3:PutObject'] }, '')],
    ['user data in several steps', deed({ what: 'add-user-data', command: 'download https://s3.amazonaws.com/agent.deb and dpkg -i agent.deb' }, '')],
    ['an endpoint policy that denies', { change: 'allow', what: '', in: 'endpoint.policy', of: '' }],
    ['waiting for what nobody knows', { change: 'start-after', node: inTemplate('AWS::EC2::Instance', 'A'), others: [inTemplate('AWS::Route53::RecordSet', 'B')] }],
    ['waiting in general', { change: 'start-after-these', what: 'the endpoints' }],
    ['the region of the stack', { change: 'use-own-region' }],
  ])('but not for %s', (_, fix) => {
    expect(cdkFix(fix)).toBeUndefined();
  });
});

/** Why the fix of a rule, in general, is in words alone. */
const WITHOUT_CODE: { readonly [reason: string]: readonly string[] } = {
  'its findings have code, which says for what': [
    'SSM-IDN-004', 'SSM-IDN-005', 'SSM-IDN-007', 'SSM-IDN-013', 'SSM-AGT-001', 'SSM-NET-012', 'SSM-NET-014', 'SSM-END-007', 'SSM-END-010', 'SSM-LOG-004', 'SSM-LOG-005', 'SSM-LOG-007',
    'SSM-LOG-011', 'SSM-LOG-012', 'SSM-LOG-013', 'SSM-KEY-002', 'SSM-KEY-003', 'SSM-ORD-001', 'SSM-ORD-002', 'SSM-ORD-003',
  ],
  'a statement that denies is changed where it stands, which nobody sees from here': ['SSM-IDN-006', 'SSM-IDN-011', 'SSM-LOG-006'],
  'something is named or written in a wrong way, and the right one is for whoever meant it': [
    'SSM-IDN-010', 'SSM-IDN-012', 'SSM-AGT-008', 'SSM-END-012', 'SSM-END-014', 'SSM-END-016', 'SSM-LOG-001', 'SSM-LOG-002', 'SSM-LOG-009', 'SSM-LOG-015', 'SSM-LOG-017', 'SSM-KEY-001',
    'SSM-AUD-001', 'SSM-AUD-002', 'SSM-AUD-003', 'SSM-AUD-004', 'SSM-AUD-006',
  ],
  'it takes a choice: of an image, of a network, of who is meant, of what to take away': [
    'SSM-AGT-002', 'SSM-AGT-003', 'SSM-AGT-005', 'SSM-AGT-006', 'SSM-AGT-009', 'SSM-NET-009', 'SSM-NET-013', 'SSM-NET-015', 'SSM-NET-016', 'SSM-NET-020', 'SSM-NET-021', 'SSM-NET-022', 'SSM-NET-023',
    'SSM-NET-024', 'SSM-NET-026', 'SSM-END-006', 'SSM-END-008', 'SSM-END-011', 'SSM-END-015', 'SSM-LOG-003', 'SSM-LOG-008', 'SSM-LOG-016',
    'SSM-ACC-001', 'SSM-ACC-002', 'SSM-ACC-007', 'SSM-ACC-008', 'SSM-ACC-009', 'SSM-ACC-010', 'SSM-ACC-011', 'SSM-ACC-012', 'SSM-AUD-005',
  ],
  'there is something to look at, and perhaps nothing to change': ['SSM-AGT-007', 'SSM-NET-001', 'SSM-NET-018', 'SSM-NET-025', 'SSM-END-013', 'SSM-ACC-013'],
  'the policy of a topic, a key, a bucket, a log group or a trail takes conditions that name what is in other stacks': [
    'SSM-AUD-007', 'SSM-AUD-008', 'SSM-AUD-009', 'SSM-AUD-010', 'SSM-AUD-011', 'SSM-AUD-012',
  ],
};

test('of the rules without code, the reason is known', () => {
  const without = EVERY_RULE.filter(({ fix }) => cdkFix(fix) === undefined).map(({ id }) => id);
  expect(without.sort()).toEqual(Object.values(WITHOUT_CODE).flat().sort());
});

test('no setting and no deed is named twice', () => {
  const names: (SettingName | SimpleDeed)[] = [...Object.keys(SETTING_SNIPPETS) as SettingName[], ...Object.keys(DEED_SNIPPETS) as SimpleDeed[]];
  expect(new Set(names).size).toBe(names.length);
});
