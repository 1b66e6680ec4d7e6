import { Change, Fix, FixStep, SettingName } from '../../model/fix';
import { groupOf } from '../../model/location';
import { listed } from '../../model/words';

/** Words a fix as a change of a template, in words that a CDK app has as well: whoever wrote it finds the place. */
export function wordFix(fix: Fix): string {
  if (typeof fix === 'object' && 'all' in fix) { return wordSteps(fix.all, ', and '); }
  return wordSteps(isList(fix) ? fix : [fix], ', or ');
}

function isList(fix: FixStep | readonly FixStep[]): fix is readonly FixStep[] {
  return Array.isArray(fix);
}

function wordSteps(steps: readonly FixStep[], joint: string): string {
  return steps.map((step, index) => typeof step === 'string' ? step : wordChange(step, steps[index - 1])).join(joint);
}

function wordChange(change: Change, before: FixStep | undefined): string {
  switch (change.change) {
    case 'set': return `${isSet(before) ? '' : 'set '}${PROPERTIES[change.setting]}${ofText(change.of)}${change.to === undefined ? '' : ` to ${change.to}`}`;
    case 'reset': return isSet(before) && before.setting === change.setting ? 'leave it out' : `leave ${nounOf(change.setting)} out${ofText(change.of)}`;
    case 'name': return `name ${change.what} in ${PROPERTIES[change.in]} of ${change.of}`;
    case 'allow': return `allow ${change.what} in ${PROPERTIES[change.in]} of ${change.of}`;
    case 'attach-internet-gateway': return 'attach the gateway to the VPC (AWS::EC2::VPCGatewayAttachment)';
    case 'use-own-region': return 'let ServiceName have the region of the stack (AWS::Region; in the CDK stack.region)';
    case 'give-public-address': return `give ${change.to} a public address (AssociatePublicIpAddress, or MapPublicIpOnLaunch of the subnet)`;
    case 'start-after-these': return `let the node depend on ${change.what} ${DEPENDENCY}`;
    case 'start-after': return startAfter(change);
    case 'do': return change.words;
  }
}

/** What is in the node's own stack is named there; another stack is deployed before. */
function startAfter({ node, others }: Extract<Change, { readonly change: 'start-after' }>): string {
  const stack = groupOf(node);
  const own = others.filter(other => groupOf(other) === stack).map(({ name }) => name);
  const stacks = [...new Set(others.map(groupOf).filter(other => other !== stack))];
  return [
    ...own.length > 0 ? [`let ${node.name} depend on ${listed(own)} ${DEPENDENCY}`] : [],
    ...stacks.length > 0 ? [`deploy ${listed(stacks)} before ${stack}`] : [],
  ].join(', and ');
}

const DEPENDENCY = '(DependsOn; in the CDK node.addDependency)';

function isSet(step: FixStep | undefined): step is Extract<Change, { readonly change: 'set' }> {
  return typeof step === 'object' && step.change === 'set';
}

function ofText(of: string | undefined): string {
  return of === undefined ? '' : ` of ${of}`;
}

function nounOf(setting: SettingName): string {
  return setting === 'endpoint.policy' ? 'the policy' : PROPERTIES[setting];
}

const PROPERTIES: { readonly [name in SettingName]: string } = {
  'vpc.dns-support': 'EnableDnsSupport',
  'vpc.dns-hostnames': 'EnableDnsHostnames',
  'subnet.dns64': 'EnableDns64',
  'subnet.ipv6-address': 'AssignIpv6AddressOnCreation',
  'nat-gateway.address': 'AllocationId',
  'nat-gateway.connectivity': 'ConnectivityType',
  'nat-instance.source-dest-check': 'SourceDestCheck',
  'endpoint.private-dns': 'PrivateDnsEnabled',
  'endpoint.subnets': 'SubnetIds',
  'endpoint.route-tables': 'RouteTableIds',
  'endpoint.policy': 'PolicyDocument',
  'node.ipv6-address': 'Ipv6AddressCount',
  'node.metadata-tokens': 'MetadataOptions.HttpTokens',
  'node.metadata-endpoint': 'MetadataOptions.HttpEndpoint',
  'instance-profile.roles': 'Roles',
  'role.trust-policy': 'AssumeRolePolicyDocument',
  'log-group.key': 'KmsKeyId',
  'key.enabled': 'Enabled',
  'key.spec': 'KeySpec',
};
