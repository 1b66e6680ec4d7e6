import { changed, ec2, judge, MAYBE, nodeIn, ref, Resources, route, SECRET, SITES, templateOf } from './site';

const DEBIAN = '{{resolve:ssm:/aws/service/debian/release/12/latest/amd64}}';
const DEB = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/debian_amd64/amazon-ssm-agent.deb';

/** A node whose sessions go through endpoints, and that installs the agent by another way. */
function installing(place: Resources, changes: Resources = {}, address: string = DEB): Resources {
  const userData = { 'Fn::Base64': `#!/bin/bash\nwget ${address}\ndpkg -i amazon-ssm-agent.deb\n` };
  const { Node: node = SITES.isolated.Node, ...others } = place;
  return { ...SITES.endpoints, ...others, ...changes, Node: changed({ Node: node }, 'Node', { ImageId: DEBIAN, UserData: userData }) };
}

const NAT = SITES['nat-gateway'];
const PUBLIC = SITES.public;
const block = (mode: unknown, others: object = {}) => ({ Block: ec2('VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: mode }, others) });
const exclude = (what: object, mode: unknown = 'allow-bidirectional') => ({ Exclusion: ec2('VPCBlockPublicAccessExclusion', { InternetGatewayExclusionMode: mode, ...what }) });
const BOTH = block('block-bidirectional');
const INGRESS = block('block-ingress');
const PUBLIC_SUBNET = { SubnetId: ref('PublicSubnet') };
const GATEWAY = { S3: ec2('VPCEndpoint', { VpcId: ref('Vpc'), ServiceName: 'com.amazonaws.eu-west-1.s3', RouteTableIds: [ref('Table'), ref('PublicTable')] }) };
const ELSEWHERE = 'https://packages.example.com/amazon-ssm-agent.deb';
const OTHER_REGION = DEB.replaceAll('eu-west-1', 'us-east-1');
const shut = ['BLOCKED', 'BLOCKED SSM-AGT-002 Block'];
/** Where nothing but the bucket of the region brings the agent, the rules for the network know that the node needs S3. */
const shutToBucket = ['BLOCKED', 'BLOCKED SSM-NET-019 Block'];
const unknown = ['UNKNOWN', 'UNKNOWN SSM-AGT-002 Block'];

test.each<[string, Resources, string[]]>([
  ['nothing is blocked', installing(NAT), ['CONNECTS']],
  ['the bucket by a NAT gateway', installing(NAT, BOTH), shutToBucket],
  ['the bucket by an Internet gateway', installing(PUBLIC, BOTH), shutToBucket],
  ['the bucket by an Internet gateway, inwards only', installing(PUBLIC, INGRESS), shutToBucket],
  ['a bucket of another region by a NAT gateway', installing(NAT, BOTH, OTHER_REGION), shut],
  ['a bucket of another region by an Internet gateway', installing(PUBLIC, BOTH, OTHER_REGION), shut],
  ['a bucket of another region by an Internet gateway, inwards only', installing(PUBLIC, INGRESS, OTHER_REGION), shut],
  ['a bucket of another region by a NAT gateway, inwards only', installing(NAT, INGRESS, OTHER_REGION), ['CONNECTS']],
  ['a bucket of another region, with an exclusion for the public subnet', installing(NAT, { ...BOTH, ...exclude(PUBLIC_SUBNET, 'allow-egress') }, OTHER_REGION), ['CONNECTS']],
  ['a bucket of another region, with an exclusion for the VPC', installing(NAT, { ...BOTH, ...exclude({ VpcId: ref('Vpc') }) }, OTHER_REGION), ['CONNECTS']],
  ['a bucket of another region, with an exclusion for the subnet of the node', installing(NAT, { ...BOTH, ...exclude({ SubnetId: ref('Subnet') }) }, OTHER_REGION), shut],
  ['a public node with an exclusion', installing(PUBLIC, { ...BOTH, ...exclude(PUBLIC_SUBNET) }, OTHER_REGION), ['CONNECTS']],
  ['the bucket through the endpoint for S3', installing(NAT, { ...BOTH, ...GATEWAY }), ['CONNECTS']],
  ['the bucket of a public node through the endpoint for S3', installing(PUBLIC, { ...BOTH, ...GATEWAY }), ['CONNECTS']],
  ['a bucket of another region beside the endpoint for S3', installing(NAT, { ...BOTH, ...GATEWAY }, OTHER_REGION), shut],
  ['a mode that is not known', installing(NAT, block(SECRET), OTHER_REGION), unknown],
  ['options that may not be there', installing(NAT, block('block-bidirectional', MAYBE), OTHER_REGION), unknown],
  ['by a regional NAT gateway', installing(NAT, { ...BOTH, Nat: ec2('NatGateway', { AvailabilityMode: 'regional', VpcId: ref('Vpc') }) }, OTHER_REGION), shut],
  ['by a NAT instance', installing(SITES['nat-instance'], { ...INGRESS }, OTHER_REGION), shut],
  ['by a transit gateway', installing(NAT, { ...BOTH, Out: route('Table', { TransitGatewayId: 'tgw-1' }) }, OTHER_REGION), ['UNKNOWN', 'UNKNOWN SSM-AGT-002 Out']],
])('an install of the agent from %s', (_, resources, expected) => {
  expect(judge('endpoints', resources)).toEqual(expected);
});

test('what comes from where nobody knows stays UNKNOWN', () => {
  expect(judge('endpoints', installing(NAT, BOTH, ELSEWHERE))).toEqual(['UNKNOWN', 'UNKNOWN SSM-AGT-002 Node']);
});

test('says which subnet to exclude', () => {
  const { findings: [finding] } = nodeIn(templateOf('endpoints', installing(NAT, BOTH, OTHER_REGION)));
  expect(finding.message).toBe('The user data of Node installs the SSM Agent, and VPC Block Public Access drops all that passes an Internet gateway, '
    + `and PublicSubnet, from where the way to ${OTHER_REGION} leaves, is not excluded`);
  expect(finding.fix).toBe('Install the agent from the bucket of its region through an endpoint for S3, or exclude PublicSubnet from VPC Block Public Access');
});
