import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Preflight } from '../../../lib';
import { PreflightNode } from '../../../lib/preflight/preflight-node';

/** Public parameters of images, and ids of images that the CDK looks up by their names. */
export const IMAGE = {
  amazonLinux: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}',
  minimal: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64}}',
  ubuntu: '{{resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id}}',
  debian: '{{resolve:ssm:/aws/service/debian/release/12/latest/amd64}}',
  suse: '{{resolve:ssm:/aws/service/suse/sles/15-sp7/x86_64/latest}}',
  windows: '{{resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base}}',
  amazonLinux2: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2}}',
  minimal2: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/amzn2-ami-minimal-hvm-x86_64-ebs}}',
  redHat: 'ami-00000000000000001',
  centos: 'ami-00000000000000002',
  rocky: 'ami-00000000000000003',
  oracle: 'ami-00000000000000004',
  fedora: 'ami-00000000000000005',
  unknown: 'ami-0123456789abcdef0',
} as const;

const LOOKUPS: { readonly [id: string]: string } = {
  [lookup('RHEL-9.4.0_HVM-*-x86_64-*')]: IMAGE.redHat,
  [lookup('CentOS Stream 9 x86_64 *')]: IMAGE.centos,
  [lookup('Rocky-9-EC2-Base-9.*.x86_64')]: IMAGE.rocky,
  [lookup('OL9.4-x86_64-HVM-*')]: IMAGE.oracle,
  [lookup('Fedora-Cloud-Base-AmazonEC2.x86_64-42-*')]: IMAGE.fedora,
};

/** The key of a look-up in `cdk.context.json`. Preflight knows no account of some vendors, so all images are of Red Hat's here. */
function lookup(name: string): string {
  return `ami:account=111122223333:filters.name.0=${name}:owners.0=309956199498:region=eu-west-1`;
}

export interface NodeTemplate {
  readonly image?: keyof typeof IMAGE;
  /** Whether its subnet has a route to an Internet gateway. */
  readonly hasWayOut?: boolean;
  /** As `UserData` has it; in place of the text. */
  readonly property?: unknown;
  readonly kind?: 'instance' | 'launch-template';
}

/** What preflight says of the one node of a whole template: in a public subnet, with all that a session takes. */
export function judged(userData: string, options: NodeTemplate = {}): PreflightNode {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-user-data-'));
  try {
    const assembly = join(folder, 'cdk.out');
    mkdirSync(assembly);
    writeFileSync(join(folder, 'cdk.context.json'), JSON.stringify(LOOKUPS));
    writeFileSync(join(assembly, 'manifest.json'), JSON.stringify(MANIFEST));
    writeFileSync(join(assembly, TEMPLATE_FILE), JSON.stringify(template(userData, options)));
    return Preflight.ofFile(assembly).nodes[0];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const TEMPLATE_FILE = 'node.template.json';
const MANIFEST = {
  version: '36.0.0',
  artifacts: { Stack: { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties: { templateFile: TEMPLATE_FILE } } },
};

export function verdictOf(userData: string, options?: NodeTemplate): string {
  return judged(userData, options).verdict;
}

/** A verdict, the user data that it is for, and what is special about the node. */
export type Case = readonly [string, string, NodeTemplate?];

/** A test for each case. */
export function expectVerdicts(cases: readonly Case[], defaults: NodeTemplate = {}): void {
  test.each(cases.map(([expected, userData, options]) => ({ expected, userData, options })))('$expected: $userData', ({ expected, userData, options }) => {
    expect(verdictOf(userData, { ...defaults, ...options })).toBe(expected);
  });
}

function template(userData: string, { image = 'amazonLinux', hasWayOut = true, property = { 'Fn::Base64': userData }, kind = 'instance' }: NodeTemplate): object {
  const settings = {
    ImageId: IMAGE[image],
    InstanceType: 't3.medium',
    UserData: property,
  };
  const place = { SubnetId: { Ref: 'Subnet' }, SecurityGroupIds: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }], IamInstanceProfile: { Ref: 'Profile' } };
  return {
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true } },
      Gateway: { Type: 'AWS::EC2::InternetGateway' },
      Attachment: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } } },
      Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true } },
      Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
      Association: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Subnet' }, RouteTableId: { Ref: 'Table' } } },
      ...hasWayOut ? {
        Route: {
          Type: 'AWS::EC2::Route',
          DependsOn: 'Attachment',
          Properties: { RouteTableId: { Ref: 'Table' }, DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: 'Gateway' } },
        },
      } : {},
      Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'out', VpcId: { Ref: 'Vpc' } } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
        },
      },
      Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'Role' }] } },
      ...kind === 'instance' ? {
        Node: { Type: 'AWS::EC2::Instance', DependsOn: ['Association', ...hasWayOut ? ['Route'] : []], Properties: { ...settings, ...place } },
      } : {
        Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: settings } },
        Node: {
          Type: 'AWS::EC2::Instance',
          DependsOn: ['Association', ...hasWayOut ? ['Route'] : []],
          Properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: { 'Fn::GetAtt': ['Template', 'LatestVersionNumber'] } }, ...place },
        },
      },
    },
  };
}
