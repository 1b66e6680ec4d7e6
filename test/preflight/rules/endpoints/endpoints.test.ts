import { Unknown } from '../../../../lib/preflight/model/known';
import { AclEntry, Endpoint, NetworkAcl, SecurityGroup, SecurityGroupRule, Subnet, Vpc } from '../../../../lib/preflight/model/network/network';
import { opaque } from '../../../../lib/preflight/model/symbolic-text';
import { ENDPOINT_RULES } from '../../../../lib/preflight/rules/endpoints';
import { openAcl, findingsOf, ContextChanges, location, statement, workingSecurityGroup, workingContext } from '../working-context';

const WHY = new Unknown('because');
const at = (logicalId: string, property?: string) => location(logicalId, 'AWS::Test', property);
const setting = (logicalId: string, value: unknown) => ({ value, location: at(logicalId) }) as never;

function reportedBy(id: string, changes: ContextChanges): string[] {
  return ENDPOINT_RULES.filter(rule => rule.id.endsWith(id))
    .flatMap(rule => findingsOf(rule, changes))
    .map(({ severity, location: where, message, services = [] }) => `${severity} ${where.resource.name} ${services.join('+')}: ${message}`);
}

const SUBNET = workingContext().subnet as Subnet;
const VPC = SUBNET.vpc as Vpc;
const SSM = VPC.endpoints.seen.find(({ service }) => service === 'ssm')!;
const S3 = VPC.endpoints.seen.find(({ service }) => service === 's3')!;
const other = (changes: Partial<Subnet> = {}): Subnet => ({ ...SUBNET, id: 'subnet-2', location: at('OtherSubnet'), cidr: '10.0.7.0/24', zone: 'eu-west-1b', ...changes });
/** A VPC with other endpoints than those of the working one. */
const withEndpoints = (...endpoints: Endpoint[]): ContextChanges => ({ network: 'nat-gateway', routeTable: { routes: [] }, vpc: { endpoints: { seen: endpoints } } });
const rest = VPC.endpoints.seen.filter(({ service }) => service !== 'ssm' && service !== 's3');
const without = (service: string) => withEndpoints(...VPC.endpoints.seen.filter(each => each.service !== service));
const ssmWith = (changes: Partial<Endpoint>): ContextChanges => ({ endpoint: { ssm: changes } });

test('endpoints that work have no problem', () => {
  expect(ENDPOINT_RULES.flatMap(rule => findingsOf(rule))).toEqual([]);
});

describe('an endpoint that is missing', () => {
  test('is told by service', () => {
    expect(reportedBy('END-001', without('ssm'))).toEqual(['BLOCKED Vpc ssm: The VPC Vpc has no endpoint for ssm, and the node\'s subnet has no other way out']);
    expect(reportedBy('END-001', without('s3'))).toEqual(['BLOCKED Vpc s3: The VPC Vpc has no endpoint for s3, and the node\'s subnet has no other way out']);
    expect(reportedBy('END-001', withEndpoints())).toEqual([]);
  });

  test('has a fix for its kind', () => {
    const fixes = (service: string) => ENDPOINT_RULES.flatMap(rule => findingsOf(rule, without(service))).map(({ fix }) => fix);
    expect(fixes('ssm')).toEqual(['Add an interface endpoint for com.amazonaws.<region>.ssm to the VPC, with private DNS']);
    expect(fixes('s3')).toEqual(['Add a gateway endpoint for com.amazonaws.<region>.s3 to the VPC, on the route table of the node\'s subnet']);
  });

  test('is another rule\'s where it is there, but nothing leads to it', () => {
    expect(reportedBy('END-001', withEndpoints({ ...SSM, privateDns: setting('E', false) }, S3, ...rest))).toEqual([]);
    expect(reportedBy('END-001', withEndpoints(SSM, { ...S3, routeTables: setting('S3', []) }, ...rest))).toEqual([]);
  });
});

test('private DNS', () => {
  expect(reportedBy('END-002', withEndpoints({ ...SSM, privateDns: setting('Off', false) }, S3, ...rest))).toEqual([
    'BLOCKED Off ssm: The endpoint ssmEndpoint for ssm has no private DNS, so nothing uses it, and the node\'s subnet has no other way out',
  ]);
  expect(reportedBy('END-002', withEndpoints({ ...SSM, privateDns: setting('Off', WHY) }, S3, ...rest))).toEqual(['UNKNOWN Off ssm: Whether the endpoint for ssm has private DNS cannot be decided: because']);
  expect(reportedBy('END-002', { network: 'internet-gateway', vpc: { endpoints: { seen: [{ ...SSM, privateDns: setting('Off', false) }] } } })).toEqual([]);
});

test('DNS hostnames', () => {
  const services = 'ssm+ssmmessages';
  const reported = (value: unknown) => new Set(reportedBy('END-003', { vpc: { dnsHostnames: setting('Vpc', value) } }).map(line => line.replace(/ (ssm|ssmmessages):/, ` ${services}:`)));
  expect(reported(false)).toEqual(new Set([`BLOCKED Vpc ${services}: DNS hostnames of the VPC Vpc are off, which private DNS of its endpoints needs`]));
  expect(reported(WHY)).toEqual(new Set([`UNKNOWN Vpc ${services}: Whether the VPC has DNS hostnames on cannot be decided: because`]));
});

describe('security groups of an endpoint', () => {
  const rule = (peer: SecurityGroupRule['peer']): SecurityGroupRule => ({ location: at('Rule'), protocol: 'tcp', ports: { from: 443, to: 443 }, peer });
  const group = (changes: Partial<SecurityGroup>) => ssmWith({ securityGroups: setting('ssmEndpoint', [workingSecurityGroup('EndpointGroup', changes)]) });
  const lets = 'UNKNOWN Rule ssm: Whether the endpoint ssmEndpoint lets the node in cannot be decided: because';

  test.each<[string, ContextChanges, string[]]>([
    ['let nobody in', group({ ingress: [] }), ['BLOCKED ssmEndpoint ssm: No ingress rule of EndpointGroup, the security group of VPC endpoints, lets the node in on TCP 443']],
    ['let nobody in, and say where', group({ ingress: [], ingressLocation: at('Ingress') }), ['BLOCKED Ingress ssm: No ingress rule of EndpointGroup, the security group of VPC endpoints, lets the node in on TCP 443']],
    ['let some addresses in', group({ ingress: [rule({ kind: 'cidr', cidr: '10.0.0.0/26' })] }), ['UNKNOWN Rule ssm: The ingress rules of EndpointGroup, the security group of VPC endpoints, let in some addresses of the node\'s subnet only, and which of them the node gets cannot be seen']],
    ['let the node in by its group', group({ ingress: [rule({ kind: 'group', id: 'sg-NodeGroup' })] }), []],
    ['have an unknown rule', group({ ingress: [rule(WHY)] }), [lets]],
    ['are not known', ssmWith({ securityGroups: setting('ssmEndpoint', WHY) }), ['UNKNOWN ssmEndpoint ssm: Whether the endpoint ssmEndpoint lets the node in cannot be decided: because']],
    ['are none that can be seen', ssmWith({ securityGroups: setting('ssmEndpoint', [WHY]) }), ['UNKNOWN ssmEndpoint ssm: Whether the endpoint ssmEndpoint lets the node in cannot be decided: because']],
    ['are of another VPC', group({ vpc: 'vpc-2' }), ['BLOCKED ssmEndpoint ssm: The security group EndpointGroup of the endpoint ssmEndpoint is of another VPC than Vpc, which EC2 refuses']],
    ['are of an unknown VPC', group({ vpc: WHY }), ['UNKNOWN ssmEndpoint ssm: Whether the security group EndpointGroup is of the endpoint\'s VPC cannot be decided: because']],
  ])('%s', (_, changes, expected) => {
    expect(reportedBy('END-004', changes)).toEqual(expected);
  });

  test('do not admit a node with unknown groups', () => {
    for (const value of [WHY, [WHY]]) {
      expect(reportedBy('END-004', { ...group({ ingress: [rule({ kind: 'group', id: 'sg-1' })] }), node: { securityGroups: setting('Node', value) } })).toEqual([lets]);
    }
    expect(reportedBy('END-004', { subnet: { cidr: WHY } })[0]).toContain('UNKNOWN');
  });
});

test.each<[string, unknown, string[]]>([
  ['none', [], ['BLOCKED E ssm: The endpoint ssmEndpoint is in no subnet and has no address']],
  ['two of a zone', [SUBNET, other({ zone: 'eu-west-1a' })], ['BLOCKED E ssm: The endpoint ssmEndpoint is in two subnets of one zone, which EC2 refuses']],
  ['two of two zones', [SUBNET, other()], []],
  ['two of unknown zones', [other({ zone: WHY }), other({ zone: WHY })], []],
  ['of another VPC', [other({ vpc: { ...VPC, id: 'vpc-2' } })], ['BLOCKED E ssm: The endpoint ssmEndpoint names a subnet of another VPC, which EC2 refuses']],
  ['of an unknown VPC', [other({ vpc: WHY })], ['UNKNOWN E ssm: Whether the subnets of the endpoint ssmEndpoint are right cannot be decided: because']],
  ['one that is unknown', [SUBNET, WHY], ['UNKNOWN E ssm: Whether the subnets of the endpoint ssmEndpoint are right cannot be decided: because']],
  ['unknown', WHY, ['UNKNOWN E ssm: The subnets of the endpoint ssmEndpoint cannot be decided: because']],
])('subnets of an endpoint: %s', (_, subnets, expected) => {
  expect(reportedBy('END-005', ssmWith({ subnets: setting('E', subnets) }))).toEqual(expected);
});

describe('ACLs of the subnets of an endpoint', () => {
  const entry = (changes: Partial<AclEntry>): AclEntry => ({ location: at('Entry'), number: 1, egress: true, allow: false, protocol: '6', ports: undefined, cidr: '10.0.0.0/24', ...changes });
  const behind = (acl: NetworkAcl | Unknown) => ssmWith({ subnets: setting('E', [SUBNET, other({ acl }), WHY]) });

  test('let requests in and replies out', () => {
    expect(reportedBy('END-006', behind(openAcl()))).toEqual([]);
    expect(reportedBy('END-006', behind({ ...openAcl(), entries: [entry({ egress: false }), ...openAcl().entries] }))).toEqual([
      'BLOCKED Entry ssm: The network ACL Acl does not let TCP 443 in: requests from the node to VPC endpoints do not get through',
    ]);
    expect(reportedBy('END-006', behind({ ...openAcl(), entries: [entry({}), ...openAcl().entries] }))).toEqual([
      'BLOCKED Entry ssm: The network ACL Acl does not let TCP 32768-60999 out: replies from VPC endpoints to the node do not get through',
    ]);
    expect(reportedBy('END-006', behind(WHY))).toHaveLength(2);
  });

  test('do not count inside the node\'s subnet, or where the subnets are not known', () => {
    expect(reportedBy('END-006', { acl: { ...openAcl(), entries: [] } })).toEqual([]);
    expect(reportedBy('END-006', ssmWith({ subnets: setting('E', WHY) }))).toEqual([]);
  });
});

describe('the policy of an endpoint', () => {
  const policy = (service: string, statements: unknown) => ({ endpoint: { [service]: { policy: setting('Policy', statements instanceof Unknown ? statements : { statements }) } } });
  const everybody = { principals: '*' as const };

  test('allows what the agent calls, or not', () => {
    expect(reportedBy('END-007', policy('ssm', [statement(['*'], everybody)]))).toEqual([]);
    expect(reportedBy('END-007', policy('ssm', [statement(['ssm:GetParameter'], everybody)]))).toEqual(['BLOCKED Policy ssm: The policy of the endpoint ssmEndpoint does not allow ssm:UpdateInstanceInformation']);
    expect(reportedBy('END-007', policy('ssm', WHY))).toEqual(['UNKNOWN Policy ssm: Whether the policy of the endpoint ssmEndpoint allows ssm:UpdateInstanceInformation cannot be decided: because']);
    expect(reportedBy('END-007', policy('s3', []))).toEqual([]);
  });

  test('of S3 allows the buckets', () => {
    expect(reportedBy('END-010', policy('s3', [statement(['s3:*'], everybody)]))).toEqual([]);
    expect(reportedBy('END-010', policy('s3', [statement(['s3:*'], { ...everybody, resources: ['arn:aws:s3:::mine/*'] })]))).toEqual([
      'BLOCKED Policy s3: The policy of the endpoint s3Endpoint does not allow s3:GetObject on arn:aws:s3:::amazon-ssm-eu-west-1/latest/VERSION',
    ]);
    expect(reportedBy('END-010', policy('ssm', []))).toEqual([]);
  });

  test('says in its fix what to allow', () => {
    const findings = ENDPOINT_RULES.flatMap(rule => findingsOf(rule, policy('ssmmessages', [])));
    expect(findings.map(({ fix }) => fix)).toEqual([expect.stringMatching(/^allow ssmmessages:\w+, .* in PolicyDocument of ssmmessagesEndpoint, or leave the policy out$/)]);
  });
});

test('two endpoints for a service', () => {
  const second = { ...SSM, location: at('Second') };
  expect(reportedBy('END-008', withEndpoints(SSM, second, S3, ...rest))).toEqual(['BLOCKED Second ssm: The VPC Vpc has two endpoints for ssm with private DNS, ssmEndpoint and Second']);
  expect(reportedBy('END-008', withEndpoints(SSM, { ...second, privateDns: setting('Second', false) }, S3, ...rest))).toEqual([]);
  expect(reportedBy('END-008', withEndpoints({ ...second, privateDns: setting('Second', WHY) }, SSM, S3, ...rest))).toEqual([
    'UNKNOWN Second ssm: Whether ssmEndpoint is the only endpoint for ssm with private DNS cannot be decided: because',
  ]);
});

test('the route tables of the S3 gateway', () => {
  const reported = (...tables: unknown[]) => reportedBy('END-009', withEndpoints(SSM, ...rest, ...tables.map(value => ({ ...S3, routeTables: setting('Tables', value) }))));
  expect(reported(['rtb-Table'])).toEqual([]);
  expect(reported()).toEqual([]);
  const elsewhere = 'BLOCKED Tables s3: The S3 gateway endpoint s3Endpoint is not on the route table of the node\'s subnet, Table, which has no other way to S3';
  expect(reported(['rtb-2'])).toEqual([elsewhere]);
  const unknown = 'UNKNOWN Tables s3: Whether the S3 gateway endpoint is on the route table of the node\'s subnet cannot be decided: because';
  expect([...reported(WHY), ...reported(['rtb-2', WHY]), ...reported(['rtb-2'], [WHY])]).toEqual([unknown, unknown, unknown]);
});

test('old agents', () => {
  expect(reportedBy('END-011', { oldAgent: true })[0]).toMatch(/^BLOCKED Node ec2messages: The agent in the image is older than 3\.3\.40/);
});

test('the region of an endpoint', () => {
  expect(reportedBy('END-012', ssmWith({ region: 'us-east-1', serviceLocation: at('Name') }))).toEqual(['BLOCKED Name ssm: The endpoint ssmEndpoint is for us-east-1, and the node is in eu-west-1']);
  expect(reportedBy('END-012', ssmWith({ region: WHY, serviceLocation: at('Name') }))).toEqual(['UNKNOWN Name ssm: Whether the endpoint is of the node\'s region cannot be decided: because']);
  const anywhere = reportedBy('END-012', { ...ssmWith({ region: 'us-east-1', serviceLocation: at('Name') }), environment: { region: opaque('AWS::Region') } });
  expect(anywhere).toEqual(['UNKNOWN Name ssm: The endpoint ssmEndpoint is for us-east-1, and the region of the node is not known']);
});
