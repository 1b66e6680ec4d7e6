import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { Endpoint, RouteTarget, Subnet, Vpc } from '../../../../lib/preflight/model/network/network';
import { internetPathOf, NetworkPath, networkPathTo } from '../../../../lib/preflight/model/network/network-path';
import { addressesOf } from '../../../../lib/preflight/model/network/subnet-addresses';
import { ContextChanges, location, workingContext } from '../../rules/working-context';

const WHY = new Unknown('because');
const subnetOf = (changes: ContextChanges) => workingContext(changes).subnet as Subnet;
const endpoints = (subnetOf({}).vpc as Vpc).endpoints.seen;
const [SSM] = endpoints;
const S3 = endpoints.find(({ service }) => service === 's3')!;
const set = (value: unknown) => ({ value, location: location('E', 'AWS::EC2::VPCEndpoint') }) as never;
const shown = (path: NetworkPath) => path.kind === 'unseen' ? path.unknown.reason : path.kind === 'internet' ? `${path.route.location.resource.name} ${path.family}` : path.kind;
const route = (destination: Known<string>, logicalId: string, target: RouteTarget = { kind: 'egress-only-gateway', id: 'eigw-1' }) => ({ location: location(logicalId, 'AWS::EC2::Route'), destination, target });
const beside = (endpoint: Partial<Endpoint>, network: 'internet-gateway' | 'nat-gateway' = 'internet-gateway', others: ContextChanges = {}) => subnetOf({
  network, vpc: { endpoints: { seen: [{ ...SSM, ...endpoint }] } }, ...others,
});

test('an interface endpoint with private DNS comes before all routes', () => {
  expect(shown(networkPathTo(beside({}), 'ssm'))).toBe('endpoint');
  expect(shown(networkPathTo(beside({ privateDns: set(false) }), 'ssm'))).toBe('InternetRoute ipv4');
  expect(shown(networkPathTo(beside({}), 'ssmmessages'))).toBe('InternetRoute ipv4');
  expect(shown(networkPathTo(beside({}, 'internet-gateway', { subnet: { routeTable: WHY } }), 'ssm'))).toBe('endpoint');
});

test('S3 uses an interface endpoint that its name leads to, else the gateway endpoint on the route table, else the route', () => {
  const s3 = (...more: Endpoint[]) => shown(networkPathTo(subnetOf({ network: 'internet-gateway', vpc: { endpoints: { seen: more } } }), 's3'));
  const byInterface: Endpoint = { ...SSM, service: 's3' };
  expect(s3(S3, byInterface)).toBe('endpoint');
  expect(s3(S3, { ...byInterface, privateDns: set(false) })).toBe('gateway-endpoint');
  expect(s3(S3, { ...byInterface, privateDns: set(WHY) })).toBe('whether traffic takes the endpoint ssmEndpoint is not known: because');
  expect(s3({ ...S3, routeTables: set(['rtb-2']) }, byInterface)).toBe('endpoint');
  expect(s3({ ...S3, routeTables: set(['rtb-2']) })).toBe('InternetRoute ipv4');
  expect(s3({ ...S3, routeTables: set(['rtb-2', WHY]) })).toBe('whether traffic takes the endpoint s3Endpoint is not known: because');
  expect(s3({ ...S3, routeTables: set(WHY) }, byInterface)).toBe('endpoint');
  expect(s3({ ...S3, service: WHY })).toBe('whether traffic takes the endpoint s3Endpoint is not known: because');
  expect(s3({ ...S3, service: 'dynamodb' })).toBe('InternetRoute ipv4');
});

test('an endpoint that might be used leaves the path unknown, unless there is no other path', () => {
  for (const doubt of [{ privateDns: set(WHY) }, { service: WHY }]) {
    expect(shown(networkPathTo(beside(doubt), 'ssm'))).toBe('whether traffic takes the endpoint ssmEndpoint is not known: because');
  }
  const nowhere = { routeTable: { routes: [] } };
  expect(shown(networkPathTo(beside({ privateDns: set(WHY) }, 'nat-gateway', nowhere), 'ssm'))).toBe('endpoint');
  expect(shown(networkPathTo(beside({ service: WHY }, 'nat-gateway', nowhere), 'ssm'))).toBe('whether traffic takes the endpoint ssmEndpoint is not known: because');
  const both = subnetOf({ network: 'internet-gateway', vpc: { endpoints: { seen: [{ ...SSM, privateDns: set(WHY) }, SSM] } } });
  expect(networkPathTo(both, 'ssm')).toMatchObject({ kind: 'endpoint', endpoint: { privateDns: { value: true } } });
});

test('an unknown part of the subnet leaves the path unknown', () => {
  const paths = (subnet: Known<Subnet>) => [shown(networkPathTo(subnet, 'ssm')), shown(internetPathOf(subnet))];
  expect(paths(WHY)).toEqual(['because', 'because']);
  expect(paths(subnetOf({ network: 'nat-gateway', subnet: { vpc: WHY } }))).toEqual(['because', 'because']);
  expect(paths(subnetOf({ network: 'nat-gateway', subnet: { routeTable: WHY } }))).toEqual(['because', 'because']);
  expect(paths(subnetOf({ network: 'nat-gateway', routeTable: { routes: [route(WHY, 'Out')] } }))).toEqual(['because', 'because']);
  expect(shown(internetPathOf(subnetOf({})))).toBe('none');
});

test('IPv4 comes before IPv6, and NAT64 before it where there is no IPv4', () => {
  const by = (subnet: Partial<Subnet>, ...routes: ReturnType<typeof route>[]) => shown(networkPathTo(subnetOf({ network: 'nat-gateway', routeTable: { routes }, subnet }), 'ssm'));
  const nat: RouteTarget = { kind: 'nat-gateway', id: 'nat-1', gateway: WHY };
  expect(by({}, route('::/0', 'Six'), route('0.0.0.0/0', 'Four'))).toBe('Four ipv4');
  expect(by({}, route('::/0', 'Six'))).toBe('Six ipv6');
  const ipv6Only = { cidr: undefined, dns64: set(true) };
  expect(by(ipv6Only, route('::/0', 'Six'), route('64:ff9b::/96', 'Nat64', nat))).toBe('Nat64 nat64');
  expect(by({ ...ipv6Only, dns64: set(WHY) }, route('64:ff9b::/96', 'Nat64', nat))).toBe('Nat64 nat64');
  expect(by({ ...ipv6Only, dns64: set(false) }, route('::/0', 'Six'), route('64:ff9b::/96', 'Nat64', nat))).toBe('Six ipv6');
  expect(by(ipv6Only, route('::/0', 'Six'))).toBe('Six ipv6');
  expect(by(ipv6Only, route('0.0.0.0/0', 'Four'))).toBe('none');
  expect(by(ipv6Only, route(WHY, 'Unknown'))).toBe('because');
});

test('an IPv6-only subnet might not reach endpoints', () => {
  expect(shown(networkPathTo(beside({}, 'internet-gateway', { subnet: { cidr: undefined } }), 'ssm'))).toBe('the subnet has IPv6 only, and whether the agent reaches the endpoint ssmEndpoint by it cannot be seen');
  expect(shown(networkPathTo(subnetOf({ subnet: { cidr: undefined } }), 's3'))).toContain('the subnet has IPv6 only');
});

test('the addresses of subnets', () => {
  const subnet = subnetOf({});
  const addresses = (...subnets: Known<Subnet>[]) => {
    const all = addressesOf(subnets);
    return isKnown(all) ? all.describe() : all.reason;
  };
  expect(addresses(subnet, { ...subnet, cidr: '10.0.9.0/24' })).toEqual(['10.0.0.0/24', '10.0.9.0/24']);
  expect(addresses({ ...subnet, cidr: undefined, ipv6Cidr: '2600::/64' })).toEqual(['2600::/64']);
  expect(addresses({ ...subnet, cidr: undefined })).toEqual([]);
  expect([addresses(WHY), addresses({ ...subnet, cidr: WHY })]).toEqual(['because', 'because']);
  expect(addresses({ ...subnet, cidr: 'nonsense' })).toContain('nonsense');
});
