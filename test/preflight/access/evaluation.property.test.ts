import * as fc from 'fast-check';
import { accessIn, inline, role, shell, Statement, sub, taggedNode } from './access-templates';
import { isAllowedBy, Statement as PlainStatement } from '../../policies/evaluate';

/**
 * Policies at random, read from a template, against an evaluation of IAM that shares no code with preflight: it takes plain texts, and tries every
 * request that the policies can tell apart.
 */

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** What stands in a template, and what it is in the account. */
const TEXTS: Record<string, string> = {
  'arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:instance/*': `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/*`,
  'arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:instance/${Node}': `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-own`,
  'arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:instance/${Other}': `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-other`,
  'arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:document/${Shell}': `arn:aws:ssm:${REGION}:${ACCOUNT}:document/Shell`,
  'arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:document/${Second}': `arn:aws:ssm:${REGION}:${ACCOUNT}:document/Second`,
  'arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:document/*': `arn:aws:ssm:${REGION}:${ACCOUNT}:document/*`,
  'arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:session/*': `arn:aws:ssm:${REGION}:${ACCOUNT}:session/*`,
  '*': '*',
};

const CONDITIONS: Record<string, Record<string, string>>[] = [
  {},
  {},
  { StringEquals: { 'ssm:resourceTag/env': 'dev' } },
  { StringEquals: { 'ssm:resourceTag/env': 'prod' } },
  { StringLike: { 'ssm:resourceTag/env': 'd*' } },
  { Null: { 'ssm:resourceTag/team': 'true' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
  { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
  { StringEquals: { 'ssm:resourceTag/env': 'dev' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
];

interface Drawn {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: string[];
  readonly resources: string[];
  readonly negated: boolean;
  readonly condition: Record<string, Record<string, string>>;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Allow' as const, 'Deny' as const),
  actions: fc.uniqueArray(fc.constantFrom('ssm:StartSession', 'ssm:Start*', 'ssmmessages:OpenDataChannel', '*', 's3:GetObject'), { minLength: 1, maxLength: 2 }),
  resources: fc.uniqueArray(fc.constantFrom(...Object.keys(TEXTS)), { minLength: 1, maxLength: 3 }),
  negated: fc.constantFrom(false, false, false, true),
  condition: fc.constantFrom(...CONDITIONS),
});

function inTemplate({ effect, actions, resources, negated, condition }: Drawn): Statement {
  return { Effect: effect, Action: actions, [negated ? 'NotResource' : 'Resource']: resources.map(text => sub(text)), Condition: condition };
}

function inAccount({ effect, actions, resources, negated, condition }: Drawn): PlainStatement {
  return { Effect: effect, Action: actions, [negated ? 'NotResource' : 'Resource']: resources.map(text => TEXTS[text]), Condition: condition };
}

/** Every request that these policies can tell apart. */
const WAYS: Record<string, string>[] = [undefined, 'true'].flatMap(mfa => ['198.51.100.7', '203.0.113.7', undefined].map(address => ({
  ...mfa === undefined ? {} : { 'aws:MultiFactorAuthPresent': mfa }, ...address === undefined ? {} : { 'aws:SourceIp': address },
})));

/** A missing channel leaves it open, since no record shows what AWS does without it. */
function verdictOf(statements: PlainStatement[]): string {
  const may = (action: string, resource: string, context: Record<string, string>) => (
    isAllowedBy(statements, { principal: `arn:aws:iam::${ACCOUNT}:role/Person`, action, resource, context })
  );
  const started = WAYS.filter(way => (
    may('ssm:StartSession', `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-own`, { ...way, 'ssm:resourceTag/env': 'dev' })
    && may('ssm:StartSession', `arn:aws:ssm:${REGION}:${ACCOUNT}:document/Shell`, way)
  ));
  const opened = started.filter(way => may('ssmmessages:OpenDataChannel', `arn:aws:ssm:${REGION}:${ACCOUNT}:session/person-1`, way));
  return opened.length > 0 ? 'YES' : started.length > 0 ? 'UNKNOWN' : 'NO';
}

test('what is proven is what IAM does, for any policies', () => {
  const seen = new Set<string>();
  fc.assert(fc.property(fc.array(drawn, { minLength: 1, maxLength: 5 }), statements => {
    const expected = verdictOf(statements.map(inAccount));
    const { verdict } = accessIn({
      Node: taggedNode([{ Key: 'env', Value: 'dev' }]),
      Other: taggedNode([]),
      Second: shell(),
      Person: role(inline(...statements.map(inTemplate))),
    });
    seen.add(expected);
    expect(verdict).toBe(expected);
  }), { numRuns: 300, seed: 13 });
  expect([...seen].sort()).toEqual(['NO', 'UNKNOWN', 'YES']);
});
