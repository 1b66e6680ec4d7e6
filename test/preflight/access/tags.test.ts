import { Aspects, CfnStack, IAspect, NestedStack, Stack, TagManager, Tags } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { addResources, allow, ANY_INSTANCE, att, CHANNEL, inline, ref, role, SHELL, shell, START, taggedNode } from './access-templates';
import { Preflight, PreflightReport } from '../../../lib';
import { quietApp } from '../apps';
import { NODE_TEMPLATE, Resources, withResources } from '../node-template';

const onTag = (key: string, value: unknown) => role(inline(
  allow(START, ANY_INSTANCE, { StringEquals: { [`ssm:resourceTag/${key}`]: value } }), allow(START, SHELL), CHANNEL,
));

const verdictOn = (report: PreflightReport, node: string) => report.access('Person', node, 'Shell').verdict;

function verdictIn(resources: Resources, person: ReturnType<typeof role>, node = 'Node'): string {
  const template = withResources({ Shell: shell(), Person: person, ...resources }, { Parameters: { Value: { Type: 'String' } } });
  return verdictOn(Preflight.ofTemplate(template, { region: 'eu-west-1' }), node);
}

const { ImageId, InstanceType } = NODE_TEMPLATE.Resources.Node.Properties as Record<string, unknown>;
const launchTemplate = (TagSpecifications?: unknown) => ({
  Launch: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { ImageId, InstanceType, IamInstanceProfile: { Name: ref('Profile') }, TagSpecifications } } },
});
const FROM_LAUNCH = { LaunchTemplateId: ref('Launch'), Version: att('Launch', 'LatestVersionNumber') };
const group = (properties: object = {}) => ({
  Fleet: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: '1', MaxSize: '1', VPCZoneIdentifier: [ref('Subnet')], LaunchTemplate: FROM_LAUNCH, ...properties } },
});
const tag = (Value: unknown, PropagateAtLaunch?: unknown, Key = 'env') => ({ Key, Value, PropagateAtLaunch });
const ofInstances = (only: unknown) => [{ ResourceType: 'instance', Tags: [only] }];
const DEV = onTag('env', 'dev');
const fleet = (value: unknown) => onTag('aws:autoscaling:groupName', value);

test.each<[what: string, expected: string, resources: Resources, person: ReturnType<typeof role>]>([
  ['a tag of the group that it hands on', 'YES', { ...launchTemplate(), ...group({ Tags: [tag('dev', true)] }) }, DEV],
  ['a tag of the group that it keeps', 'NO', { ...launchTemplate(), ...group({ Tags: [tag('dev', false)] }) }, DEV],
  ['a tag of the group of which nobody knows whether it hands it on', 'UNKNOWN', { ...launchTemplate(), ...group({ Tags: [tag('dev', ref('Value'))] }) }, DEV],
  ['a tag of the launch template', 'YES', { ...launchTemplate(ofInstances(tag('dev'))), ...group() }, DEV],
  ['a tag that the launch template gives volumes', 'NO', { ...launchTemplate([{ ResourceType: 'volume', Tags: [tag('dev')] }]), ...group() }, DEV],
  ['a tag of the launch template that the group replaces', 'NO', { ...launchTemplate(ofInstances(tag('dev'))), ...group({ Tags: [tag('prod', true)] }) }, DEV],
  ['a tag of the group that replaces one of the launch template', 'YES', { ...launchTemplate(ofInstances(tag('prod'))), ...group({ Tags: [tag('dev', true)] }) }, DEV],
  ['a tag of the launch template that the group has for itself', 'YES', { ...launchTemplate(ofInstances(tag('dev'))), ...group({ Tags: [tag('prod', false)] }) }, DEV],
  ['the name of the group', 'YES', { ...launchTemplate(), ...group() }, fleet(ref('Fleet'))],
  ['the name of the group that it is given', 'YES', { ...launchTemplate(), ...group({ AutoScalingGroupName: 'web' }) }, fleet('web')],
  ['the name of another group', 'NO', { ...launchTemplate(), ...group({ AutoScalingGroupName: 'web' }) }, fleet('api')],
])('an Auto Scaling group with %s: %s', (_, expected, resources, person) => {
  expect(verdictIn(resources, person, 'Fleet')).toBe(expected);
});

test.each<[what: string, expected: string, tags: unknown, key: string, value?: string]>([
  ['a tag, asked for in capitals', 'YES', [{ Key: 'env', Value: 'dev' }], 'ENV'],
  ['a value in other case', 'NO', [{ Key: 'env', Value: 'Dev' }], 'env'],
  ['two tags that differ in case alone', 'UNKNOWN', [{ Key: 'env', Value: 'dev' }, { Key: 'Env', Value: 'prod' }], 'env'],
  ['a tag twice, of which the later one counts', 'YES', [{ Key: 'env', Value: 'prod' }, { Key: 'env', Value: 'dev' }], 'env'],
  ['a tag without a value', 'NO', [{ Key: 'env' }], 'env'],
  ['a tag without a value, which is empty', 'YES', [{ Key: 'env' }], 'env', ''],
  ['a tag whose key nobody knows', 'UNKNOWN', [{ Key: ref('Value'), Value: 'dev' }], 'env'],
  ['no tag of a group, since only Auto Scaling has groups', 'NO', [], 'aws:autoscaling:groupName'],
])('an instance with %s: %s', (_, expected, tags, key, value = 'dev') => {
  expect(verdictIn({ Node: taggedNode(tags) }, onTag(key, value))).toBe(expected);
});

test('nodes that are alike but for their Name tags are told apart where a policy looks at that', () => {
  const names = ['One', 'Two', 'Three'];
  const nodes = Object.fromEntries(names.map(name => [name, taggedNode([{ Key: 'Name', Value: name }])]));
  const open = (wanted: string) => {
    const template = withResources({ Shell: shell(), ...nodes, Person: onTag('Name', wanted) });
    const report = Preflight.ofTemplate(template, { region: 'eu-west-1' });
    return names.filter(name => verdictOn(report, name) === 'YES');
  };
  expect(names.map(open)).toEqual([['One'], ['Two'], ['Three']]);
});

const EVERYTHING = { ...NODE_TEMPLATE.Resources, Shell: shell(), Person: DEV } as Resources;

/** What is said of a node, in a stack that is tagged in some way. */
function verdictIf(tagIt: (stack: Stack) => void, { tags, resources = {}, node = 'Node' }: { tags?: Record<string, string>; resources?: Resources; node?: string } = {}): string {
  const app = quietApp();
  const stack = new Stack(app, 'Tagged', { tags });
  addResources(stack, { ...EVERYTHING, ...resources });
  tagIt(stack);
  return verdictOn(Preflight.ofApp(app, { region: 'eu-west-1' }), node);
}

const asIs = () => undefined;

test('the tags of a stack are those of its nodes', () => {
  expect(verdictIf(asIs)).toBe('NO');
  expect(verdictIf(asIs, { tags: { env: 'dev' } })).toBe('YES');
  expect(verdictIf(asIs, { tags: { env: 'prod' } })).toBe('NO');
});

test('a tag of a node replaces one of its stack', () => {
  const resources = { Node: taggedNode([{ Key: 'env', Value: 'prod' }]) };
  expect(verdictIf(asIs, { tags: { env: 'dev' }, resources })).toBe('NO');
});

test('Auto Scaling hands on the tags of the stack whatever the group says', () => {
  const resources = { ...launchTemplate(), ...group({ Tags: [tag('ops', false, 'team')] }) };
  expect(verdictIf(asIs, { tags: { env: 'dev' }, resources, node: 'Fleet' })).toBe('YES');
});

test('the tags of a stack are those of its documents as well', () => {
  const both = role(inline(allow(START, [ANY_INSTANCE, SHELL], { StringEquals: { 'ssm:resourceTag/env': 'dev' } }), CHANNEL));
  expect(verdictIf(asIs, { tags: { env: 'dev' }, resources: { Person: both } })).toBe('YES');
  expect(verdictIf(asIs, { resources: { Person: both, Node: taggedNode([{ Key: 'env', Value: 'dev' }]) } })).toBe('NO');
});

test('a nested stack has the tags of the one around it and its own, which replace those', () => {
  const nested = (own?: object[]) => {
    const app = quietApp();
    const inner = new NestedStack(new Stack(app, 'Outer', { tags: { env: 'dev' } }), 'Inner');
    addResources(inner, EVERYTHING);
    (inner.nestedStackResource as CfnStack).addPropertyOverride('Tags', own);
    return verdictOn(Preflight.ofApp(app, { region: 'eu-west-1' }), 'Node');
  };
  expect(nested()).toBe('YES');
  expect(nested([{ Key: 'env', Value: 'prod' }])).toBe('NO');
});

/** Nodes and groups by the CDK, which `Tags` and aspects know how to tag. */
function verdictOfTaggable(tagIt: (stack: Stack) => void, node: string): string {
  const app = quietApp();
  const stack = new Stack(app, 'Tagged');
  addResources(stack, { ...EVERYTHING, ...launchTemplate() });
  stack.node.tryRemoveChild('Node');
  new ec2.CfnInstance(stack, 'Node', { imageId: String(ImageId), subnetId: 'subnet-0123', instanceType: 't3.micro' });
  new autoscaling.CfnAutoScalingGroup(stack, 'Fleet', {
    minSize: '1', maxSize: '1', vpcZoneIdentifier: ['subnet-0123'], launchTemplate: { launchTemplateId: 'lt-0123', version: '1' },
  });
  tagIt(stack);
  return verdictOn(Preflight.ofApp(app, { region: 'eu-west-1' }), node);
}

class TagEverything implements IAspect {
  visit(construct: IConstruct): void {
    if (TagManager.isTaggable(construct)) { construct.tags.setTag('env', 'dev'); }
  }
}

test.each<[what: string, tagIt: (stack: Stack) => void, node: string, fleet: string]>([
  ['Tags of the stack', stack => Tags.of(stack).add('env', 'dev'), 'YES', 'YES'],
  ['Tags of the app', stack => Tags.of(stack.node.root).add('env', 'dev'), 'YES', 'YES'],
  ['Tags that are removed again', stack => { Tags.of(stack).add('env', 'dev'); Tags.of(stack).remove('env', { priority: 300 }); }, 'NO', 'UNKNOWN'],
  ['Tags of Auto Scaling groups that they keep', stack => (
    Tags.of(stack).add('env', 'dev', { applyToLaunchedInstances: false, includeResourceTypes: ['AWS::AutoScaling::AutoScalingGroup'] })
  ), 'NO', 'UNKNOWN'],
  ['an aspect', stack => Aspects.of(stack).add(new TagEverything()), 'YES', 'YES'],
])('%s', (_, tagIt, node, ofFleet) => {
  expect(verdictOfTaggable(tagIt, 'Node')).toBe(node);
  expect(verdictOfTaggable(tagIt, 'Fleet')).toBe(ofFleet);
});
