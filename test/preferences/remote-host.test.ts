import { Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NodePermissions, SsmConnectivity, SsmManagedInstance } from '../../lib';
import { checkRemoteHost, checkRemoteHostInVpc } from '../../lib/preferences/remote-host';
import { errorOf, newStack, newVpc } from '../fixtures';

const check = (host: string) => errorOf(() => checkRemoteHost(newStack(), host));
const refused = (service: string, host: string) => `to must not be ${service}, got '${host}': the agent refuses a tunnel to it; choose another host [Stack]`;
const unusual = (host: string, plain: string) => `to must be in its usual form, got '${host}'; write '${plain}' [Stack]`;
const noHost = (host: string) => `to must be a host name or an IP address, got '${host}'; write it without a scheme, a port or a path [Stack]`;

describe('A host that the agent refuses', () => {
  const [METADATA, DNS, TIME, ACTIVATION] = [
    'the instance metadata service', 'the VPC\'s DNS resolver', 'the Amazon time service', 'the Windows activation service',
  ];

  test.each([
    ['169.254.169.254', METADATA], ['fd00:ec2::254', METADATA],
    ['169.254.169.253', DNS], ['fd00:ec2::253', DNS],
    ['169.254.169.123', TIME], ['fd00:ec2::123', TIME],
    ['169.254.169.250', ACTIVATION], ['169.254.169.251', ACTIVATION], ['fd00:ec2::240', ACTIVATION],
  ])('is %s', (host, service) => {
    expect(check(host)).toBe(refused(service, host));
  });

  test.each([
    ['in decimal', '2852039166', METADATA],
    ['in decimal', '2852039165', DNS],
    ['in decimal', '2852039035', TIME],
    ['in hexadecimal', '0xa9fea9fe', METADATA],
    ['in hexadecimal of another case', '0XA9FEA9FE', METADATA],
    ['in octal', '025177524776', METADATA],
    ['in parts of hexadecimal', '0xa9.0xfe.0xa9.0xfe', METADATA],
    ['in parts of octal', '0251.0376.0251.0376', METADATA],
    ['in mixed parts', '169.0xfe.0251.254', METADATA],
    ['in three parts', '169.254.43518', METADATA],
    ['in two parts', '169.16689662', METADATA],
    ['with zeros in front', '00251.254.169.254', METADATA],
    ['in upper case', 'FD00:EC2::254', METADATA],
    ['with all its groups', 'fd00:0ec2:0000:0000:0000:0000:0000:0254', METADATA],
    ['with some of its groups', 'fd00:ec2:0:0:0::253', DNS],
    ['with zeros in front of its groups', 'fd00:0ec2::0123', TIME],
  ])('is recognized %s: %s', (_, host, service) => {
    expect(check(host)).toBe(refused(service, host));
  });

  test.each([
    ['::ffff:169.254.169.254', METADATA], ['::ffff:a9fe:a9fe', METADATA], ['0:0:0:0:0:ffff:a9fe:a9fe', METADATA],
    ['::ffff:169.254.169.253', DNS], ['::ffff:a9fe:a97b', TIME],
  ])('is recognized as an IPv4 address in IPv6, %s', (host, service) => {
    expect(check(host)).toBe(refused(service, host));
  });
});

describe('A host', () => {
  test.each([
    'database', 'localhost', 'database.example.com', 'Database.Example.COM', 'my_db.internal', '_sip._tcp.example.com', 'a-b.c-d', '1a.example.com', 'x'.repeat(63),
    'db.cluster-abc123.us-east-1.rds.amazonaws.com', '10.0.0.5', '127.0.0.1', '0.0.0.0', '169.254.169.252', '192.168.1.255', '::1', '2001:db8::1', '2001:DB8::1', 'fd00:ec2::255',
    `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`,
  ])('may be %s', host => {
    expect(check(host)).toBeUndefined();
  });

  test.each([Aws.STACK_NAME, `${Aws.STACK_NAME}.example.com`, new CfnParameter(newStack(), 'Host').valueAsString])('may be a token', host => {
    expect(check(host)).toBeUndefined();
  });

  test.each([
    '', ' ', '.', 'a..b', '.a', 'a.', 'database.example.com.', '-a', 'a-', 'a.-b', 'a b', ' a', 'a ', 'a\n', 'https://database', 'http://169.254.169.254', 'database:5432', '10.0.0.5:80',
    'database/path', 'database?x', 'database#x', 'user@database', 'a%62', 'a;id', '$(id)', '*', 'ä.example.com', '[::1]', '::1%eth0', ':', ':::', '1:2', '12345::', '256.1.1.1',
    '1.2.3.4.5', '10.0.0.0/8', '2001:db8::/32', '09.1.1.1', 'x'.repeat(64), `${'a.'.repeat(126)}ab`,
  ])('must not be %j', host => {
    expect(check(host)).toBe(noHost(host));
  });

  test.each([
    ['0177.0.0.1', '127.0.0.1'], ['2130706433', '127.0.0.1'], ['10.5', '10.0.0.5'], ['0xa.0.0.5', '10.0.0.5'], ['010.0.0.5', '8.0.0.5'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1'], ['2001:0db8::1', '2001:db8::1'],
  ])('must be written as the node reads it, and %s is not', (host, plain) => {
    expect(check(host)).toBe(unusual(host, plain));
  });
});

describe('An address that AWS reserves in a VPC', () => {
  const nodeIn = (vpc: (stack: Stack) => ec2.IVpc) => {
    const stack = newStack();
    return new SsmManagedInstance(stack, 'Node', {
      vpc: vpc(stack),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      connectivity: SsmConnectivity.natGateway(),
      permissions: NodePermissions.none(),
    });
  };
  const text = (host: string, range: string) =>
    `to must not be an address that AWS reserves in the VPC of Stack/Node, got '${host}' in ${range}: the agent refuses a tunnel to it; choose another host`;
  const imported = (vpcCidrBlock?: string) => (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1', vpcCidrBlock, availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'], privateSubnetRouteTableIds: ['rtb-1'],
  });

  test.each<[string, (stack: Stack) => ec2.IVpc, string, string[], string[]]>([
    ['made here', stack => newVpc(stack), '10.0.0.0/16',
      ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.255.255'], ['10.0.0.4', '10.0.255.254', '9.255.255.255', '10.1.0.0', '10.0.0.255']],
    ['made here with a small range', stack => newVpc(stack, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('172.31.0.128/25'),
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      ],
      availabilityZones: ['us-east-1a'],
    }), '172.31.0.128/25',
    ['172.31.0.128', '172.31.0.131', '172.31.0.255'], ['172.31.0.127', '172.31.0.132', '172.31.0.254', '172.31.1.0']],
    ['imported with its range', imported('192.168.0.0/20'), '192.168.0.0/20',
      ['192.168.0.0', '192.168.0.3', '192.168.15.255'], ['192.168.0.4', '192.168.15.254', '192.168.16.0', '192.168.255.255']],
    ['imported with a range in the upper half', imported('224.0.0.0/8'), '224.0.0.0/8', ['224.0.0.0', '224.255.255.255'], ['224.0.0.4', '225.0.0.0']],
  ])('of a VPC %s', (_, vpc, range, reserved, free) => {
    const node = nodeIn(vpc);

    expect(reserved.map(host => checkRemoteHostInVpc(host, node))).toEqual(reserved.map(host => text(host, range)));
    expect(free.map(host => checkRemoteHostInVpc(host, node))).toEqual(free.map(() => undefined));
  });

  test.each(['database', '10.0.0.x', '9.255.255.256', '10.0.-1.256', '2001:db8::1', Aws.STACK_NAME])('is never %s', host => {
    expect(checkRemoteHostInVpc(host, nodeIn(stack => newVpc(stack)))).toBeUndefined();
  });

  test('is recognized as an IPv4 address in IPv6', () => {
    expect(checkRemoteHostInVpc('::ffff:a00:2', nodeIn(stack => newVpc(stack)))).toBe(text('::ffff:a00:2', '10.0.0.0/16'));
  });

  test('is counted from the start of the range that EC2 uses', () => {
    const node = nodeIn(imported('10.0.0.5/16'));

    expect(['10.0.0.1', '10.0.255.255'].map(host => checkRemoteHostInVpc(host, node))).not.toContain(undefined);
  });

  test.each<[string, (stack: Stack) => ec2.IVpc]>([
    ['imported without a range', imported()],
    ['imported with a range that is a token', stack => imported(new CfnParameter(stack, 'Range').valueAsString)(stack)],
    ['made here with a range that is a token', stack => {
      const vpc = newVpc(stack);
      (vpc.node.defaultChild as ec2.CfnVPC).cidrBlock = new CfnParameter(stack, 'Range').valueAsString;
      return vpc;
    }],
    ['made here with a range of IPAM', stack => {
      const vpc = newVpc(stack);
      (vpc.node.defaultChild as ec2.CfnVPC).cidrBlock = undefined;
      return vpc;
    }],
  ])('is not known in a VPC %s', (_, vpc) => {
    expect(checkRemoteHostInVpc('10.0.0.2', nodeIn(vpc))).toBeUndefined();
  });

  test('is not known for a node that is imported or of another library', () => {
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(newStack(), 'Node', { instanceId: 'i-0123456789abcdef0' });

    expect(checkRemoteHostInVpc('10.0.0.2', node)).toBeUndefined();
    expect(checkRemoteHostInVpc('10.0.0.2', {} as SsmManagedInstance)).toBeUndefined();
  });
});
