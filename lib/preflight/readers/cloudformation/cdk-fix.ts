import { callSnippet, DEED_SNIPPETS, endpointSnippet, SETTING_SNIPPETS, Snippet, statementSnippet } from './cdk-snippets';
import { Change, Deed, Fix, FixCode, FixStep } from '../../model/fix';
import { SourceLocation } from '../../model/location';

/**
 * A fix as code of an app: of several ways the first that code can say. Undefined where there is none, or where it would not be for the resource.
 *
 * @param resource what is to be changed; left out for a fix in general
 */
export function cdkFix(fix: Fix, resource?: Pick<SourceLocation, 'type'>): FixCode | undefined {
  const snippets = stepsOf(fix).map(step => snippetOf(step, resource));
  if (isAll(fix)) { return snippets.every(each => each !== undefined) ? joined(snippets) : undefined; }
  const first = snippets.find(each => each !== undefined);
  return first && joined([first]);
}

function isAll(fix: Fix): fix is { readonly all: readonly FixStep[] } {
  return typeof fix === 'object' && 'all' in fix;
}

function stepsOf(fix: Fix): readonly FixStep[] {
  if (isAll(fix)) { return fix.all; }
  return typeof fix === 'string' || 'change' in fix ? [fix] : fix;
}

function joined(snippets: readonly Snippet[]): FixCode {
  return { typescript: snippets.map(each => each.typescript).join('\n'), python: snippets.map(each => each.python).join('\n') };
}

function snippetOf(step: FixStep, resource: Pick<SourceLocation, 'type'> | undefined): Snippet | undefined {
  if (typeof step === 'string') { return undefined; }
  return snippetsOf(step).find(({ types }) => types === undefined || resource === undefined || types.includes(resource.type));
}

function snippetsOf(change: Change): readonly Snippet[] {
  switch (change.change) {
    case 'set': case 'reset': return SETTING_SNIPPETS[change.setting] ?? [];
    case 'name': return SETTING_SNIPPETS[change.in] ?? [];
    case 'allow': return some(allowing(change));
    case 'attach-internet-gateway': return [ATTACHMENT];
    case 'give-public-address': return [PUBLIC_ADDRESS];
    case 'start-after': return some(startingAfter(change));
    case 'do': return some(doing(change.deed));
    case 'use-own-region': case 'start-after-these': return [];
  }
}

function some(snippet: Snippet | undefined): Snippet[] {
  return snippet ? [snippet] : [];
}

const ATTACHMENT: Snippet = {
  typescript: [
    'new ec2.CfnVPCGatewayAttachment(this, \'InternetGatewayAttachment\', {',
    '  vpcId: vpc.vpcId,',
    '  internetGatewayId: internetGateway.attrInternetGatewayId,',
    '});',
  ].join('\n'),
  python: [
    'ec2.CfnVPCGatewayAttachment(self, "InternetGatewayAttachment",',
    '    vpc_id=vpc.vpc_id,',
    '    internet_gateway_id=internet_gateway.attr_internet_gateway_id',
    ')',
  ].join('\n'),
};

const PUBLIC_ADDRESS: Snippet = {
  typescript: 'const cfnSubnet = subnet.node.defaultChild as ec2.CfnSubnet;\ncfnSubnet.mapPublicIpOnLaunch = true;',
  python: 'cfn_subnet = subnet.node.default_child\ncfn_subnet.map_public_ip_on_launch = True',
};

function allowing({ in: setting, actions, service }: Extract<Change, { readonly change: 'allow' }>): Snippet | undefined {
  if (setting === 'endpoint.policy' && actions) {
    const anybody = ['new iam.AnyPrincipal()', 'iam.AnyPrincipal()'] as const;
    return statementSnippet(['endpoint.addToPolicy', 'endpoint.add_to_policy'], actions, { principal: anybody });
  }
  if (setting === 'role.trust-policy' && service !== undefined) {
    const principal = [`new iam.ServicePrincipal('${service}')`, `iam.ServicePrincipal("${service}")`] as const;
    const add = ['role.assumeRolePolicy!.addStatements', 'role.assume_role_policy.add_statements'] as const;
    return statementSnippet(add, ['sts:AssumeRole'], { principal, resource: null });
  }
  return undefined;
}

function doing(deed: Deed): Snippet | undefined {
  switch (deed.what) {
    case 'add-endpoint': return endpointSnippet(deed.service);
    case 'grant': return granting(deed.actions);
    case 'grant-in-boundary': return statementSnippet(['boundary.addStatements', 'boundary.add_statements'], deed.actions, {});
    case 'let-in': return lettingIn(deed.actions);
    case 'attach-managed-policy': return callSnippet(
      `role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('${deed.policy}'));`,
      `role.add_managed_policy(iam.ManagedPolicy.from_aws_managed_policy_name("${deed.policy}"))`,
    );
    case 'add-user-data': return addingUserData(deed.command);
    default: return DEED_SNIPPETS[deed.what];
  }
}

/** A construct knows best what it takes to use it. */
function granting(actions: readonly string[]): Snippet | undefined {
  const every = (test: (action: string) => boolean) => actions.every(test);
  if (every(action => action === 'kms:Decrypt')) { return callSnippet('key.grantDecrypt(role);', 'key.grant_decrypt(role)'); }
  if (every(action => action.startsWith('kms:'))) { return callSnippet('key.grantEncryptDecrypt(role);', 'key.grant_encrypt_decrypt(role)'); }
  const grant = ['role.addToPrincipalPolicy', 'role.add_to_principal_policy'] as const;
  if (every(action => action.startsWith('s3:PutObject'))) {
    return statementSnippet(grant, actions, { resource: ['bucket.arnForObjects(\'*\')', 'bucket.arn_for_objects("*")'] });
  }
  if (every(action => action.startsWith('s3:'))) { return statementSnippet(grant, actions, { resource: ['bucket.bucketArn', 'bucket.bucket_arn'] }); }
  if (every(action => action.startsWith('logs:') && action !== 'logs:DescribeLogGroups')) {
    return statementSnippet(grant, actions, { resource: ['logGroup.logGroupArn', 'log_group.log_group_arn'] });
  }
  return every(action => ON_EVERYTHING.test(action)) ? statementSnippet(grant, actions, {}) : undefined;
}

/** What has no resource that it could be granted on. */
const ON_EVERYTHING = /^(ssm|ssmmessages|ec2messages):|^logs:DescribeLogGroups$/;

function lettingIn(actions: readonly string[]): Snippet | undefined {
  return actions.every(action => action.startsWith('kms:'))
    ? statementSnippet(['key.addToResourcePolicy', 'key.add_to_resource_policy'], actions, { principal: ['role', 'role'] })
    : undefined;
}

/** What is a command as it stands, and not a sentence about several. */
function addingUserData(command: string): Snippet | undefined {
  return !/^rpm -U https:\/\/[\w./-]+$/.test(command)
    ? undefined
    : callSnippet(`node.userData.addCommands('${command}');`, `node.user_data.add_commands("${command}")`, 'AWS::EC2::Instance');
}

/** Whatever makes one of these resources makes the others that a node waits for. */
const MAKERS: readonly (readonly [maker: string, makes: (other: SourceLocation) => boolean])[] = [
  ['endpoint', ({ type }) => type === 'AWS::EC2::VPCEndpoint'],
  ['role', ({ type }) => type === 'AWS::IAM::Policy'],
  // Resources of a Vpc, as the CDK names them.
  ['vpc', ({ source }) => source.origin === 'template' && /\/(VPCGW|\w+Subnet\d+\/(DefaultRoute|RouteTable|RouteTableAssociation|NATGateway))$/.test(source.constructPath ?? '')],
];

function startingAfter({ others }: Extract<Change, { readonly change: 'start-after' }>): Snippet | undefined {
  const makers = others.map(other => MAKERS.find(([, makes]) => makes(other))?.[0]);
  if (makers.some(maker => maker === undefined)) { return undefined; }
  const names = [...new Set(makers)].join(', ');
  return callSnippet(`node.node.addDependency(${names});`, `node.node.add_dependency(${names})`);
}
