import { AttachedPolicy, PolicyDocument, PolicyStatement } from '../../../../lib/preflight/model/iam/policy';
import { AccessRequest, ApplicablePolicies, Decision, evaluate, grantsOnly, ResourcePolicies } from '../../../../lib/preflight/model/iam/policy-evaluation';
import { parsePolicy } from '../../../../lib/preflight/model/iam/policy-parse';
import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { PropertyLocation } from '../../../../lib/preflight/model/location';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';
import { Resolved } from '../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { templateLocation } from '../../locations';

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '444455556666';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/path/Node`;
const WHY = new Unknown('nobody says');

const UPLOAD: AccessRequest = {
  principal: { kind: 'role', arn: ROLE, account: ACCOUNT },
  action: 's3:PutObject',
  resource: 'arn:aws:s3:::logs/node/1.log',
  context: new Map([['s3:x-amz-acl', 'bucket-owner-full-control']]),
  absentKeys: new Set(['aws:sourcevpce']),
};

const ALLOW = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' };
const DENY = { Sid: 'No', Effect: 'Deny', Action: 's3:*', Resource: '*' };
const UNKNOWN_CONDITION = { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } };

function locationOf(logicalId: string): PropertyLocation {
  return { resource: templateLocation(logicalId, 'AWS::IAM::Policy') };
}

function attached(name: string, ...statements: Resolved[]): AttachedPolicy {
  return { name, location: locationOf(name), document: parsePolicy({ Version: '2012-10-17', Statement: statements }) };
}

function opaquePolicy(name: string, document: Known<PolicyDocument> = WHY): AttachedPolicy {
  return { name, location: locationOf(name), document };
}

function of(kind: ResourcePolicies['kind'], account: string, ...statements: Resolved[]): ResourcePolicies {
  return { kind, account, policies: statements.length === 0 ? [] : [attached('resource', ...statements)] };
}

function endpoint(...statements: Resolved[]): ApplicablePolicies['endpoint'] {
  return { document: attached('endpoint', ...statements).document, location: locationOf('endpoint') };
}

/** For example `true allowed by identity/statement 1`. */
function inWords({ allowed, reason, by }: Decision): string {
  return `${isKnown(allowed) ? allowed : 'unknown'} ${reason}${by ? ` by ${by.location.resource.name}${by.statement ? `/${by.statement}` : ''}` : ''}`;
}

function decide(policies: Partial<ApplicablePolicies>, request: Partial<AccessRequest> = {}): string {
  return inWords(evaluate({ ...UPLOAD, ...request }, { identity: [], ...policies }));
}

/** The decision of the resource policy alone for a role of the same account. */
function throughPrincipal(principal: Resolved, more: { readonly request?: Partial<AccessRequest>; readonly kind?: ResourcePolicies['kind'] } = {}): string {
  return decide({ resource: of(more.kind ?? 'bucket', ACCOUNT, { ...ALLOW, Principal: principal }) }, more.request);
}

describe('policies of the role', () => {
  test('allow what one statement of one of them allows', () => {
    expect(decide({ identity: [attached('a', { ...ALLOW, Action: 'ssm:*' }), attached('b', DENY_NOTHING, ALLOW)] })).toBe('true allowed by b/statement 2');
  });

  test('allow nothing that none of them allows', () => {
    expect(decide({})).toBe('false identity');
    expect(decide({ identity: [attached('a', { ...ALLOW, Action: 's3:GetObject' })] })).toBe('false identity');
    expect(decide({ identity: [attached('a', { ...ALLOW, Resource: 'arn:aws:s3:::logs/other/*' })] })).toBe('false identity');
  });

  test('match actions without regard to case, and resources with regard to case', () => {
    expect(decide({ identity: [attached('a', { ...ALLOW, Action: 'S3:put*', Resource: 'arn:aws:s3:::logs/*' })] })).toBe('true allowed by a/statement 1');
    expect(decide({ identity: [attached('a', { ...ALLOW, Resource: 'arn:aws:s3:::LOGS/*' })] })).toBe('false identity');
  });

  test('support NotAction and NotResource', () => {
    const notActions = (...actions: string[]) => decide({ identity: [attached('a', { Effect: 'Allow', NotAction: actions, Resource: '*' })] });
    const notResources = (...resources: string[]) => decide({ identity: [attached('a', { Effect: 'Allow', Action: '*', NotResource: resources })] });

    expect(notActions('iam:*', 'organizations:*')).toBe('true allowed by a/statement 1');
    expect(notActions('iam:*', 's3:*')).toBe('false identity');
    expect(notActions('iam:*', gap('x'))).toBe('unknown identity by a/statement 1');
    expect(notResources('arn:aws:s3:::other/*')).toBe('true allowed by a/statement 1');
    expect(notResources('arn:aws:s3:::logs/*')).toBe('false identity');
  });

  test('support policy variables in resources', () => {
    const resource = (text: string) => decide({ identity: [attached('a', { ...ALLOW, Resource: text })] });

    expect(resource('arn:aws:s3:::logs/node/${s3:x-amz-acl}')).toBe('false identity');
    expect(resource('arn:aws:s3:::logs/node/${aws:SourceVpce, \'1.log\'}')).toBe('true allowed by a/statement 1');
    expect(resource('arn:aws:s3:::logs/${aws:SourceVpce}*')).toBe('false identity');
    expect(resource('arn:aws:s3:::logs/${aws:userid}/*')).toBe('unknown identity by a/statement 1');
    expect(resource('arn:aws:s3:::other/${aws:userid}/*')).toBe('false identity');
  });

  test('accept a wildcard for the partition, the region and the account, but not for the service', () => {
    const resource = (text: string) => decide({ identity: [attached('a', { ...ALLOW, Resource: text })] });

    expect(resource('arn:*:s3:*:*:logs/*')).toBe('true allowed by a/statement 1');
    expect(resource('arn:aws:s3:*')).toBe('true allowed by a/statement 1');
    expect(resource('arn:aws:*:::logs/*')).toBe('unknown identity by a/statement 1');
    expect(resource('arn:aws:*')).toBe('unknown identity by a/statement 1');
    expect(resource('arn:aws:s?:::other/*')).toBe('false identity');
    expect(resource(`${opaque('Bucket.Arn')}/*`)).toBe('false identity');
    expect(decide({ identity: [attached('a', { ...ALLOW, Resource: `${opaque('Bucket.Arn')}/*` })] }, { resource: `${opaque('Bucket.Arn')}/1.log` }))
      .toBe('true allowed by a/statement 1');
    expect(evaluate(UPLOAD, { identity: [attached('a', { ...ALLOW, Resource: 'arn:aws:*' })] }).allowed).toEqual(
      new Unknown('IAM refuses the resource \'arn:aws:*\': the service in an ARN takes no wildcard'));
  });

  test('allow with a condition that the request meets', () => {
    const condition = (Condition: Resolved) => decide({ identity: [attached('a', { ...ALLOW, Condition })] });

    expect(condition({ StringEquals: { 's3:X-Amz-Acl': 'bucket-owner-full-control' } })).toBe('true allowed by a/statement 1');
    expect(condition({ StringEquals: { 's3:x-amz-acl': 'private' } })).toBe('false identity');
    expect(condition({ StringEquals: { 's3:x-amz-acl': 'private', 'aws:SourceVpc': 'vpc-1' } })).toBe('false identity');
    expect(condition({ StringEquals: { 'aws:SourceVpc': 'vpc-1' }, StringLike: { 's3:x-amz-acl': 'x*' } })).toBe('false identity');
    expect(condition({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } })).toBe('false identity');
    expect(condition({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })).toBe('true allowed by a/statement 1');
    expect(condition(UNKNOWN_CONDITION.Condition)).toBe('unknown identity by a/statement 1');
    expect(condition(WHY)).toBe('unknown identity by a/statement 1');
    expect(evaluate(UPLOAD, { identity: [attached('a', { ...ALLOW, ...UNKNOWN_CONDITION })] }).allowed).toEqual(
      new Unknown('whether the request has the condition key \'aws:sourcevpc\', and its value, cannot be seen'));
  });

  test('deny before any allow', () => {
    expect(decide({ identity: [attached('a', ALLOW), attached('b', DENY)] })).toBe('false explicit-deny by b/No');
    expect(decide({ identity: [attached('a', ALLOW), attached('b', { ...DENY, ...UNKNOWN_CONDITION })] })).toBe('unknown explicit-deny by b/No');
    expect(decide({ identity: [attached('b', { ...DENY, ...UNKNOWN_CONDITION })] })).toBe('false identity');
    expect(decide({ identity: [attached('a', ALLOW), attached('b', { ...DENY, Resource: 'arn:aws:s3:::x' })] })).toBe('true allowed by a/statement 1');
  });

  test('that cannot be seen leave it open', () => {
    expect(decide({ identity: [opaquePolicy('a')] })).toBe('unknown identity by a');
    expect(decide({ identity: [opaquePolicy('a'), attached('b', ALLOW)] })).toBe('unknown explicit-deny by a');
    expect(decide({ identity: [opaquePolicy('a'), attached('b', DENY)] })).toBe('false explicit-deny by b/No');
    expect(decide({ identity: [attached('a', WHY, ALLOW)] })).toBe('unknown explicit-deny by a');
    expect(decide({ identity: [attached('a', { ...ALLOW, Effect: WHY })] })).toBe('unknown identity by a/statement 1');
    expect(decide({ identity: [attached('a', { ...ALLOW, Effect: WHY, Action: 'ssm:*' }, ALLOW)] })).toBe('true allowed by a/statement 2');
    expect(evaluate(UPLOAD, { identity: [opaquePolicy('a')] }).allowed).toBe(WHY);
  });

  test('that only might deny leave open what nothing else allows', () => {
    const managed = opaquePolicy('managed', grantsOnly('a policy of AWS that is newer'));

    expect(decide({ identity: [managed] })).toBe('unknown identity by managed/statement 1');
    expect(decide({ identity: [managed, attached('b', ALLOW)] })).toBe('true allowed by b/statement 1');
    expect(evaluate(UPLOAD, { identity: [managed] }).allowed).toEqual(new Unknown('a policy of AWS that is newer'));
  });

  test('without an action or a resource leave it open', () => {
    const statement = (given: Partial<PolicyStatement>): string => decide({
      identity: [opaquePolicy('a', { statements: [{ label: 'x', effect: 'Allow', conditions: [], ...given }] })],
    });

    expect(statement({ actions: ['s3:*'] })).toBe('unknown identity by a/x');
    expect(statement({ resources: ['*'] })).toBe('unknown identity by a/x');
    expect(statement({ actions: WHY, resources: ['*'] })).toBe('unknown identity by a/x');
    expect(statement({ notActions: WHY, notResources: WHY })).toBe('unknown identity by a/x');
    expect(statement({ actions: ['ssm:*'] })).toBe('false identity');
    expect(statement({ actions: ['s3:*'], notResources: ['x'] })).toBe('true allowed by a/x');
  });

  test('are evaluated for many requests', () => {
    const identity = [attached('a', { ...ALLOW, Action: ['s3:PutObject', 'ssm:*'] })];

    expect(decide({ identity }, { action: 'ssm:GetParameter', resource: '*' })).toBe('true allowed by a/statement 1');
    expect(decide({ identity }, { action: 'kms:Decrypt', resource: '*' })).toBe('false identity');
    expect(decide({ identity }, { action: 'SSM:GETPARAMETER', resource: '*' })).toBe('true allowed by a/statement 1');
    expect(decide({ identity }, { action: 's3:PutObject', resource: '*' })).toBe('true allowed by a/statement 1');
  });

  test('may name resources whose names are known only at deployment', () => {
    const resource = `arn:${opaque('AWS::Partition')}:s3:::${opaque('Bucket')}/1.log`;
    const named = (text: string) => decide({ identity: [attached('a', { ...ALLOW, Resource: text })] }, { resource });

    expect(named(`arn:${opaque('AWS::Partition')}:s3:::${opaque('Bucket')}/*`)).toBe('true allowed by a/statement 1');
    expect(named(`arn:${opaque('AWS::Partition')}:s3:::${opaque('Other')}/*`)).toBe('false identity');
    expect(named(`arn:aws:s3:::${opaque('Bucket')}/*`)).toBe('unknown identity by a/statement 1');
    expect(named(`arn:${opaque('AWS::Partition')}:s3:::${gap('imported')}/*`)).toBe('unknown identity by a/statement 1');
  });
});

const DENY_NOTHING = { Effect: 'Deny', Action: 'none:*', Resource: '*' };

describe('a permissions boundary', () => {
  const identity = [attached('a', ALLOW)];

  test('limits the role\'s policies', () => {
    expect(decide({ identity, boundary: attached('limit', ALLOW) })).toBe('true allowed by a/statement 1');
    expect(decide({ identity, boundary: attached('limit', { ...ALLOW, Action: 'ssm:*' }) })).toBe('false boundary by limit');
    expect(decide({ boundary: attached('limit', ALLOW) })).toBe('false identity');
  });

  test('denies', () => {
    expect(decide({ identity, boundary: attached('limit', ALLOW, DENY) })).toBe('false explicit-deny by limit/No');
  });

  test('that cannot be seen leaves it open', () => {
    expect(decide({ identity, boundary: opaquePolicy('limit') })).toBe('unknown boundary by limit');
    expect(decide({ boundary: opaquePolicy('limit') })).toBe('false identity');
  });

  test('limits what the resource grants to the role, and possibly what it grants to everyone', () => {
    const boundary = attached('limit', { ...ALLOW, Action: 'ssm:*' });

    expect(decide({ boundary, resource: of('bucket', ACCOUNT, { ...ALLOW, Principal: { AWS: ROLE } }) })).toBe('false boundary by limit');
    expect(decide({ boundary, resource: of('bucket', ACCOUNT, { ...ALLOW, Principal: '*' }) })).toBe('unknown boundary by limit');
    expect(decide({ boundary: attached('limit', ALLOW), resource: of('bucket', ACCOUNT, { ...ALLOW, Principal: '*' }) }))
      .toBe('true allowed by resource/statement 1');
    expect(decide({ boundary: opaquePolicy('limit'), resource: of('bucket', ACCOUNT, { ...ALLOW, Principal: { AWS: ROLE } }) }))
      .toBe('unknown boundary by limit');
  });
});

describe('policies of a resource of the same account', () => {
  test('allow what the role\'s policies do not', () => {
    expect(decide({ resource: of('bucket', ACCOUNT, { ...ALLOW, Principal: { AWS: ROLE } }) })).toBe('true allowed by resource/statement 1');
    expect(decide({ identity: [attached('a', ALLOW)], resource: of('bucket', ACCOUNT) })).toBe('true allowed by a/statement 1');
    expect(decide({ resource: of('bucket', ACCOUNT) })).toBe('false identity');
  });

  test('deny what the role\'s policies allow', () => {
    const denies = (statement: object) => decide({ identity: [attached('a', ALLOW)], resource: of('bucket', ACCOUNT, { ...DENY, ...statement }) });

    expect(denies({ Principal: '*' })).toBe('false explicit-deny by resource/No');
    expect(denies({ Principal: { AWS: ACCOUNT } })).toBe('false explicit-deny by resource/No');
    expect(denies({ Principal: { AWS: OTHER_ACCOUNT } })).toBe('true allowed by a/statement 1');
    expect(denies({ Principal: '*', ...UNKNOWN_CONDITION })).toBe('unknown explicit-deny by resource/No');
    expect(denies({ Principal: '*', Condition: { StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } } })).toBe('true allowed by a/statement 1');
  });

  test('leave the decision to the role\'s policies if they name the account', () => {
    for (const principal of [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`]) {
      expect(throughPrincipal({ AWS: principal })).toBe('false identity');
      expect(decide({ identity: [attached('a', ALLOW)], resource: of('bucket', ACCOUNT, { ...ALLOW, Principal: { AWS: principal } }) }))
        .toBe('true allowed by a/statement 1');
    }
  });

  test('that cannot be seen leave it open', () => {
    const resource: ResourcePolicies = { kind: 'bucket', account: ACCOUNT, policies: [opaquePolicy('resource')] };

    expect(decide({ resource })).toBe('unknown resource by resource');
    expect(decide({ identity: [attached('a', ALLOW)], resource })).toBe('unknown explicit-deny by resource');
  });
});

describe.each(['key', 'role'] as const)('the policy of a %s', kind => {
  const identity = [attached('a', ALLOW)];

  test('must allow the request, itself or through the account', () => {
    expect(decide({ identity, resource: of(kind, ACCOUNT) })).toBe('false resource');
    expect(decide({ identity, resource: of(kind, ACCOUNT, { ...ALLOW, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` } }) }))
      .toBe('false resource by resource');
    expect(decide({ resource: of(kind, ACCOUNT, { ...ALLOW, Principal: { AWS: ROLE } }) })).toBe('true allowed by resource/statement 1');
    expect(decide({ resource: of(kind, ACCOUNT, { ...ALLOW, Principal: { AWS: ACCOUNT } }) })).toBe('false identity');
    expect(decide({ identity, resource: of(kind, ACCOUNT, { ...ALLOW, Principal: { AWS: ACCOUNT } }) })).toBe('true allowed by a/statement 1');
    expect(decide({ resource: of(kind, ACCOUNT, { ...ALLOW, Principal: '*' }) })).toBe('true allowed by resource/statement 1');
  });

  test('is limited by the boundary', () => {
    const boundary = attached('limit', { ...ALLOW, Action: 'ssm:*' });

    expect(decide({ identity, boundary, resource: of(kind, ACCOUNT, { ...ALLOW, Principal: { AWS: ROLE } }) })).toBe('false boundary by limit');
    expect(decide({ identity, boundary, resource: of(kind, ACCOUNT, { ...ALLOW, Principal: { AWS: ACCOUNT } }) })).toBe('false boundary by limit');
  });

  test('is needed from another account too, together with the role\'s policy', () => {
    const other = `arn:aws:iam::${ACCOUNT}:root`;

    expect(decide({ identity, resource: of(kind, OTHER_ACCOUNT, { ...ALLOW, Principal: { AWS: other } }) })).toBe('true allowed by a/statement 1');
    expect(decide({ resource: of(kind, OTHER_ACCOUNT, { ...ALLOW, Principal: { AWS: ROLE } }) })).toBe('false identity');
    expect(decide({ identity, resource: of(kind, OTHER_ACCOUNT, { ...ALLOW, Principal: { AWS: OTHER_ACCOUNT } }) })).toBe('false resource by resource');
  });
});

describe('a resource of another account', () => {
  const identity = [attached('a', ALLOW)];

  test('is reached only if both sides allow it', () => {
    expect(decide({ identity, resource: of('bucket', OTHER_ACCOUNT, { ...ALLOW, Principal: { AWS: ROLE } }) })).toBe('true allowed by a/statement 1');
    expect(decide({ identity, resource: of('bucket', OTHER_ACCOUNT) })).toBe('false resource');
    expect(decide({ resource: of('bucket', OTHER_ACCOUNT, { ...ALLOW, Principal: '*' }) })).toBe('false identity');
    expect(decide({ identity, boundary: attached('limit', DENY_NOTHING), resource: of('bucket', OTHER_ACCOUNT, { ...ALLOW, Principal: '*' }) }))
      .toBe('false boundary by limit');
    expect(decide({ identity, resource: { kind: 'bucket', account: OTHER_ACCOUNT, policies: [attached('b', DENY_NOTHING), attached('c', DENY_NOTHING)] } }))
      .toBe('false resource');
  });

  test('may be in the same account or in another one', () => {
    for (const account of [gap('an account'), opaque('AWS::AccountId')]) {
      expect(decide({ identity, resource: of('bucket', account) })).toBe('unknown resource');
      expect(decide({ identity, resource: of('bucket', account, { ...ALLOW, Principal: '*' }) })).toBe('true allowed by a/statement 1');
      expect(decide({ resource: of('bucket', account) })).toBe('false identity');
    }
  });
});

describe('principals', () => {
  const ALLOWED = 'true allowed by resource/statement 1';
  const UNKNOWN = 'unknown resource by resource/statement 1';

  test.each<[Resolved, string]>([
    ['*', ALLOWED],
    [{ AWS: '*' }, ALLOWED],
    [{ AWS: ROLE }, ALLOWED],
    [{ AWS: [`arn:aws:iam::${ACCOUNT}:role/Other`, ROLE] }, ALLOWED],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/Node` }, 'false identity'],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:user/path/Node` }, 'false identity'],
    [{ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/Node/i-0123456789` }, UNKNOWN],
    [{ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/Other/i-0123456789` }, 'false identity'],
    [{ AWS: `arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/Node/i-0123456789` }, 'false identity'],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/path/*` }, UNKNOWN],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/other/*` }, 'false identity'],
    [{ AWS: gap('imported') }, UNKNOWN],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/${gap('imported')}` }, UNKNOWN],
    [{ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/${gap('imported')}/x` }, UNKNOWN],
    [{ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/${gap('imported')}` }, 'false identity'],
    [{ AWS: 'AROA1234567890123456' }, UNKNOWN],
    [{ AWS: 'AIDA1234567890123456' }, 'false identity'],
    [{ Service: 'ec2.amazonaws.com' }, 'false identity'],
    [{ Federated: 'cognito-identity.amazonaws.com' }, 'false identity'],
    [{ CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' }, 'false identity'],
    [{ Everybody: 'x' }, UNKNOWN],
    [WHY, UNKNOWN],
  ])('%j', (principal, expected) => {
    expect(throughPrincipal(principal)).toBe(expected);
  });

  test('may be missing', () => {
    expect(decide({ resource: of('bucket', ACCOUNT, ALLOW) })).toBe(UNKNOWN);
  });

  test('may be an account that cannot be seen', () => {
    const resource = (principal: Resolved) => of('key', ACCOUNT, { ...ALLOW, Principal: principal });
    const identity = [attached('a', ALLOW)];

    expect(decide({ identity, resource: resource({ CanonicalUser: 'x' }) })).toBe(UNKNOWN);
    expect(decide({ identity, resource: resource({ AWS: gap('x') }) })).toBe(UNKNOWN);
    expect(decide({ identity, resource: resource({ AWS: `1111${gap('x')}` }) })).toBe(UNKNOWN);
    expect(decide({ identity, resource: resource({ AWS: `4444${gap('x')}` }) })).toBe('false resource by resource');
  });

  test('may be in a stack without an environment', () => {
    const account = opaque('AWS::AccountId');
    const principal = { kind: 'role' as const, arn: `arn:aws:iam::${account}:role/${opaque('Stack/Role')}`, account };
    const identity = [attached('a', ALLOW)];
    const named = (AWS: string) => decide({ identity, resource: of('key', account, { ...ALLOW, Principal: { AWS } }) }, { principal });

    expect(named(account)).toBe('true allowed by a/statement 1');
    expect(named(`arn:${opaque('AWS::Partition')}:iam::${account}:root`)).toBe('true allowed by a/statement 1');
    expect(named(principal.arn)).toBe('true allowed by a/statement 1');
    expect(named(ACCOUNT)).toBe(UNKNOWN);
    expect(named(`arn:aws:iam::${ACCOUNT}:root`)).toBe(UNKNOWN);
    expect(named(opaque('Other.Arn'))).toBe('false resource by resource');
    expect(named(`arn:aws:sts::${account}:assumed-role/${opaque('Stack/Role')}/x`)).toBe(UNKNOWN);
    expect(named(`arn:aws:sts::${account}:assumed-role/${opaque('Stack/Other')}/x`)).toBe('false resource by resource');
  });

  test('may be a role whose whole ARN is known only at deployment', () => {
    const principal = { kind: 'role' as const, arn: opaque('Role.Arn'), account: ACCOUNT };

    expect(throughPrincipal({ AWS: opaque('Role.Arn') }, { request: { principal } })).toBe(ALLOWED);
    expect(throughPrincipal({ AWS: `arn:aws:iam::${ACCOUNT}:role/Other` }, { request: { principal } })).toBe('false identity');
    expect(throughPrincipal({ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/Other/x` }, { request: { principal } })).toBe(UNKNOWN);
  });

  test('may be all except some', () => {
    const denied = (NotPrincipal: Resolved, request: Partial<AccessRequest> = {}) => decide({
      identity: [attached('a', ALLOW)], resource: of('bucket', ACCOUNT, { ...ALLOW, Principal: '*' }, { ...DENY, NotPrincipal }),
    }, request);

    expect(denied({ AWS: `arn:aws:iam::${ACCOUNT}:role/Other` })).toBe('false explicit-deny by resource/No');
    expect(denied({ AWS: OTHER_ACCOUNT })).toBe('false explicit-deny by resource/No');
    expect(denied({ AWS: [ACCOUNT, ROLE] })).toBe('unknown explicit-deny by resource/No');
    expect(denied({ AWS: gap('x') })).toBe('unknown explicit-deny by resource/No');
    expect(denied(WHY)).toBe('unknown explicit-deny by resource/No');
    expect(denied('*')).toBe('true allowed by a/statement 1');
    expect(denied({ Service: 'ec2.amazonaws.com' }, SERVICE)).toBe(ALLOWED);
    expect(denied({ Service: 'logs.amazonaws.com' }, SERVICE)).toBe('false explicit-deny by resource/No');
  });
});

const SERVICE: Partial<AccessRequest> = { principal: { kind: 'service', arn: 'ec2.amazonaws.com', account: '' } };

describe('a service', () => {
  const assumes = (principal: Resolved, name: string = 'ec2.amazonaws.com') => decide(
    { resource: { kind: 'role', account: ACCOUNT, policies: [attached('trust', { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' })] } },
    { action: 'sts:AssumeRole', resource: ROLE, principal: { kind: 'service', arn: name, account: '' } },
  );

  test('needs only the resource policy', () => {
    expect(assumes({ Service: 'ec2.amazonaws.com' })).toBe('true allowed by trust/statement 1');
    expect(assumes({ Service: ['ssm.amazonaws.com', 'ec2.amazonaws.com'] })).toBe('true allowed by trust/statement 1');
    expect(assumes({ Service: 'lambda.amazonaws.com' })).toBe('false resource by trust');
    expect(assumes('*')).toBe('true allowed by trust/statement 1');
    expect(assumes({ AWS: '*' })).toBe('unknown resource by trust/statement 1');
    expect(assumes({ AWS: ACCOUNT })).toBe('false resource by trust');
    expect(assumes({ CanonicalUser: 'x', Federated: 'y' })).toBe('false resource by trust');
    expect(assumes({ Service: gap('which') })).toBe('unknown resource by trust/statement 1');
    expect(decide({ identity: [attached('a', ALLOW)] }, SERVICE)).toBe('false resource');
    expect(decide({ resource: of('key', ACCOUNT) }, SERVICE)).toBe('false resource');
  });

  test('may have another name in China', () => {
    expect(assumes({ Service: 'ec2.amazonaws.com.cn' })).toBe('unknown resource by trust/statement 1');
    expect(assumes({ Service: 'ec2.amazonaws.com' }, 'ec2.amazonaws.com.cn')).toBe('unknown resource by trust/statement 1');
    expect(assumes({ Service: 'ec2.amazonaws.com.cn' }, 'ec2.amazonaws.com.cn')).toBe('true allowed by trust/statement 1');
    expect(assumes({ Service: 'logs.amazonaws.com.cn' })).toBe('false resource by trust');
  });

  test('must be named with a resource in policies other than trust policies', () => {
    expect(decide({ resource: of('key', ACCOUNT, { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: '*' }) }, SERVICE))
      .toBe('unknown resource by resource/statement 1');
  });
});

describe('the policy of an endpoint', () => {
  const identity = [attached('a', ALLOW)];
  const CALL: Partial<AccessRequest> = { action: 'ssmmessages:OpenDataChannel', resource: '*' };
  const ALL = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

  test('allows everything if there is none', () => {
    expect(decide({ identity, endpoint: { document: undefined, location: locationOf('endpoint') } })).toBe('true allowed by a/statement 1');
  });

  test('must allow the request in addition to the others', () => {
    expect(decide({ identity, endpoint: endpoint(ALL) })).toBe('true allowed by a/statement 1');
    expect(decide({ identity, endpoint: endpoint({ ...ALL, Principal: { AWS: '*' } }) })).toBe('true allowed by a/statement 1');
    expect(decide({ identity, endpoint: endpoint({ ...ALL, Action: 's3:GetObject' }) })).toBe('false endpoint by endpoint');
    expect(decide({ endpoint: endpoint(ALL) })).toBe('false identity');
    expect(decide({ endpoint: endpoint({ ...ALL, Action: 's3:GetObject' }) })).toBe('false identity');
  });

  test('denies', () => {
    expect(decide({ identity, endpoint: endpoint(ALL, { ...DENY, Principal: '*' }) })).toBe('false explicit-deny by endpoint/No');
  });

  test('that cannot be seen leaves it open', () => {
    expect(decide({ identity, endpoint: { document: WHY, location: locationOf('endpoint') } })).toBe('unknown endpoint by endpoint');
    expect(decide({ identity: [opaquePolicy('b')], endpoint: endpoint({ ...ALL, Action: 'ssm:*' }) })).toBe('false endpoint by endpoint');
    expect(decide({ identity: [opaquePolicy('b')], endpoint: endpoint(ALL) })).toBe('unknown identity by b');
  });

  test('may have conditions', () => {
    const condition = (value: string, context: [string, string][]) => decide(
      { identity, endpoint: endpoint({ ...ALL, Condition: { ArnLike: { 'aws:PrincipalArn': value } } }) }, { context: new Map(context) });

    expect(condition(`arn:aws:iam::${ACCOUNT}:role/path/*`, [['aws:principalarn', ROLE]])).toBe('true allowed by a/statement 1');
    expect(condition('arn:aws:iam::*:role/Other', [['aws:principalarn', ROLE]])).toBe('false endpoint by endpoint');
    expect(condition('arn:aws:iam::*:role/Other', [])).toBe('unknown endpoint by endpoint/statement 1');
  });

  test('names roles and accounts only for an endpoint that is no gateway endpoint', () => {
    const named = (AWS: string, request: Partial<AccessRequest>) => decide(
      { identity: [attached('a', ALL_OWN)], endpoint: endpoint({ ...ALL, Principal: { AWS } }) }, request);

    for (const principal of [ROLE, ACCOUNT]) {
      expect(named(principal, CALL)).toBe('true allowed by a/statement 1');
      expect(named(principal, {})).toBe('unknown endpoint by endpoint/statement 1');
    }
    expect(named(`arn:aws:iam::${ACCOUNT}:role/Other`, CALL)).toBe('false endpoint by endpoint');
    expect(named(`arn:aws:iam::${ACCOUNT}:role/Other`, {})).toBe('false endpoint by endpoint');
  });
});

const ALL_OWN = { Effect: 'Allow', Action: '*', Resource: '*' };
