import { NODE_TEMPLATE, Resources, verdictsOf, withResources } from '../node-template';

const RUN = 'cfn-init -v --stack App --resource Node --region eu-west-1';
const bash = (...lines: string[]) => ['#!/bin/bash', ...lines].join('\n');
const AGENT = 'amazon-ssm-agent';

interface Told {
  readonly init?: object;
  readonly userData?: string;
  /** Resources beside the node. */
  readonly beside?: Resources;
}

function verdictOf({ init, userData = bash(RUN), beside = {} }: Told): string {
  const { Node } = NODE_TEMPLATE.Resources;
  const node = {
    ...Node,
    Properties: { ...Node.Properties, UserData: { 'Fn::Base64': userData } },
    ...init ? { Metadata: { 'AWS::CloudFormation::Init': init } } : {},
  };
  return verdictsOf(withResources({ ...beside, Node: node })).Node;
}

const UNKNOWN = /^UNKNOWN SSM-AGT-006 .*Metadata\/AWS::CloudFormation::Init/;
const command = (text: string) => ({ config: { commands: { a: { command: text } } } });
const service = (manager: string, name: string, settings: object) => ({ config: { services: { [manager]: { [name]: settings } } } });

test.each<[string, object]>([
  ['a service that is off', service('systemd', AGENT, { enabled: 'false', ensureRunning: 'false' })],
  ['a service that is off, as a flag', service('sysvinit', AGENT, { ensureRunning: false })],
  ['a service of Windows that is off', service('windows', 'AmazonSSMAgent', { enabled: 'false' })],
  ['a command that stops it', command(`systemctl stop ${AGENT}`)],
  ['a command that removes it', command(`yum remove -y ${AGENT}`)],
  ['a command in a list', { configSets: { default: ['x'] }, x: { commands: { '1-harden': { command: ['systemctl', `disable --now ${AGENT}`] } } } }],
  ['a file with a script', { config: { files: { '/opt/harden.sh': { content: `#!/bin/bash\nsystemctl mask ${AGENT}\n` } } } }],
])('may keep the agent from running: %s', (_, init) => {
  expect(verdictOf({ init })).toMatch(UNKNOWN);
});

test.each<[string, object | undefined]>([
  ['nothing', undefined],
  ['nothing of the agent', service('systemd', 'httpd', { enabled: 'false', ensureRunning: 'false' })],
  ['a service that is on', service('systemd', AGENT, { enabled: 'true', ensureRunning: 'true' })],
  ['a package', { config: { packages: { yum: { [AGENT]: [] } } } }],
  ['a command that starts it', command(`systemctl restart ${AGENT}`)],
])('leaves the agent alone: %s', (_, init) => {
  expect(verdictOf({ init })).toBe('CONNECTS');
});

const STOPS = command(`systemctl stop ${AGENT}`);

test('only what cfn-init reads counts: on one line or several, with a path, and of the resource that it names', () => {
  expect(verdictOf({ init: STOPS, userData: bash('echo hello') })).toBe('CONNECTS');
  expect(verdictOf({ init: STOPS, userData: bash('/opt/aws/bin/cfn-init -s App -r Node') })).toMatch(UNKNOWN);
  expect(verdictOf({ init: STOPS, userData: bash('cfn-init \\', '  --stack App \\', '  --resource=Node') })).toMatch(UNKNOWN);
  const other = { Other: { Type: 'AWS::CloudFormation::WaitConditionHandle', Metadata: { 'AWS::CloudFormation::Init': STOPS } } };
  expect(verdictOf({ userData: bash('cfn-init -s App -r Other'), beside: other })).toMatch(UNKNOWN);
  expect(verdictOf({ init: STOPS, userData: bash('cfn-init -s App -r Other') })).toBe('CONNECTS');
});

test('what is told is not known', () => {
  expect(verdictOf({ init: { config: { commands: { [`stop-${AGENT}`]: { command: { Ref: 'AWS::StackId' } } } } } })).toMatch(UNKNOWN);
});
