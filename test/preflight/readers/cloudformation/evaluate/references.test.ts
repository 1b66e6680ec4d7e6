import { Unknown } from '../../../../../lib/preflight/model/known';
import { gap, gapIn, opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { readObject } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { a, Around, resolve } from '../resolving';

const HOME = { name: 'App', region: 'eu-west-1', account: '111122223333' };

/** The values of Ref and of the attributes of a resource `R`. */
function ref(type: string, properties: { readonly [name: string]: unknown } = {}, around: Around = {}) {
  return resolve({ Ref: 'R' }, { ...around, Resources: { R: a(type, properties) } }, HOME);
}

function attribute(type: string, name: string, properties: { readonly [name: string]: unknown } = {}, around: Around = {}) {
  return resolve({ 'Fn::GetAtt': ['R', name] }, { ...around, Resources: { R: a(type, properties) } }, HOME);
}

const ID = opaque('App.R');

describe('Ref', () => {
  test.each([
    ['AWS::S3::Bucket', 'BucketName'],
    ['AWS::Logs::LogGroup', 'LogGroupName'],
    ['AWS::IAM::Role', 'RoleName'],
    ['AWS::IAM::InstanceProfile', 'InstanceProfileName'],
    ['AWS::IAM::User', 'UserName'],
    ['AWS::IAM::Group', 'GroupName'],
    ['AWS::SSM::Document', 'Name'],
    ['AWS::SSM::Parameter', 'Name'],
    ['AWS::KMS::Alias', 'AliasName'],
    ['AWS::EC2::KeyPair', 'KeyName'],
    ['AWS::AutoScaling::AutoScalingGroup', 'AutoScalingGroupName'],
    ['AWS::AutoScaling::LaunchConfiguration', 'LaunchConfigurationName'],
  ])('of %s is its name', (type, property) => {
    expect(ref(type, { [property]: 'mine' })).toBe('mine');
    expect(ref(type, { [property]: { 'Fn::Sub': '${AWS::StackName}-${AWS::Region}' } })).toBe('App-eu-west-1');
    expect(ref(type)).toBe(ID);
    expect(ref(type, { [property]: { Ref: 'AWS::NoValue' } })).toBe(ID);
  });

  test.each(['AWS::EC2::VPC', 'AWS::EC2::SecurityGroup', 'AWS::KMS::Key', 'AWS::New::Thing'])('of %s is opaque', type => {
    expect(ref(type, { GroupName: 'x', Name: 'x' })).toBe(ID);
  });

  test('of an instance begins as all their ids do', () => {
    expect(ref('AWS::EC2::Instance', {})).toBe(`i-${ID}`);
  });

  test.each(['Custom::Thing', 'AWS::CloudFormation::CustomResource', 'Other::Company::Type', 'My::Own::Thing::MODULE', 'AWS::Some::Thing::MODULE'])('of %s is unknown', type => {
    expect(ref(type)).toBe(gap('what App.R gives is for its provider to say'));
  });

  test('of a managed policy is its ARN', () => {
    expect(ref('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'mine', Path: '/a/' })).toBe('arn:aws:iam::111122223333:policy/a/mine');
    expect(ref('AWS::IAM::ManagedPolicy')).toBe(`arn:aws:iam::111122223333:policy/${ID}`);
    expect(attribute('AWS::IAM::ManagedPolicy', 'PolicyArn')).toBe(`arn:aws:iam::111122223333:policy/${ID}`);
  });

  test('of an unknown name has a gap that names the resource', () => {
    const around = { Parameters: { P: { Type: 'String' } } };
    const why = 'the name of App.R: parameter P has no default; give it with --parameter P=VALUE';
    expect(ref('AWS::S3::Bucket', { BucketName: { Ref: 'P' } }, around)).toBe(gap(why));
    expect(ref('AWS::S3::Bucket', { BucketName: { 'Fn::Sub': '${P}-logs' } }, around)).toBe(`${gap(why)}-logs`);
    expect(attribute('AWS::S3::Bucket', 'Arn', { BucketName: { Ref: 'P' } }, around)).toBe(`arn:aws:s3:::${gap(why)}`);
  });

  test('of a name that depends on itself is a gap', () => {
    expect(gapIn(ref('AWS::S3::Bucket', { BucketName: { Ref: 'R' } }) as string)).toEqual(new Unknown('the name of App.R: the name of App.R: BucketName of App.R refers to itself'));
    expect(ref('AWS::S3::Bucket', { BucketName: 'mine', Tags: [{ Key: 'a', Value: { Ref: 'R' } }] })).toBe('mine');
  });
});

describe('attributes', () => {
  test.each([
    ['AWS::S3::Bucket', 'Arn', {}, `arn:aws:s3:::${ID}`],
    ['AWS::S3::Bucket', 'Arn', { BucketName: 'b' }, 'arn:aws:s3:::b'],
    ['AWS::S3::Bucket', 'DomainName', { BucketName: 'b' }, 'b.s3.amazonaws.com'],
    ['AWS::S3::Bucket', 'RegionalDomainName', { BucketName: 'b' }, 'b.s3.eu-west-1.amazonaws.com'],
    ['AWS::Logs::LogGroup', 'Arn', { LogGroupName: '/l' }, 'arn:aws:logs:eu-west-1:111122223333:log-group:/l:*'],
    ['AWS::KMS::Key', 'Arn', {}, `arn:aws:kms:eu-west-1:111122223333:key/${ID}`],
    ['AWS::KMS::Key', 'KeyId', {}, ID],
    ['AWS::KMS::ReplicaKey', 'Arn', {}, `arn:aws:kms:eu-west-1:111122223333:key/${ID}`],
    ['AWS::IAM::Role', 'Arn', { RoleName: 'r' }, 'arn:aws:iam::111122223333:role/r'],
    ['AWS::IAM::Role', 'Arn', { Path: '/a/b/' }, `arn:aws:iam::111122223333:role/a/b/${ID}`],
    ['AWS::IAM::Role', 'RoleId', {}, opaque('App.R.RoleId')],
    ['AWS::IAM::InstanceProfile', 'Arn', { InstanceProfileName: 'p' }, 'arn:aws:iam::111122223333:instance-profile/p'],
    ['AWS::IAM::User', 'Arn', { UserName: 'u' }, 'arn:aws:iam::111122223333:user/u'],
    ['AWS::IAM::Group', 'Arn', { GroupName: 'g' }, 'arn:aws:iam::111122223333:group/g'],
    ['AWS::SSM::Parameter', 'Value', { Value: 'v' }, 'v'],
    ['AWS::SSM::Parameter', 'Type', { Type: 'String' }, 'String'],
    ['AWS::EC2::SecurityGroup', 'GroupId', {}, ID],
    ['AWS::EC2::SecurityGroup', 'Id', {}, ID],
    ['AWS::EC2::SecurityGroup', 'VpcId', { VpcId: 'vpc-1' }, 'vpc-1'],
    ['AWS::EC2::VPC', 'VpcId', {}, ID],
    ['AWS::EC2::VPC', 'CidrBlock', { CidrBlock: '10.0.0.0/16' }, '10.0.0.0/16'],
    ['AWS::EC2::VPC', 'DefaultSecurityGroup', {}, opaque('App.R.DefaultSecurityGroup')],
    ['AWS::EC2::VPC', 'DefaultNetworkAcl', {}, opaque('App.R.DefaultNetworkAcl')],
    ['AWS::EC2::Subnet', 'SubnetId', {}, ID],
    ['AWS::EC2::Subnet', 'VpcId', { VpcId: 'vpc-1' }, 'vpc-1'],
    ['AWS::EC2::Subnet', 'AvailabilityZone', { AvailabilityZone: 'eu-west-1a' }, 'eu-west-1a'],
    ['AWS::EC2::Subnet', 'CidrBlock', { CidrBlock: '10.0.0.0/24' }, '10.0.0.0/24'],
    ['AWS::EC2::Instance', 'InstanceId', {}, `i-${ID}`],
    ['AWS::EC2::Instance', 'AvailabilityZone', { AvailabilityZone: 'eu-west-1a' }, 'eu-west-1a'],
    ['AWS::EC2::LaunchTemplate', 'LaunchTemplateId', {}, ID],
    ['AWS::EC2::LaunchTemplate', 'LatestVersionNumber', {}, opaque('App.R.LatestVersionNumber')],
    ['AWS::EC2::LaunchTemplate', 'DefaultVersionNumber', {}, opaque('App.R.DefaultVersionNumber')],
    ['AWS::EC2::EIP', 'AllocationId', {}, opaque('App.R.AllocationId')],
    ['AWS::EC2::EIP', 'PublicIp', {}, ID],
    ['AWS::EC2::KeyPair', 'KeyPairId', { KeyName: 'k' }, opaque('App.R.KeyPairId')],
    ['AWS::EC2::NetworkAcl', 'Id', {}, ID],
    ['AWS::EC2::NetworkAcl', 'NetworkAclId', {}, ID],
    ['AWS::EC2::InternetGateway', 'InternetGatewayId', {}, ID],
    ['AWS::EC2::EgressOnlyInternetGateway', 'Id', {}, ID],
    ['AWS::EC2::NatGateway', 'NatGatewayId', {}, ID],
    ['AWS::EC2::RouteTable', 'RouteTableId', {}, ID],
    ['AWS::EC2::VPCEndpoint', 'Id', {}, ID],
    ['AWS::EC2::NetworkInterface', 'Id', {}, ID],
    ['AWS::EC2::PrefixList', 'PrefixListId', {}, ID],
    ['AWS::EC2::DHCPOptions', 'DhcpOptionsId', {}, ID],
    ['AWS::EC2::TransitGateway', 'Id', {}, ID],
    ['AWS::EC2::TransitGatewayAttachment', 'Id', {}, ID],
    ['AWS::EC2::TransitGatewayVpcAttachment', 'Id', {}, ID],
    ['AWS::EC2::VPCPeeringConnection', 'Id', {}, ID],
    ['AWS::EC2::VPNGateway', 'VPNGatewayId', {}, ID],
    ['AWS::EC2::CustomerGateway', 'CustomerGatewayId', {}, ID],
    ['AWS::EC2::CarrierGateway', 'CarrierGatewayId', {}, ID],
    ['AWS::EC2::VPCCidrBlock', 'Id', {}, ID],
    ['AWS::EC2::Volume', 'VolumeId', {}, ID],
  ])('%s %s of %j', (type, name, properties, expected) => {
    expect(attribute(type, name, properties)).toBe(expected);
    expect(resolve({ 'Fn::Sub': `\${R.${name}}` }, { Resources: { R: a(type, properties) } }, HOME)).toBe(expected);
  });

  test.each([
    ['AWS::EC2::VPC', 'Ipv6CidrBlocks', 'Ipv6CidrBlocks of App.R (AWS::EC2::VPC) is only known after the deployment'],
    ['AWS::EC2::VPCEndpoint', 'CreationTimestamp', 'CreationTimestamp of App.R (AWS::EC2::VPCEndpoint) is only known after the deployment'],
    ['AWS::Lambda::Function', 'Arn', 'Arn of App.R (AWS::Lambda::Function) is only known after the deployment'],
    ['AWS::EC2::VPC', 'constructor', 'constructor of App.R (AWS::EC2::VPC) is only known after the deployment'],
    ['AWS::EC2::Subnet', 'AvailabilityZone', 'App.R does not set AvailabilityZone'],
    ['Custom::Thing', 'Outputs.A', 'Outputs.A of App.R (Custom::Thing) is only known after the deployment'],
    ['constructor', 'name', 'name of App.R (constructor) is only known after the deployment'],
  ])('%s %s is unknown', (type, name, reason) => expect(attribute(type, name)).toEqual(new Unknown(reason)));

  test('with an unknown path have a gap', () => {
    expect(attribute('AWS::IAM::Role', 'Arn', { RoleName: 'r', Path: { Ref: 'P' } }, { Parameters: { P: { Type: 'String' } } }))
      .toBe(`arn:aws:iam::111122223333:role${gap('parameter P has no default; give it with --parameter P=VALUE')}r`);
  });

  test('in other partitions', () => {
    const options = { name: 'App', region: 'cn-north-1', account: '1' };
    expect(resolve({ 'Fn::GetAtt': 'R.Arn' }, { Resources: { R: a('AWS::S3::Bucket', { BucketName: 'b' }) } }, options)).toBe('arn:aws-cn:s3:::b');
  });
});

describe('finding resources', () => {
  const template = {
    Parameters: { P: { Type: 'String' }, Path: { Type: 'String' } },
    Resources: {
      Bucket: a('AWS::S3::Bucket', { BucketName: 'logs' }),
      NoName: a('AWS::S3::Bucket', { BucketName: { Ref: 'P' } }),
      Group: a('AWS::Logs::LogGroup', { LogGroupName: '/sessions' }),
      Key: a('AWS::KMS::Key'),
      Alias: a('AWS::KMS::Alias', { AliasName: 'alias/mine' }),
      Role: a('AWS::IAM::Role', { RoleName: 'node' }),
      Profile: a('AWS::IAM::InstanceProfile', { InstanceProfileName: 'node' }),
      OddRole: a('AWS::IAM::Role', { RoleName: 'odd', Path: { Ref: 'Path' } }),
      Policy: a('AWS::IAM::ManagedPolicy'),
      Document: a('AWS::SSM::Document', { Name: 'Shell' }),
      Launch: a('AWS::EC2::LaunchTemplate', { LaunchTemplateName: 'lt' }),
      Address: a('AWS::EC2::EIP'),
      Custom: a('Custom::Thing'),
    },
  };
  const set = readObject(template, HOME);
  const idOf = (id: Parameters<typeof set.find>[0], ...types: string[]) => set.find(id, ...types)?.location.name;
  const refOf = (logicalId: string) => set.stacks[0].resources.find(resource => resource.location.name === logicalId)!.ref;

  test.each([
    ['logs', 'Bucket'],
    ['arn:aws:s3:::logs', 'Bucket'],
    ['/sessions', 'Group'],
    ['arn:aws:logs:eu-west-1:111122223333:log-group:/sessions:*', 'Group'],
    ['arn:aws:logs:eu-west-1:111122223333:log-group:/sessions', 'Group'],
    [opaque('App.Key'), 'Key'],
    [`arn:aws:kms:eu-west-1:111122223333:key/${opaque('App.Key')}`, 'Key'],
    ['alias/mine', 'Alias'],
    ['arn:aws:kms:eu-west-1:111122223333:alias/mine', 'Alias'],
    ['arn:aws:iam::111122223333:role/node', 'Role'],
    ['odd', 'OddRole'],
    [`arn:aws:iam::111122223333:policy/${opaque('App.Policy')}`, 'Policy'],
    ['Shell', 'Document'],
    ['arn:aws:ssm:eu-west-1:111122223333:document/Shell', 'Document'],
    ['lt', 'Launch'],
    [opaque('App.Launch'), 'Launch'],
    [opaque('App.Address.AllocationId'), 'Address'],
  ])('%j is %s', (id, logicalId) => {
    expect(idOf(id)).toBe(logicalId);
    expect(idOf(id, 'AWS::Other::Type')).toBeUndefined();
  });

  test('of a type distinguish resources with the same name', () => {
    expect(idOf('node', 'AWS::IAM::Role')).toBe('Role');
    expect(idOf('node', 'AWS::IAM::InstanceProfile', 'AWS::EC2::VPC')).toBe('Profile');
    expect(idOf('node')).toBeUndefined();
  });

  test('by a Ref to an unknown name', () => {
    expect(idOf(refOf('NoName'))).toBe('NoName');
    expect(idOf(refOf('Custom'))).toBe('Custom');
    const noPath = gap('parameter Path has no default; give it with --parameter Path=VALUE');
    expect(idOf(`arn:aws:iam::111122223333:role${noPath}odd`)).toBeUndefined();
    expect(idOf(gap('parameter P has no default; give it with --parameter P=VALUE'))).toBeUndefined();
  });

  test.each([[undefined], [null], [1], [new Unknown('x')], [[]], ['nope'], ['constructor'], ['']])('%j finds nothing', id => expect(idOf(id)).toBeUndefined());

  test('in the order of the template, by type', () => {
    expect(set.ofType('AWS::S3::Bucket').map(({ location }) => location.name)).toEqual(['Bucket', 'NoName']);
    expect(set.ofType('AWS::Nope::Nope')).toEqual([]);
  });

  test('finds nothing for a name that two conditional resources have', () => {
    const unsure = { 'Fn::Equals': [{ Ref: 'P' }, 'x'] };
    const bucket = (condition: string) => ({ ...a('AWS::S3::Bucket', { BucketName: 'logs' }), Condition: condition });
    const either = (parameters: { [name: string]: string }) => readObject({
      Parameters: { P: { Type: 'String' } }, Conditions: { A: unsure, B: { 'Fn::Not': [{ Condition: 'A' }] } }, Resources: { A: bucket('A'), B: bucket('B') },
    }, { parameters });
    expect(either({}).find('logs')).toBeUndefined();
    expect(either({ P: 'x' }).find('logs')?.location.name).toBe('A');
    expect(either({ P: 'y' }).find('logs')?.location.name).toBe('B');
  });
});
