import { isOlder } from '../../../../lib/agent/versions';
import { Unknown } from '../../../../lib/preflight/model/known';
import { Image } from '../../../../lib/preflight/model/node';
import { SessionDocumentInputs } from '../../../../lib/preflight/model/session/requirement';
import { SESSION_CAPABILITIES } from '../../../../lib/preflight/model/session/requirements';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';
import { wordFix } from '../../../../lib/preflight/readers/cloudformation/word-fix';
import { AGENT_RULES } from '../../../../lib/preflight/rules/agent';
import { installRequirements } from '../../../../lib/preflight/rules/support/agent/install-requirements';
import { architectureOf } from '../../../../lib/preflight/rules/support/agent/instance-architecture';
import { check, WordedFinding } from '../check';
import { defaultRoute, ENVIRONMENT, inlinePolicy, nodeSetting, nodeLocation, ContextChanges, location, statement, workingImage, workingContext } from '../working-context';

type Told = WordedFinding & { readonly id: string };

function reported(changes: ContextChanges): Told[] {
  const context = workingContext(changes);
  return AGENT_RULES.flatMap(rule => check(rule, context).map(finding => ({ id: rule.id, ...finding })));
}

const briefly = (changes: ContextChanges) => reported(changes).map(({ id, severity, message }) => [id, severity, message]);

const RPM = 'https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm';
const bare: Partial<Image> = { name: 'RHEL-9', agent: false };
const bareAmazonLinux: Partial<Image> = { ...bare, name: 'al2023-ami-minimal-kernel-default-x86_64' };
/** An edition of Ubuntu without the agent, which has snap and apt. */
const bareUbuntu: Partial<Image> = { ...bare, name: 'ubuntu-minimal' };
const userData = (...lines: string[]) => nodeSetting('UserData', ['#!/bin/bash', ...lines].join('\n'));
const installing = (line: string, changes: ContextChanges = {}): ContextChanges => (
  { image: bare, ...changes, node: { userData: userData(line), ...changes.node } }
);

test('an image with the agent has no finding', () => {
  expect(reported({})).toEqual([]);
});

test('each rule states its precondition, why it matters, how to fix it and where it is documented', () => {
  expect(AGENT_RULES.map(rule => rule.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(number => `SSM-AGT-00${number}`));
  for (const rule of AGENT_RULES) {
    expect(rule).toMatchObject({ hop: rule.id === 'SSM-AGT-008' ? 'NODE' : 'AGENT', see: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/) });
    expect([rule.title, rule.why, wordFix(rule.fix)].every(text => text.length > 20)).toBe(true);
    expect([6, 7, 8, 9]).toContain(rule.contract);
  }
});

describe('SSM-AGT-001', () => {
  test('an image without the agent, with user data that does not install it', () => {
    expect(reported({ image: bare })).toEqual([{
      id: 'SSM-AGT-001',
      severity: 'BLOCKED',
      location: nodeLocation('Properties/ImageId'),
      message: 'the image RHEL-9 does not carry the SSM Agent, and the user data does not install it',
      fix: `use an image that carries the agent, or add to the user data: rpm -U ${RPM}`,
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test.each<[Partial<Image>, string]>([
    [{ name: 'debian-12', architecture: 'arm64' }, 'debian_arm64/amazon-ssm-agent.deb and dpkg -i amazon-ssm-agent.deb'],
    [{ name: 'RHEL-9', architecture: new Unknown('x') }, 'linux_amd64 or arm64/amazon-ssm-agent.rpm'],
    [{ name: 'Windows', platform: 'windows' }, 'windows_amd64/AmazonSSMAgentSetup.exe and Start-Process AmazonSSMAgentSetup.exe -ArgumentList /S -Wait'],
    [{ name: 'macOS', platform: 'macos', architecture: 'arm64' }, 'darwin_arm64/amazon-ssm-agent.pkg and installer -pkg amazon-ssm-agent.pkg -target /'],
  ])('the fix is for the platform: %j', (image, fix) => {
    expect(reported({ image: { ...image, agent: false } })[0].fix).toMatch(new RegExp(`${fix.replace(/[/.]/g, '\\$&')}$`));
    expect(reported({ image: { ...image, agent: false }, environment: { region: opaque('AWS::Region') } })[0].fix).toContain('https://s3.<AWS::Region>.amazonaws.com/amazon-ssm-<AWS::Region>/latest/');
  });

  test('user data that installs the agent is enough, and only on its own platform', () => {
    expect(briefly(installing(`rpm -i ${RPM}`))).toEqual([]);
    expect(briefly(installing(`rpm -i ${RPM}`, { image: { ...bare, platform: new Unknown('x') } }))).toEqual([]);
    expect(briefly(installing(`rpm -i ${RPM}`, { image: { ...bare, platform: 'windows' } }))).toEqual([
      ['SSM-AGT-001', 'BLOCKED', 'the image RHEL-9 does not carry the SSM Agent, and the user data does not install it'],
    ]);
    const windows = nodeSetting('UserData', '<powershell>Start-Process "https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/windows_amd64/AmazonSSMAgentSetup.exe"</powershell>');
    expect(briefly({ image: { ...bare, platform: 'windows' }, node: { userData: windows } })).toEqual([]);
  });

  test('user data that nothing runs is reported as such', () => {
    const idle = { userData: nodeSetting('UserData', 'yum install -y amazon-ssm-agent') };
    expect(briefly({ image: bare, node: idle })[0][2]).toBe(
      'the image RHEL-9 does not carry the SSM Agent, and nothing runs the user data, which starts with neither #! nor #cloud-config',
    );
    expect(briefly({ image: { ...bare, platform: 'windows' }, node: idle })[0][2]).toMatch(/and nothing runs the user data, which is not between <powershell> tags$/);
  });

  test('user data that may install the agent is UNKNOWN', () => {
    expect(reported(installing('/opt/aws/bin/cfn-init -s x'))).toEqual([expect.objectContaining({
      id: 'SSM-AGT-001',
      severity: 'UNKNOWN',
      location: nodeLocation('Properties/UserData'),
      message: 'whether the user data of Node installs the SSM Agent, which the image RHEL-9 does not carry, cannot be decided: '
        + 'the user data runs /opt/aws/bin/cfn-init -s x, and what that installs is not in it',
    })]);
    expect(briefly({ image: bare, node: { userData: nodeSetting<string>('UserData', new Unknown('the macro makes it up')) } })[0]).toEqual([
      'SSM-AGT-001', 'UNKNOWN', expect.stringMatching(/cannot be decided: the macro makes it up$/),
    ]);
  });

  test('an unknown image is UNKNOWN, once', () => {
    const agent = new Unknown('nothing is known of ami-0123');
    expect(reported({ image: { name: 'ami-0123', agent, architecture: agent, platform: agent } })).toEqual([expect.objectContaining({
      id: 'SSM-AGT-001',
      severity: 'UNKNOWN',
      location: nodeLocation('Properties/ImageId'),
      message: 'whether the image ami-0123 carries the SSM Agent cannot be decided: nothing is known of ami-0123',
    })]);
    expect(briefly({ node: { images: [nodeSetting<Image>('ImageId', new Unknown('the parameter Image has no default'))] } })).toEqual([
      ['SSM-AGT-001', 'UNKNOWN', 'whether the image carries the SSM Agent cannot be decided: the parameter Image has no default'],
    ]);
  });

  test('each of several images counts', () => {
    const images = [nodeSetting('A', workingImage()), nodeSetting('B', { ...workingImage(), ...bare })];
    expect(reported({ node: { images } })).toEqual([expect.objectContaining({ id: 'SSM-AGT-001', location: nodeLocation('Properties/B') })]);
  });
});

describe('SSM-AGT-002', () => {
  const s3Policy = (...resources: string[]) => ({
    endpoint: { s3: { policy: { value: { statements: [statement(['s3:GetObject'], { principals: '*', resources })] }, location: location('s3Endpoint', 'AWS::EC2::VPCEndpoint', 'Properties/PolicyDocument') } } },
  });
  const noS3 = { endpoint: { s3: { routeTables: nodeSetting('x', []) } } };
  const toNat = { routeTable: { routes: [defaultRoute('NatRoute', { kind: 'nat-gateway', id: 'nat', gateway: new Unknown('x') })] } };

  test.each([
    ['the bucket through the endpoint', installing(`rpm -i ${RPM}`)],
    ['the bucket through the endpoint, whose policy names it', installing(`rpm -i ${RPM}`, s3Policy('arn:aws:s3:::amazon-ssm-eu-west-1/*'))],
    ['the bucket by the region that the script looks up', installing('R=$(ec2-metadata -z)\nrpm -i https://s3.$R.amazonaws.com/amazon-ssm-$R/latest/amazon-ssm-agent.rpm',
      s3Policy('arn:aws:s3:::amazon-ssm-eu-west-1/*'))],
    ['the bucket by the Internet', installing(`rpm -i ${RPM}`, { network: 'nat-gateway' })],
    ['the bucket by the Internet beside the other endpoints', installing(`rpm -i ${RPM}`, { ...noS3, ...toNat })],
    ['the bucket of another region by the Internet', installing(`rpm -i ${RPM.replaceAll('eu-west-1', 'us-east-1')}`, toNat)],
    ['the repositories by the Internet', installing('dnf install -y amazon-ssm-agent', { image: bareAmazonLinux, ...noS3, ...toNat })],
    ['the repositories by an Internet gateway', installing('dnf install -y amazon-ssm-agent', {
      image: bareAmazonLinux, ...noS3, routeTable: { routes: [defaultRoute('R', { kind: 'internet-gateway', id: 'igw-1' })] }, node: { publicAddress: nodeSetting<boolean | undefined>('NetworkInterfaces', true) },
    })],
    ['the repositories of Amazon Linux 2023 through the endpoint', installing('dnf install -y amazon-ssm-agent', {
      image: { name: 'al2023-ami-minimal-kernel-default-x86_64', agent: false }, ...s3Policy('arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*'),
    })],
    ['the repositories of Amazon Linux 2 through the endpoint', installing('yum install -y amazon-ssm-agent', {
      image: { name: 'amzn2-ami-minimal-hvm-x86_64-ebs', agent: false }, ...s3Policy('arn:aws:s3:::amazonlinux-2-repos-eu-west-1/*'),
    })],
    ['the bucket by a package manager whose repositories are reached', installing(`dnf install -y ${RPM}`, { image: { name: 'al2023-ami-minimal', agent: false } })],
    ['one of two', installing(`rpm -i ${RPM} || snap install amazon-ssm-agent`)],
    ['nothing, which the network rules tell', installing(`rpm -i ${RPM}`, { vpc: { endpoints: { seen: [] } } })],
    ['nothing, which an image with the agent does not need', { node: { userData: userData('snap install amazon-ssm-agent') } }],
  ])('reaches %s', (_, changes: ContextChanges) => {
    expect(briefly(changes)).toEqual([]);
  });

  test('a policy of the endpoint without the bucket', () => {
    expect(reported(installing(`rpm -i ${RPM}`, s3Policy('arn:aws:s3:::my-bucket/*')))).toEqual([{
      id: 'SSM-AGT-002',
      severity: 'BLOCKED',
      location: location('s3Endpoint', 'AWS::EC2::VPCEndpoint', 'Properties/PolicyDocument'),
      message: 'the user data of Node installs the SSM Agent, and the policy of the endpoint s3Endpoint does not let s3:GetObject on arn:aws:s3:::amazon-ssm-eu-west-1/* through',
      fix: 'allow s3:GetObject on arn:aws:s3:::amazon-ssm-eu-west-1/* for everyone in the policy of s3Endpoint',
      capabilities: SESSION_CAPABILITIES,
    }]);
    expect(briefly(installing('dnf install -y amazon-ssm-agent', { image: { name: 'al2023-ami-minimal', agent: false }, ...s3Policy('arn:aws:s3:::my-bucket/*') }))[0][2]).toContain(
      's3:GetObject on arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/* through',
    );
  });

  test('a policy of the endpoint that cannot be seen', () => {
    const policy = { endpoint: { s3: { policy: { value: new Unknown('the policy is imported'), location: nodeLocation() } } } };
    expect(briefly(installing(`rpm -i ${RPM}`, policy))).toEqual([['SSM-AGT-002', 'UNKNOWN', expect.stringMatching(/through; the policy is imported$/)]]);
  });

  test('what the node needs of S3 is then for the rules of the network to tell', () => {
    const requirements = (changes: ContextChanges) => installRequirements(workingContext(changes).node);
    const changes = installing(`rpm -i ${RPM}`, s3Policy('arn:aws:s3:::my-bucket/*'));
    expect(requirements(changes)).toEqual([{
      service: 's3',
      capabilities: SESSION_CAPABILITIES,
      calls: [{ action: 's3:GetObject', resource: 'arn:aws:s3:::amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm' }],
      anonymous: true,
    }]);
    expect(reported({ ...changes, requirements: requirements(changes) })).toEqual([]);
    expect(reported({ ...installing(`rpm -i ${RPM.replaceAll('eu-west-1', 'us-east-1')}`), requirements: requirements(changes) })).toHaveLength(1);
  });

  test.each<[string, ContextChanges]>([
    ['the image has the agent', installing(`rpm -i ${RPM}`, { image: { agent: true } })],
    ['the image may have the agent', installing(`rpm -i ${RPM}`, { image: { agent: new Unknown('x') } })],
    ['nothing is known of the image', installing(`rpm -i ${RPM}`, { node: { images: [nodeSetting<Image>('ImageId', new Unknown('x'))], userData: userData(`rpm -i ${RPM}`) } })],
    ['nothing installs it', { image: bare }],
    ['it may come from elsewhere', installing(`rpm -i ${RPM} || dnf install -y amazon-ssm-agent`, { image: bareAmazonLinux })],
    ['it comes from elsewhere', installing('dnf install -y amazon-ssm-agent', { image: bareAmazonLinux })],
    ['it comes from another region', installing(`rpm -i ${RPM.replaceAll('eu-west-1', 'us-east-1')}`)],
  ])('a node needs nothing from S3 if %s', (_, changes) => {
    expect(installRequirements(workingContext(changes).node)).toEqual([]);
  });

  test('no path to the bucket', () => {
    expect(reported(installing(`rpm -i ${RPM}`, noS3))).toEqual([{
      id: 'SSM-AGT-002',
      severity: 'BLOCKED',
      location: nodeLocation('Properties/UserData'),
      message: `the user data of Node installs the SSM Agent, and the subnet has no way to ${RPM}`,
      fix: undefined,
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test.each([
    ['snap install amazon-ssm-agent', 'the snap store', bareUbuntu, {}],
    ['zypper -n install amazon-ssm-agent', 'the repositories of the distribution', { ...bare, name: 'suse-sles-15-sp6' }, {}],
    ['dnf install -y amazon-ssm-agent', 'the repositories of the distribution', bareAmazonLinux, noS3],
  ])('an endpoint for S3 does not lead to repositories: %s', (line, what, image, changes) => {
    expect(briefly(installing(line, { image, ...changes }))).toEqual([['SSM-AGT-002', 'BLOCKED', `the user data of Node installs the SSM Agent, and the subnet has no way to ${what}`]]);
  });

  test('the repositories of an unknown image may be in S3', () => {
    const image = { name: 'ami-0123', agent: false };
    expect(briefly(installing('dnf install -y amazon-ssm-agent', { image }))).toEqual([
      ['SSM-AGT-001', 'UNKNOWN', 'whether the user data of Node installs the SSM Agent, which the image ami-0123 does not carry, cannot be decided: '
        + 'it installs it from the package repositories of the image, and whether those carry the agent is not known'],
      ['SSM-AGT-002', 'UNKNOWN', 'the user data of Node installs the SSM Agent, and only the repositories of Amazon Linux are in S3, and what the image is cannot be told'],
    ]);
    expect(briefly(installing(`dnf install -y ${RPM}`, { image }))[0].slice(0, 2)).toEqual(['SSM-AGT-002', 'UNKNOWN']);
    expect(briefly(installing('snap install amazon-ssm-agent', { image }))[0].slice(0, 2)).toEqual(['SSM-AGT-002', 'BLOCKED']);
    const images = [nodeSetting<Image>('ImageId', new Unknown('the parameter Image has no default'))];
    expect(reported(installing('dnf install -y amazon-ssm-agent', { node: { images } })).map(({ id, severity }) => [id, severity])).toEqual([
      ['SSM-AGT-001', 'UNKNOWN'], ['SSM-AGT-002', 'UNKNOWN'],
    ]);
  });

  test('a package manager reads its repositories first', () => {
    expect(briefly(installing(`dnf install -y ${RPM}`))).toEqual([
      ['SSM-AGT-002', 'UNKNOWN', 'the user data of Node installs the SSM Agent, and dnf reads its repositories first, and they are not reached'],
    ]);
  });

  test('an endpoint reaches only the buckets of its region', () => {
    expect(reported(installing(`rpm -i ${RPM.replaceAll('eu-west-1', 'us-east-1')}`))).toEqual([expect.objectContaining({
      severity: 'BLOCKED',
      message: 'the user data of Node installs the SSM Agent, and the bucket amazon-ssm-us-east-1 is not in eu-west-1, '
        + 'and an endpoint for S3 leads to the buckets of its own region only',
      fix: 'install from the bucket amazon-ssm-eu-west-1',
    })]);
    const anywhere = { environment: { region: opaque('AWS::Region') } };
    expect(briefly(installing(`rpm -i ${RPM}`, anywhere))).toEqual([['SSM-AGT-002', 'UNKNOWN',
      'the user data of Node installs the SSM Agent, and whether the bucket amazon-ssm-eu-west-1 is in <AWS::Region> is not known; the region that the stack is deployed to is not known']]);
    expect(briefly(installing(`rpm -i ${RPM.replaceAll('eu-west-1', opaque('AWS::Region'))}`, anywhere))).toEqual([]);
    expect(briefly(installing(`rpm -i ${RPM.replaceAll('eu-west-1', '$1')}`))[0].slice(0, 2)).toEqual(['SSM-AGT-002', 'UNKNOWN']);
  });

  test('an unknown source is UNKNOWN', () => {
    expect(briefly(installing('rpm -i https://example.com/amazon-ssm-agent.rpm'))).toEqual([['SSM-AGT-002', 'UNKNOWN',
      'the user data of Node installs the SSM Agent, and rpm installs it from https://example.com/amazon-ssm-agent.rpm, and where that is cannot be told']]);
    expect(briefly(installing('snap install amazon-ssm-agent || rpm -i /opt/amazon-ssm-agent.rpm'))[0].slice(0, 2)).toEqual(['SSM-AGT-002', 'UNKNOWN']);
  });

  test('an image that may have the agent is UNKNOWN', () => {
    const image = { ...bareUbuntu, agent: new Unknown('it is too old to say') };
    expect(briefly(installing('snap install amazon-ssm-agent', { image }))).toEqual([['SSM-AGT-002', 'UNKNOWN',
      'the user data of Node installs the SSM Agent, and the subnet has no way to the snap store; whether the image carries it already cannot be decided: it is too old to say']]);
  });

  test.each<[string, ContextChanges, string, string]>([
    ['has no target', { routeTable: { routes: [defaultRoute('R', { kind: 'nowhere' })] } }, 'BLOCKED', 'the route to the snap store has no target'],
    ['leads out of sight', { routeTable: { routes: [defaultRoute('R', { kind: 'elsewhere', what: 'a transit gateway' })] } }, 'UNKNOWN',
      'the way to the snap store leads out of sight; the route leads to a transit gateway, out of sight'],
    ['is a gateway, and the node has no address', { routeTable: { routes: [defaultRoute('R', { kind: 'internet-gateway', id: 'igw' })] } }, 'BLOCKED',
      'Node has no public address, and so no way to the snap store'],
    ['cannot be seen', { subnet: { routeTable: new Unknown('the table is imported') } }, 'UNKNOWN',
      'whether the subnet has a way to the snap store cannot be seen; the table is imported'],
  ])('a route that %s', (_, changes, severity, message) => {
    expect(briefly(installing('snap install amazon-ssm-agent', { image: bareUbuntu, ...changes }))).toEqual([['SSM-AGT-002', severity, `the user data of Node installs the SSM Agent, and ${message}`]]);
  });
});

describe('SSM-AGT-003', () => {
  test.each([
    ...['t4g.micro', 'm6g.large', 'c7gn.xlarge', 'r8g.large', 'x2gd.large', 'im4gn.large', 'is4gen.medium', 'g5g.xlarge', 'hpc7g.4xlarge', 'a1.medium', 'i8ge.large', 'm6gd.metal',
      'p6e-gb200.36xlarge', 'mac2.metal', 'mac2-m2pro.metal', 'mac-m4.metal'].map(type => [type, 'arm64']),
    ...['t3.micro', 'm5.large', 'm7i-flex.large', 'g4dn.xlarge', 'g6.xlarge', 'gr6.4xlarge', 'u-6tb1.metal', 'u7i-12tb.224xlarge', 'x2iedn.large', 'hpc7a.12xlarge', 'mac1.metal', 'm5.metal-24xl',
      't2.nano', 'dl2q.24xlarge', 'trn1.2xlarge', 'p5en.48xlarge'].map(type => [type, 'x86_64']),
  ])('%s is %s', (type, expected) => {
    expect(architectureOf(type)).toBe(expected);
  });

  test.each([['m5', 'm5 is not an instance type that preflight knows'], [opaque('Type'), '<Type> is not an instance type that preflight knows'], [`t4g.${gap('the size is open')}`, 'the size is open']])('%s is unknown', (type, reason) => {
    expect(architectureOf(type)).toEqual(new Unknown(reason));
  });

  const types = (...values: string[]) => values.map((value, index) => nodeSetting(`Types/${index}`, value));
  const arm: Image = { ...workingImage(), name: 'al2023-arm64', architecture: 'arm64' };

  test('a type with another architecture than its image', () => {
    expect(reported({ node: { instanceTypes: types('m5.large', 'm6g.large', 'c6g.large') } })).toEqual([{
      id: 'SSM-AGT-003',
      severity: 'BLOCKED',
      location: nodeLocation('Properties/Types/1'),
      message: 'the instance type m6g.large is arm64, and the image al2023-ami-kernel-default-x86_64 is x86_64: EC2 refuses to start it',
      fix: 'choose an instance type of x86_64, or an image for arm64',
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test('each type has its image', () => {
    const images = [nodeSetting('A', workingImage()), nodeSetting('B', arm)];
    expect(reported({ node: { images, instanceTypes: types('m5.large', 'm6g.large') } })).toEqual([]);
    expect(briefly({ node: { images: [images[0], images[0]], instanceTypes: types('m6g.large') } })[0][2]).toContain('the image al2023-ami-kernel-default-x86_64 is x86_64');
    const another = nodeSetting('C', { ...workingImage(), name: 'other' });
    expect(briefly({ node: { images: [images[0], another], instanceTypes: types('m6g.large') } })[0][2]).toContain('the image al2023-ami-kernel-default-x86_64 or other is x86_64');
    expect(reported({ node: { images: [], instanceTypes: types('m6g.large') } })).toEqual([]);
  });

  test('an unknown type is UNKNOWN', () => {
    expect(reported({ node: { instanceTypes: [nodeSetting<string>('InstanceType', new Unknown('the parameter Type has no default'))] } })).toEqual([expect.objectContaining({
      id: 'SSM-AGT-003',
      severity: 'UNKNOWN',
      location: nodeLocation('Properties/InstanceType'),
      message: 'whether the instance type of Node has the architecture of its image cannot be decided: the parameter Type has no default',
    })]);
  });

  test('an image with an unknown architecture is reported unless SSM-AGT-001 reports the image', () => {
    const architecture = new Unknown('the name does not say');
    expect(briefly({ image: { architecture } })).toEqual([
      ['SSM-AGT-003', 'UNKNOWN', 'whether the image is for x86_64, which the instance type t3.micro is, cannot be decided: the name does not say'],
    ]);
    expect(briefly(installing(`rpm -i ${RPM}`, { image: { agent: architecture, architecture } })).map(([id]) => id)).toEqual(['SSM-AGT-003']);
  });

  test('a package of the agent for another architecture', () => {
    expect(reported(installing(`rpm -i ${RPM}`, { image: { ...arm, ...bare }, node: { instanceTypes: types('t4g.micro') } }))).toEqual([{
      id: 'SSM-AGT-003',
      severity: 'BLOCKED',
      location: nodeLocation('Properties/UserData'),
      message: 'the user data of Node installs the SSM Agent for x86_64, and the instance type t4g.micro is arm64',
      fix: 'install the package for arm64',
      capabilities: SESSION_CAPABILITIES,
    }]);
    expect(reported(installing(`rpm -i ${RPM.replace('amd64', 'arm64')}`))[0].fix).toBe('install the package for amd64');
    expect(briefly(installing(`rpm -i ${RPM} || rpm -i ${RPM.replace('amd64', 'arm64')}`, { image: { ...arm, ...bare }, node: { instanceTypes: types('t4g.micro') } }))).toEqual([]);
    expect(briefly(installing(`rpm -i ${RPM}`, { image: arm, node: { instanceTypes: types('t4g.micro') } }))).toEqual([]);
  });
});

describe('SSM-AGT-004', () => {
  test('metadata that is disabled', () => {
    const disabled = nodeSetting('MetadataOptions', false);
    expect(reported({ node: { metadataEnabled: disabled } })).toEqual([{
      id: 'SSM-AGT-004',
      severity: 'BLOCKED',
      location: nodeLocation('Properties/MetadataOptions'),
      message: 'instance metadata of Node is disabled: the agent learns neither which instance it is on nor its credentials, and never registers',
      fix: 'set MetadataOptions.HttpEndpoint of Node to enabled, or leave it out',
      capabilities: SESSION_CAPABILITIES,
    }]);
  });

  test('metadata that is unknown', () => {
    expect(briefly({ node: { metadataEnabled: nodeSetting<boolean>('MetadataOptions', new Unknown('x')) } })).toEqual([
      ['SSM-AGT-004', 'UNKNOWN', 'whether instance metadata of Node is enabled cannot be decided: x'],
    ]);
  });
});

describe('SSM-AGT-005', () => {
  const asked: SessionDocumentInputs = {
    bucket: undefined, prefix: '', bucketEncryption: false, logGroup: '/ssm', logGroupEncryption: false, streaming: true, key: 'arn:aws:kms:eu-west-1:111122223333:key/k',
  };
  const version = (agentVersion: string) => ({ image: { agentVersion, name: 'old' } });

  test('versions are compared number by number', () => {
    const older: [string, string][] = [['2.3.68', '2.3.539'], ['2.3', '2.3.1'], ['3.1.1188.0', '3.2.582'], ['2.9.9', '3.0.0']];
    expect(older.map(([a, b]) => [isOlder(a, b), isOlder(b, a)])).toEqual(older.map(() => [true, false]));
    expect([isOlder('3.3.40', '3.3.40'), isOlder('3.3.40.0', '3.3.40'), isOlder('3.3.40.5', '3.3.40')]).toEqual([false, false, false]);
  });

  test('an agent that is older than Session Manager', () => {
    expect(reported({ ...version('2.3.50.0'), asked })).toEqual([{
      id: 'SSM-AGT-005',
      severity: 'BLOCKED',
      location: nodeLocation('Properties/ImageId'),
      message: 'the image old has agent 2.3.50.0, and Session Manager needs 2.3.68, port forwarding needs 2.3.672, encryption of sessions needs 2.3.539 '
        + 'and streaming to CloudWatch Logs needs 3.0.356',
      capabilities: ['SHELL', 'PORT_FORWARDING', 'KMS_ENCRYPTION', 'TRANSCRIPT_CLOUDWATCH'],
    }]);
  });

  test.each([
    ['2.3.68', [['BLOCKED', 'PORT_FORWARDING']]],
    ['2.3.672', [['WARNING', 'PORT_FORWARDING']]],
    ['3.1.1187.0', [['WARNING', 'PORT_FORWARDING']]],
    ['3.1.1188', []],
  ])('agent %s', (agentVersion, expected) => {
    expect(reported(version(agentVersion)).map(({ severity, capabilities }) => [severity, ...capabilities])).toEqual(expected);
  });

  test('a tunnel to a remote host needs a newer agent than one to the node', () => {
    expect(briefly(version('3.0.0'))).toEqual([['SSM-AGT-005', 'WARNING', 'the image old has agent 3.0.0, and port forwarding to a remote host needs 3.1.1188']]);
  });

  test('what is not asked for, or not known to be, needs no version', () => {
    const capabilities = (change: Partial<SessionDocumentInputs>) => reported({ ...version('2.3.100'), asked: { ...asked, ...change } })[0].capabilities;
    expect(capabilities({ key: undefined, streaming: false })).toEqual(['PORT_FORWARDING']);
    expect(capabilities({ key: new Unknown('x'), logGroup: undefined })).toEqual(['PORT_FORWARDING']);
    expect(capabilities({ key: undefined, streaming: new Unknown('x') })).toEqual(['PORT_FORWARDING']);
    expect(reported({ ...version('2.3.100'), asked: new Unknown('x') })[0].capabilities).toEqual(['PORT_FORWARDING']);
  });

  test('Default Host Management needs an agent that supports it', () => {
    const hostManagement = [{ location: location('Setting', 'Custom::Setting'), role: 'role', environment: ENVIRONMENT }];
    const role = { policies: [inlinePolicy(statement(['s3:*']))] };
    expect(briefly({ ...version('3.2.500'), hostManagement, role })).toEqual([['SSM-AGT-005', 'BLOCKED', 'the image old has agent 3.2.500, and Default Host Management needs 3.2.582']]);
    expect(briefly({ ...version('3.2.582'), hostManagement, role })).toEqual([]);
    expect(briefly({ ...version('3.2.500'), hostManagement })).toEqual([]);
  });

  test('user data that puts a newer one in its place mends it, a snap or an older version does not', () => {
    const with_ = (line: string, changes: ContextChanges = {}) => briefly({ image: { agentVersion: '2.3.100' }, node: { userData: userData(line) }, ...changes });
    expect(with_(`rpm -U ${RPM}`)).toEqual([]);
    expect(with_('snap install amazon-ssm-agent', { network: 'nat-gateway' })).toHaveLength(1);
    expect(with_(`rpm -U ${RPM.replace('latest', '2.3.200.0')}`)).toHaveLength(1);
    expect(with_('dnf install -y amazon-ssm-agent', { image: { name: 'RHEL-8', agentVersion: '2.3.100' } })).toHaveLength(1);
  });
});
