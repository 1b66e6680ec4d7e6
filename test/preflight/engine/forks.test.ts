import { Preflight } from '../../../lib';
import { NODE_TEMPLATE, Resources, verdictsOf, withResources } from '../node-template';

type Row = [what: string, changes: Resources, expected: string];

const CONNECTS = 'CONNECTS';
const ref = (id: string) => ({ Ref: id });
const either = (then: unknown, otherwise: unknown, condition = 'One') => ({ 'Fn::If': [condition, then, otherwise] });

/** Nobody gives the parameter a value, so that no condition can be decided. */
const SECTIONS = {
  Parameters: { Stage: { Type: 'String' } },
  Conditions: {
    One: { 'Fn::Equals': [ref('Stage'), 'one'] },
    NotOne: { 'Fn::Not': [{ Condition: 'One' }] },
    Two: { 'Fn::Equals': [ref('Stage'), 'two'] },
    Three: { 'Fn::Equals': [ref('Stage'), 'three'] },
    Four: { 'Fn::Equals': [ref('Stage'), 'four'] },
  },
};

const { Node, Role, Group, Out } = NODE_TEMPLATE.Resources;
const node = (properties: object, others: object = {}) => ({ Node: { ...Node, ...others, Properties: { ...Node.Properties, ...properties } } });
const LINUX = Node.Properties.ImageId;
const UBUNTU = '{{resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id}}';
const DEBIAN = '{{resolve:ssm:/aws/service/debian/release/13/latest/amd64}}';
const MINIMAL = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64}}';
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const egress = (port: number) => [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '0.0.0.0/0' }];
const out = (condition: string) => ({ ...Out, Condition: condition });
const group = (rules: unknown) => ({ Group: { ...Group, Properties: { ...Group.Properties, SecurityGroupEgress: rules } } });
const role = (arns: unknown) => ({ Role: { ...Role, Properties: { ...Role.Properties, ManagedPolicyArns: arns } } });
const nothing = ref('AWS::NoValue');

const ROWS: Row[] = [
  ['two images that carry the agent', node({ ImageId: either(LINUX, UBUNTU) }), CONNECTS],
  ['an image with the agent and one without', node({ ImageId: either(LINUX, DEBIAN) }), 'UNKNOWN SSM-AGT-001 Node/ImageId'],
  ['two images without the agent', node({ ImageId: either(MINIMAL, DEBIAN) }), 'BLOCKED SSM-AGT-001 Node/ImageId'],
  ['two security groups that let out', group(either(nothing, egress(443))), CONNECTS],
  ['a security group that lets out and one that does not', group(either(egress(80), egress(443))), 'UNKNOWN SSM-NET-003 Group/SecurityGroupEgress'],
  ['policies with the one that counts in both', role(either([CORE], [CORE, 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'])), CONNECTS],
  ['policies without it in one', role(either([CORE], [])), 'UNKNOWN SSM-IDN-004 Role'],
  ['a route in either case', { Out: out('One'), Other: out('NotOne') }, CONNECTS],
  ['a node in one case', node({ ImageId: either(LINUX, DEBIAN) }, { Condition: 'One' }), CONNECTS],
  ['two conditions that matter to nothing', { ...node({ ImageId: either(LINUX, UBUNTU) }), ...group(either(nothing, egress(443), 'Two')) }, CONNECTS],
  ['one condition in the other', node({ ImageId: either(either(LINUX, UBUNTU, 'Two'), either(LINUX, MINIMAL, 'Two')) }), 'UNKNOWN SSM-AGT-001 Node/ImageId'],
  ['a condition whose opposite leaves no other way', node({ ImageId: either(either(LINUX, UBUNTU, 'Two'), either(LINUX, MINIMAL, 'NotOne')) }), CONNECTS],
  ['a condition in its own opposite', node({ ImageId: either(LINUX, either(UBUNTU, DEBIAN, 'NotOne')) }), CONNECTS],
  ['no profile, or the ARN of it', node({ IamInstanceProfile: either(nothing, { 'Fn::GetAtt': ['Profile', 'Arn'] }) }), 'BLOCKED SSM-IDN-001 Node/IamInstanceProfile'],
];

test.each(ROWS)('%s', (_, changes, expected) => expect(verdictsOf(withResources(changes, SECTIONS)).Node).toBe(expected));

test('four conditions are too many', () => {
  const images = either(LINUX, either(UBUNTU, either(LINUX, either(UBUNTU, LINUX, 'Four'), 'Three'), 'Two'));
  expect(verdictsOf(withResources(node({ ImageId: images }), SECTIONS)).Node).toMatch(/^UNKNOWN/);
});

test('a finding of one case only says of which', () => {
  const changes = node({ IamInstanceProfile: either(nothing, { 'Fn::GetAtt': ['Profile', 'Arn'] }) });
  const messages = Preflight.ofTemplate(withResources(changes, SECTIONS)).node('Node').findings.map(({ ruleId, message }) => [ruleId, /\(where .*\)$/.exec(message)?.[0]]);
  expect(messages).toContainEqual(['SSM-IDN-001', '(where the condition One is true)']);
  expect(messages).toContainEqual(['SSM-IDN-010', '(where the condition One is false)']);
});

test('the parameter decides where it has a value', () => {
  const template = withResources(node({ ImageId: either(LINUX, DEBIAN) }), SECTIONS);
  expect(verdictsOf(template, { parameters: { Stage: 'one' } }).Node).toBe(CONNECTS);
  expect(verdictsOf(template, { parameters: { Stage: 'two' } }).Node).toBe('BLOCKED SSM-AGT-001 Node/ImageId');
});
