import { changed, ec2, https, nodeIn, ref, Resources, SiteName, SITES, templateOf } from './site';

const closed = { IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIp: '10.0.0.2/32' };
const site = SITES.endpoints;
const shut = { EndpointGroup: changed(site, 'EndpointGroup', { SecurityGroupIngress: [closed] }) };
const into = (peer: object, others: object = {}) => ({ In: ec2('SecurityGroupIngress', { GroupId: ref('EndpointGroup'), ...https(peer) }, others) });
const out = (peer: object, others: object = {}) => ({ Out443: ec2('SecurityGroupEgress', { GroupId: ref('Group'), ...https(peer) }, others) });
const inward = { Group: changed(site, 'Group', { SecurityGroupEgress: [closed] }) };
const node = (...names: string[]) => ({ Node: { ...SITES.isolated.Node as object, DependsOn: ['Ssm', 'Messages', 'OnTable', 'EndpointOnTable', ...names] } });
const fromGroup = { SourceSecurityGroupId: ref('Group') };
const toGroup = { DestinationSecurityGroupId: ref('EndpointGroup') };

/** The verdict, and what each warning about the order says that the node does not wait for. */
function late(name: SiteName, changes: object): string[] {
  const { verdict, findings } = nodeIn(templateOf(name, changes as Resources));
  const warnings = findings.filter(({ ruleId }) => ruleId.startsWith('SSM-ORD'));
  return [verdict, ...warnings.map(({ ruleId, message }) => `${ruleId} ${/wait for (.*?):/.exec(message)?.[1]}`)];
}

test.each<[string, object, string[]]>([
  ['inside the groups', node(), ['CONNECTS']],
  ['that is a resource, lets the node in by its group', { ...shut, ...into(fromGroup), ...node() }, ['CONNECTS', 'SSM-ORD-001 In']],
  ['that is a resource, lets the node in by its address', { ...shut, ...into({ CidrIp: '10.0.1.0/24' }), ...node() }, ['CONNECTS', 'SSM-ORD-001 In']],
  ['that is a resource, and that the node waits for', { ...shut, ...into(fromGroup), ...node('In') }, ['CONNECTS']],
  ['that another resource waits for, which the node waits for', { ...shut, ...into(fromGroup), Ssm: { ...site.Ssm as object, DependsOn: 'In' }, ...node() }, ['CONNECTS']],
  ['beside one inside that is enough', { ...into(fromGroup), ...node() }, ['CONNECTS']],
  ['that lets somebody else in', { ...into({ CidrIp: '192.168.0.0/16' }), ...node() }, ['CONNECTS']],
  ['for another port', { ...shut, ...into(fromGroup), Other: ec2('SecurityGroupIngress', { GroupId: ref('EndpointGroup'), IpProtocol: 'tcp', FromPort: 80, ToPort: 80, ...fromGroup }), ...node() }, ['CONNECTS', 'SSM-ORD-001 In']],
  ['that lets the node out, as a resource', { ...inward, ...out(toGroup), ...node() }, ['CONNECTS', 'SSM-ORD-001 Out443']],
  ['that lets the node out, and that it waits for', { ...inward, ...out(toGroup), ...node('Out443') }, ['CONNECTS']],
  ['on both sides', { ...shut, ...inward, ...into(fromGroup), ...out(toGroup), ...node() }, ['CONNECTS', 'SSM-ORD-001 In and Out443']],
  ['beside endpoints that the node does not wait for', { ...shut, ...into(fromGroup) }, ['CONNECTS', 'SSM-ORD-001 Ssm, In and Messages']],
])('a rule %s', (_, changes, expected) => {
  expect(late('endpoints', changes)).toEqual(expected);
});

test.each<[string, string[], string[]]>([
  ['that the node does not wait for', [], ['CONNECTS', 'SSM-ORD-002 Out443']],
  ['that the node waits for', ['Out443'], ['CONNECTS']],
])('an egress rule to the Internet %s', (_, names, expected) => {
  const waits = { Node: { ...SITES.isolated.Node as object, DependsOn: ['Nat', 'Out', 'OnTable', 'Attachment', 'PublicOut', 'PublicOnTable', ...names] } };
  expect(late('nat-gateway', { ...inward, ...out({ CidrIp: '0.0.0.0/0' }), ...waits })).toEqual(expected);
});
