import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { NatGatewayScenario } from '../../../bin/nat-gateway-scenario';
import { PrivateLinkScenario } from '../../../bin/private-link-scenario';
import { Preflight, PreflightNode, PreflightVerdict } from '../../../lib';

const FOREIGN = join(__dirname, '../foreign/templates');

function made(scenario: new (scope: App, id: string) => Stack): PreflightNode {
  const app = new App();
  new scenario(app, 'Scenario');
  return Preflight.ofApp(app).node('Scenario/Node');
}

/** Each path as the labels of its hops between the network ACL and the service. */
function pathLabels({ paths }: PreflightNode): Record<string, string[]> {
  return Object.fromEntries(paths.map(({ service, hops }) => [service, hops.slice(5, -1).map(({ label }) => label)]));
}

function foreign(file: string, node: string): Record<string, string[]> {
  return pathLabels(Preflight.ofFile(join(FOREIGN, file)).node(node));
}

test('through VPC endpoints, and to S3 through its gateway endpoint', () => {
  expect(pathLabels(made(PrivateLinkScenario))).toEqual({
    ssm: ['VPC endpoint for ssm'],
    ssmmessages: ['VPC endpoint for ssmmessages'],
    logs: ['VPC endpoint for logs'],
    kms: ['VPC endpoint for kms'],
    s3: ['Route table', 'Gateway endpoint for s3'],
  });
});

test('through a NAT gateway', () => {
  const { paths } = made(NatGatewayScenario);
  expect(paths.map(({ hops }) => hops.slice(5, -1).map(({ label }) => label))).toEqual(paths.map(() => ['Default route', 'NAT gateway']));
  expect(paths[0].hops.at(-2)!.logicalId).toMatch(/NATGateway/);
});

test('a hop has the logical id of its resource, if it has one', () => {
  const { paths: [{ hops, subnet }] } = made(PrivateLinkScenario);
  expect(subnet).toMatch(/^VpcIsolatedSubnet1/);
  expect(hops.map(({ logicalId }) => logicalId?.replace(/[0-9A-F]{8}$/, ''))).toEqual([
    'NodeInstance', 'NodeRole', undefined, 'NodeSecurityGroup', undefined, 'EndpointsSsm', undefined,
  ]);
});

test.each<[string, string, string, string[]]>([
  ['an egress-only gateway', 'ipv6-only.yaml', 'Node', ['Default route', 'Egress-only Internet gateway']],
  ['a transit gateway', 'transit-gateway.yaml', 'Node', ['Default route', 'a transit gateway']],
  ['a NAT instance', 'nat-instances.yaml', 'Good', ['Default route', 'NAT instance']],
  ['nothing that can be seen', 'default-vpc.yaml', 'Node', ['Way out, not seen']],
])('through %s', (_, file, node, labels) => {
  expect(foreign(file, node).ssm).toEqual(labels);
});

test('a path that does not exist ends at the missing endpoint', () => {
  const app = new App();
  const stack = new PrivateLinkScenario(app, 'Scenario');
  stack.node.findChild('Endpoints').node.tryRemoveChild('SsmMessages');
  const { paths, mainPath } = Preflight.ofApp(app).node('Scenario/Node');
  const broken = paths.find(({ service }) => service === 'ssmmessages')!;
  expect(broken.verdict).toBe(PreflightVerdict.BLOCKED);
  const missing = broken.hops.find(({ verdict }) => verdict === PreflightVerdict.BLOCKED)!;
  expect([missing.label, missing.logicalId]).toEqual(['VPC endpoint for ssmmessages', undefined]);
  expect(mainPath).toEqual(broken);
});
