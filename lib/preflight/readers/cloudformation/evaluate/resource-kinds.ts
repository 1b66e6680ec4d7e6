import { ResourceKind } from '../../../model/resource-kind';

/** What a type of CloudFormation is to the rules. */
export function kindOfType(type: string): ResourceKind {
  return KINDS.get(type) ?? 'other';
}

const KINDS: ReadonlyMap<string, ResourceKind> = new Map([
  ['AWS::AutoScaling::AutoScalingGroup', 'auto-scaling-group'],
  ['AWS::EC2::Instance', 'instance'],
  ['AWS::EC2::InternetGateway', 'internet-gateway'],
  ['AWS::EC2::LaunchTemplate', 'launch-template'],
  ['AWS::EC2::NatGateway', 'nat-gateway'],
  ['AWS::EC2::NetworkAcl', 'network-acl'],
  ['AWS::EC2::Route', 'route'],
  ['AWS::EC2::RouteTable', 'route-table'],
  ['AWS::EC2::SecurityGroup', 'security-group'],
  ['AWS::EC2::Subnet', 'subnet'],
  ['AWS::EC2::VPC', 'vpc'],
  ['AWS::EC2::VPCEndpoint', 'endpoint'],
  ['AWS::IAM::InstanceProfile', 'instance-profile'],
  ['AWS::IAM::ManagedPolicy', 'policy'],
  ['AWS::IAM::Policy', 'policy'],
  ['AWS::IAM::Role', 'role'],
  ['AWS::IAM::RolePolicy', 'policy'],
  ['AWS::KMS::Key', 'key'],
  ['AWS::Logs::LogGroup', 'log-group'],
  ['AWS::S3::Bucket', 'bucket'],
  ['AWS::S3::BucketPolicy', 'bucket-policy'],
  ['AWS::SSM::Document', 'session-document'],
  ['AWS::SSM::ServiceSetting', 'host-management'],
  ['Custom::AccountSessionPreferences', 'session-document'],
]);
