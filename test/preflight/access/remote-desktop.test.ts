import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { accessIn, allow, ANY_INSTANCE, CHANNEL, deny, inline, role, START, Statement, sub, taggedNode } from './access-templates';
import { NodeOperatingSystem, Preflight, SessionAccessPolicy, SessionAccessPolicyProps, SessionTarget, SsmManagedInstance } from '../../../lib';
import { quietApp } from '../apps';
import { NODE_TEMPLATE, Resources } from '../node-template';

const TUNNEL = 'AWS-StartPortForwardingSession';
const TUNNELS = sub(`arn:\${AWS::Partition}:ssm:\${AWS::Region}::document/${TUNNEL}`);
const BY_DESKTOP = 'by Remote Desktop in Fleet Manager';
const SERVICE = 'ssm-guiconnect.amazonaws.com';
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const called = (key: string, operator = 'StringEquals') => ({ [operator]: { [key]: SERVICE } });
const starts = (condition: object) => allow(START, [ANY_INSTANCE, TUNNELS], condition);
const connects = (condition?: object) => allow('ssm-guiconnect:StartConnection', '*', condition);
const FIRST = starts(called('aws:CalledViaFirst'));

const { Properties } = NODE_TEMPLATE.Resources.Node;
const onImage = (ImageId: unknown): Resources[string] => ({ ...taggedNode([{ Key: 'env', Value: 'dev' }]), Properties: { ...Properties, ImageId, Tags: [{ Key: 'env', Value: 'dev' }] } });
const WINDOWS = onImage('{{resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base}}');
const LINUX: Resources[string] = taggedNode([]);

test.each<[what: string, expected: [verdict: string, ...assuming: string[]], statements: Statement[], node?: Resources[string]]>([
  ['all that it takes', ['YES', BY_DESKTOP], [FIRST, connects()]],
  ['the same on Linux', ['NO'], [FIRST, connects()], LINUX],
  ['the same on what nobody knows', ['UNKNOWN'], [FIRST, connects()], onImage({ Ref: 'Value' })],
  ['the same by the last service', ['YES', BY_DESKTOP], [starts(called('aws:CalledViaLast')), connects()]],
  ['the same by any service in between', ['YES', BY_DESKTOP], [starts(called('aws:CalledVia', 'ForAnyValue:StringEquals')), connects()]],
  ['the same by a service of AWS', ['YES', BY_DESKTOP], [starts({ Bool: { 'aws:ViaAWSService': 'true' } }), connects()]],
  ['another service', ['NO'], [starts({ StringEquals: { 'aws:CalledViaFirst': 'cloudformation.amazonaws.com' } }), connects()]],
  ['no connection', ['NO'], [FIRST]],
  ['a connection alone', ['NO'], [connects()]],
  ['no document', ['NO'], [allow(START, ANY_INSTANCE, called('aws:CalledViaFirst')), connects()]],
  ['nodes with another tag', ['NO'], [
    allow(START, ANY_INSTANCE, { StringEquals: { 'aws:CalledViaFirst': SERVICE, 'ssm:resourceTag/env': 'prod' } }), allow(START, TUNNELS, called('aws:CalledViaFirst')), connects(),
  ]],
  ['a connection with MFA', ['YES', BY_DESKTOP, 'signed in with MFA just before'], [FIRST, connects(MFA)]],
  ['sessions with MFA, of which nobody knows whether the service tells', ['UNKNOWN'], [starts({ ...called('aws:CalledViaFirst'), ...MFA }), connects()]],
  ['a denial of what the person starts by themselves', ['YES', BY_DESKTOP], [
    allow('*', '*'), deny(START, TUNNELS, { StringNotEquals: { 'aws:CalledViaFirst': SERVICE } }),
  ]],
  ['a tunnel of their own as well', ['YES'], [starts({}), CHANNEL]],
])('with %s', (_, expected, statements, node = WINDOWS) => {
  const { verdict, assuming } = accessIn(
    { Person: role(inline(...statements)), Node: node }, { document: TUNNEL }, { Parameters: { Value: { Type: 'AWS::EC2::Image::Id' } } },
  );
  expect([verdict, ...assuming]).toEqual(expected);
});

test('no other document is opened by it', () => {
  const statements = [allow(START, '*', called('aws:CalledViaFirst')), connects(), CHANNEL];
  for (const document of ['Shell', 'AWS-StartPortForwardingSessionToRemoteHost', 'AWS-StartSSHSession']) {
    expect(accessIn({ Person: role(inline(...statements)), Node: WINDOWS }, { document })).toMatchObject({
      verdict: 'NO', because: expect.stringContaining('but for its condition on aws:CalledViaFirst'),
    });
  }
});

/** Whom a policy of the library lets use Remote Desktop. */
function openedBy(props: Partial<SessionAccessPolicyProps>): string[] {
  const app: App = quietApp();
  const stack = new Stack(app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-0123'] });
  const operatingSystem = NodeOperatingSystem.windowsServer('2022');
  const [node] = ['Node', 'Other'].map(id => new SsmManagedInstance(stack, id, { vpc, operatingSystem }));
  const person = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
  new SessionAccessPolicy(stack, 'Policy', { targets: [SessionTarget.node(node)], remoteDesktop: true, roles: [person], ...props });
  const report = Preflight.ofApp(app);
  return ['Node', 'Other'].flatMap(name => report.access('App/Person', `App/${name}`).documents)
    .filter(({ verdict }) => verdict !== 'NO').map(({ document, verdict, assuming }) => [document, verdict, ...assuming].join(', '));
}

test('a policy with remoteDesktop opens desktops of its targets, and no tunnel', () => {
  expect(openedBy({})).toEqual([`${TUNNEL}, YES, ${BY_DESKTOP}`]);
  expect(openedBy({ requireMfa: true })).toEqual([`${TUNNEL}, YES, ${BY_DESKTOP}, signed in with MFA just before`]);
});
