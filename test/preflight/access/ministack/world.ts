import * as fc from 'fast-check';
import { PlainDocument } from './evaluation';
import { NODE_TEMPLATE, Resources } from '../../node-template';
import { att, policyOf, ref, role, shell, Statement, sub, taggedNode } from '../access-templates';

/** An account at random: people with their policies, nodes and documents, as a template says it and as the account has it. */

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-0000-0000-0000-000000000000`;

/** Node ids, by what the template calls them. */
export const NODES: Record<string, { readonly id: string; readonly tags: Record<string, string> }> = {
  Dev: { id: 'i-0d000000000000000', tags: { env: 'dev', owner: 'user-0' } },
  Prod: { id: 'i-0e000000000000000', tags: { env: 'prod', team: 'ops' } },
  Bare: { id: 'i-0f000000000000000', tags: {} },
};

export interface Document {
  readonly inTemplate: boolean;
  readonly tags: Record<string, string>;
  readonly hasKey?: boolean;
  /** Whether sessions that name no document have it. */
  readonly isDefault?: boolean;
}

/** By their names. */
export const DOCUMENTS: Record<string, Document> = {
  'team-shell': { inTemplate: true, tags: { env: 'dev' } },
  'team-secret': { inTemplate: true, tags: {}, hasKey: true },
  'SSM-SessionManagerRunShell': { inTemplate: true, tags: {}, isDefault: true },
  'AWS-StartSSHSession': { inTemplate: false, tags: {} },
};

const INSTANCES = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance`;
const SSM = `arn:aws:ssm:${REGION}:${ACCOUNT}`;

/** As templates write them. */
const RESOURCES = [
  '*', '*', `${INSTANCES}/*`, `${INSTANCES}/i-*`, `${INSTANCES}/*`, `${INSTANCES}/\${Dev}`, `${INSTANCES}/\${Prod}`, `${INSTANCES}/\${Bare}`,
  `arn:aws:ec2:*:${ACCOUNT}:instance/*`, `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`, `${SSM}:managed-instance/*`,
  `${SSM}:document/*`, `${SSM}:document/team-*`, `${SSM}:document/team-?????`, `${SSM}:document/\${Secret}`, `${SSM}:document/SSM-SessionManagerRunShell`,
  'arn:aws:ssm:*:*:document/AWS-Start*', `arn:aws:ssm:${REGION}::document/AWS-StartSSHSession`,
  `${SSM}:session/*`, `${SSM}:session/\${!aws:username}-*`, `${SSM}:session/\${!aws:userid}-*`, '${Key.Arn}', 'arn:aws:kms:*:*:key/*',
];

const ACTIONS = [
  'ssm:StartSession', 'ssm:StartSession', 'SSM:startsession', 'ssm:Start*', 'ssm:*', 'ssmmessages:OpenDataChannel', 'ssm*', 'kms:GenerateDataKey',
  'kms:Generate*', 'kms:*', '*', '*', 's3:GetObject',
];

const tagConditions = (key: string): [operator: string, key: string, values: string | string[]][] => [
  ['StringEquals', `${key}/env`, 'dev'], ['StringEquals', `${key}/env`, ['dev', 'prod']], ['StringNotEquals', `${key}/env`, 'prod'], ['StringLike', `${key}/ENV`, 'd*'],
  ['StringNotLike', `${key}/env`, ['d*', 'x']], ['StringEqualsIfExists', `${key}/team`, 'ops'], ['StringEqualsIgnoreCase', `${key}/env`, 'DEV'],
  ['ForAnyValue:StringEquals', `${key}/env`, ['dev', 'test']], ['ForAllValues:StringLike', `${key}/env`, 'p*'], ['Null', `${key}/team`, 'true'], ['Null', `${key}/env`, 'false'],
  ['StringEquals', `${key}/owner`, '${!aws:username}'], ['StringLike', `${key}/owner`, '${!aws:username}'],
];

const CONDITIONS: [operator: string, key: string, values: string | string[]][] = [
  ...tagConditions('ssm:resourceTag'),
  ['Bool', 'aws:MultiFactorAuthPresent', 'true'], ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'true'], ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'false'],
  ['Null', 'aws:MultiFactorAuthPresent', 'true'], ['NumericLessThan', 'aws:MultiFactorAuthAge', '3600'], ['NumericGreaterThanIfExists', 'aws:MultiFactorAuthAge', '3600'],
  ['IpAddress', 'aws:SourceIp', '198.51.100.0/24'], ['IpAddress', 'aws:SourceIp', ['198.51.100.0/28', '2001:db8::/32']], ['NotIpAddress', 'aws:SourceIp', '198.51.100.0/24'],
  ['NotIpAddressIfExists', 'aws:SourceIp', ['198.51.100.0/28', '203.0.113.0/24']], ['Null', 'aws:SourceIp', 'true'],
  ['StringEquals', 'aws:SourceVpce', 'vpce-0123'], ['StringNotEquals', 'aws:SourceVpce', 'vpce-0123'], ['StringNotEqualsIfExists', 'aws:SourceVpc', 'vpc-0123'],
  ['StringEqualsIfExists', 'aws:SourceVpc', 'vpc-0123'],
  ['ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/role-*`], ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:user/*'],
  ['ArnNotEquals', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/role-0`], ['StringLike', 'aws:PrincipalArn', '*:user/user-?'],
  ['StringEquals', 'aws:PrincipalType', 'User'], ['StringLike', 'aws:username', 'user-*'], ['StringNotLike', 'aws:username', 'user-*'],
  ['StringEquals', 'aws:RequestedRegion', REGION], ['StringNotEquals', 'aws:RequestedRegion', [REGION, 'us-east-1']], ['StringEquals', 'aws:PrincipalAccount', ACCOUNT],
  ['StringEquals', 'aws:CalledViaFirst', 'ssm-guiconnect.amazonaws.com'], ['ForAnyValue:StringEquals', 'aws:CalledVia', 'ssm-guiconnect.amazonaws.com'],
  ['Bool', 'aws:ViaAWSService', 'true'], ['Bool', 'aws:SecureTransport', 'false'],
  ['Bool', 'ssm:SessionDocumentAccessCheck', 'true'], ['Bool', 'ssm:SessionDocumentAccessCheck', 'false'], ['BoolIfExists', 'ssm:SessionDocumentAccessCheck', 'true'],
  ['BoolIfExists', 'ssm:SessionDocumentAccessCheck', 'true'],
  ['StringEquals', 'kms:EncryptionContext:aws:ssm:TargetId', '${Dev}'], ['StringLike', 'kms:EncryptionContext:aws:ssm:TargetId', 'i-*'],
  ['Null', 'kms:EncryptionContext:aws:ssm:SessionId', 'false'], ['StringEquals', 'kms:ViaService', `ssm.${REGION}.amazonaws.com`],
  ['StringEquals', 'kms:CallerAccount', ACCOUNT],
];

/** Texts in it are as those of `Fn::Sub`. */
type Drawn = Statement;

const conditions: fc.Arbitrary<Record<string, Record<string, string | string[]>>> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: fc.uniqueArray(fc.constantFrom(...CONDITIONS), { minLength: 1, maxLength: 2, selector: ([operator]) => operator }).map(list => (
      Object.fromEntries(list.map(([operator, key, values]) => [operator, { [key]: values }]))
    )),
  },
);

const statements: fc.Arbitrary<Drawn> = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
  action: fc.constantFrom('Action', 'Action', 'Action', 'Action', 'NotAction'),
  actions: fc.uniqueArray(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 3 }),
  resource: fc.constantFrom('Resource', 'Resource', 'Resource', 'Resource', 'NotResource'),
  resources: fc.uniqueArray(fc.constantFrom(...RESOURCES), { minLength: 1, maxLength: 4 }),
  Condition: conditions,
}).map(({ Effect, action, actions, resource, resources, Condition }) => ({ Effect, [action]: actions, [resource]: resources, Condition }));

/** What makes sessions likely, so that something is decided by more than nothing. */
const OPEN: Drawn[] = [
  { Effect: 'Allow', Action: 'ssm:StartSession', Resource: '*' },
  { Effect: 'Allow', Action: ['ssmmessages:OpenDataChannel', 'kms:GenerateDataKey'], Resource: '*' },
];
const SOME_OPEN: Drawn[] = [
  { Effect: 'Allow', Action: 'ssm:StartSession', Resource: [`${INSTANCES}/*`], Condition: { StringEquals: { 'ssm:resourceTag/env': 'dev' } } },
  { Effect: 'Allow', Action: 'ssm:StartSession', Resource: [`${SSM}:document/team-*`] },
  OPEN[1],
];

const policies = fc.tuple(fc.constantFrom([], [], OPEN, SOME_OPEN), fc.array(statements, { minLength: 1, maxLength: 3 }))
  .map(([likely, others]) => [...likely, ...others]);

export type Kind = 'role' | 'federated' | 'user' | 'permission-set';
export type Way = 'inline' | 'beside' | 'named' | 'names' | 'group' | 'added';

export interface Person {
  readonly kind: Kind;
  readonly policies: readonly { readonly statements: Drawn[]; readonly way: Way }[];
  readonly boundary?: Drawn[];
}

export interface World {
  readonly people: readonly Person[];
  readonly controls: readonly { readonly statements: Drawn[]; readonly isHere: boolean }[];
  readonly keyPolicy: readonly Drawn[];
}

const person: fc.Arbitrary<Person> = fc.record({
  kind: fc.constantFrom<Kind>('role', 'role', 'federated', 'user', 'user', 'permission-set'),
  policies: fc.array(fc.record({ statements: policies, way: fc.constantFrom<Way>('inline', 'beside', 'named', 'names', 'group', 'added') }), { minLength: 1, maxLength: 3 }),
  boundary: fc.option(fc.oneof(policies, fc.constant<Drawn[]>([{ Effect: 'Allow', Action: '*', Resource: '*' }])), { nil: undefined, freq: 3 }),
});

const root: Drawn = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
const toOne = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'), who: fc.constantFrom('role/role-0', 'role/role-1', 'user/user-2', 'user/user-3'), Condition: conditions,
}).map(({ Effect, who, Condition }): Drawn => ({
  Effect, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:${who}` }, Action: 'kms:GenerateDataKey', Resource: '*', Condition,
}));

export const worlds: fc.Arbitrary<World> = fc.record({
  people: fc.array(person, { minLength: 8, maxLength: 8 }),
  // Those that allow something go with others that nobody sees.
  controls: fc.array(fc.record({ statements: fc.array(statements, { minLength: 1, maxLength: 2 }), isHere: fc.boolean() }), { maxLength: 1 })
    .map(controls => controls.map(({ isHere, statements: drawn }) => ({ isHere, statements: drawn.map(each => ({ ...each, Effect: 'Deny' })) }))),
  keyPolicy: fc.tuple(fc.constantFrom([root], [root], []), fc.array(toOne, { minLength: 1, maxLength: 2 }))
    .map(([first, others]) => [...first, ...others]),
});

export const nameOf = ({ kind }: Person, index: number) => `${kind}-${index}`;

/** All texts of a statement, mapped. */
function mapTexts(value: unknown, map: (text: string) => unknown): unknown {
  if (typeof value === 'string') { return map(value); }
  if (Array.isArray(value)) { return value.map(item => mapTexts(item, map)); }
  return value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, map)])) : value;
}

const inTemplate = (drawn: readonly Drawn[]) => policyOf(...mapTexts(drawn, text => text.includes('${') ? sub(text) : text) as Statement[]);

const MADE_UP: Record<string, string> = {
  ...Object.fromEntries(Object.entries(NODES).map(([name, { id }]) => [name, id])), 'Secret': 'team-secret', 'Key.Arn': KEY_ARN,
};

/** Where a request lacks a variable, nothing is like it. */
export function inAccount(drawn: readonly Drawn[], variables: Record<string, string | undefined>): PlainDocument {
  const valueOf = (name: string) => name.startsWith('!') ? variables[name.slice(1)] ?? '\u0000' : MADE_UP[name];
  return { Version: '2012-10-17', Statement: mapTexts(drawn, text => text.replace(/\$\{([^}]+)\}/g, (_, name: string) => valueOf(name))) as object[] };
}

const tagsOf = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const PROVIDER = { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/idp` };
const federated = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: PROVIDER, Action: 'sts:AssumeRoleWithSAML' }] };

/** Everything of it, for one stack. */
export function resourcesOf({ people, controls, keyPolicy }: World): Resources {
  return {
    ...NODE_TEMPLATE.Resources,
    ...Object.fromEntries(Object.entries(NODES).map(([name, { tags }]) => [name, taggedNode(tagsOf(tags))])),
    Shell: shell({ Name: 'team-shell', Tags: tagsOf(DOCUMENTS['team-shell'].tags) }),
    Secret: shell({ Name: 'team-secret' }, { kmsKeyId: att('Key', 'Arn') }),
    Preferences: shell({ Name: 'SSM-SessionManagerRunShell' }),
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: inTemplate(keyPolicy) } },
    ...Object.fromEntries(controls.map(({ statements: drawn, isHere }, index) => [`Control${index}`, {
      Type: 'AWS::Organizations::Policy',
      Properties: { Name: `c${index}`, Type: 'SERVICE_CONTROL_POLICY', TargetIds: [isHere ? ACCOUNT : '444455556666'], Content: inTemplate(drawn) },
    }])),
    ...Object.assign({}, ...people.map(resourcesOfPerson)) as Resources,
  };
}

function resourcesOfPerson(each: Person, index: number): Resources {
  const id = `P${index}`;
  const { kind, boundary } = each;
  const limit = boundary && {
    [`${id}Limit`]: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: `limit-${index}`, PolicyDocument: inTemplate(boundary) } },
  };
  const own = kind === 'permission-set' ? permissionSetOf(each, id) : identityOf(each, id, nameOf(each, index));
  return { ...limit, ...own };
}

/** Inline what it has as its own, the rest by name. */
function permissionSetOf({ policies: attached, boundary }: Person, id: string): Resources {
  const [first, ...others] = attached;
  const index = id.slice(1);
  return {
    [id]: {
      Type: 'AWS::SSO::PermissionSet',
      Properties: {
        InstanceArn: 'arn:aws:sso:::instance/ssoins-1',
        Name: `permission-set-${index}`,
        InlinePolicy: inTemplate(first.statements),
        CustomerManagedPolicyReferences: others.map((_, i) => ({ Name: `own-${index}-${i}` })),
        PermissionsBoundary: boundary && { CustomerManagedPolicyReference: { Name: `limit-${index}` } },
      },
    },
    ...Object.fromEntries(others.map(({ statements: drawn }, i) => [`${id}Own${i}`, {
      Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: `own-${index}-${i}`, PolicyDocument: inTemplate(drawn) },
    }])),
  };
}

function identityOf({ kind, policies: attached, boundary }: Person, id: string, name: string): Resources {
  const isUser = kind === 'user';
  const inline: object[] = [];
  const named: object[] = [];
  const groups: object[] = [];
  const beside: Record<string, Resources[string]> = {};
  attached.forEach(({ statements: drawn, way }, index) => {
    const PolicyDocument = inTemplate(drawn);
    const policyId = `${id}Policy${index}`;
    const grouped = { [`${policyId}Team`]: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'Team', PolicyDocument }] } } };
    const toIt = { [isUser ? 'Users' : 'Roles']: [ref(id)] };
    if (way === 'named') {
      named.push(ref(policyId));
      beside[policyId] = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } };
    } else if (way === 'names') {
      beside[policyId] = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument, ...toIt } };
    } else if (way === 'beside') {
      beside[policyId] = { Type: 'AWS::IAM::Policy', Properties: { PolicyName: `p${index}`, PolicyDocument, ...toIt } };
    } else if (way === 'group' && isUser) {
      Object.assign(beside, grouped);
      groups.push(ref(`${policyId}Team`));
    } else if (way === 'added' && isUser) {
      const Properties = { GroupName: ref(`${policyId}Team`), Users: [ref(id)] };
      Object.assign(beside, grouped, { [policyId]: { Type: 'AWS::IAM::UserToGroupAddition', Properties } });
    } else {
      inline.push({ PolicyName: `p${index}`, PolicyDocument });
    }
  });
  const common = { Policies: inline, ManagedPolicyArns: named, PermissionsBoundary: boundary && ref(`${id}Limit`) };
  const identity = isUser
    ? { Type: 'AWS::IAM::User', Properties: { UserName: name, Groups: groups, ...common } }
    : role({ RoleName: name, ...common, ...kind === 'federated' ? { AssumeRolePolicyDocument: federated } : {} });
  return { [id]: identity, ...beside };
}
