import { LOG_UPLOAD_ACL } from '../../../../agent/actions';
import { PolicyCondition } from '../../../model/iam/policy';
import { DecidingPolicy } from '../../../model/iam/policy-evaluation';
import { isKnown } from '../../../model/known';
import { Bucket } from '../../../model/session/session-resources';
import { display } from '../../../model/symbolic-text';
import { RuleContext } from '../../rule-context';
import { denier } from '../identity/names';

/** Why a statement of a bucket's policy hits the agent, and what to change. */
export interface Explanation {
  readonly why: string;
  readonly fix: string;
}

/** In the words of the condition that people know least of: what the agent sends, and where it comes from. Undefined where no condition says. */
export function explanationOf(context: RuleContext, bucket: Bucket, by: DecidingPolicy): Explanation | undefined {
  const conditions = conditionsOf(bucket, by).map(({ key }) => key);
  for (const key of conditions) {
    const explained = EXPLANATIONS.get(key.toLowerCase())?.(key, denier(by), context);
    if (explained) { return explained; }
  }
  return undefined;
}

function conditionsOf(bucket: Bucket, { location, statement }: DecidingPolicy): readonly PolicyCondition[] {
  const document = bucket.policies.find(policy => policy.location === location)?.document;
  const statements = document && isKnown(document) ? document.statements.filter(isKnown) : [];
  const conditions = statements.find(({ label }) => label === statement)?.conditions;
  return conditions && isKnown(conditions) ? conditions : [];
}

type Explain = (key: string, statement: string, context: RuleContext) => Explanation | undefined;

const encryption: Explain = (key, statement) => ({
  why: `its condition is on ${key}, and the agent sends none: it leaves encryption to the bucket`,
  fix: `take the condition on ${key} out of ${statement}, and set the encryption of the bucket instead`,
});

const acl: Explain = (key, statement) => ({
  why: `its condition is on ${key}, and the agent always sends ${LOG_UPLOAD_ACL}`,
  fix: `let ${key} be ${LOG_UPLOAD_ACL} in ${statement}`,
});

const network: Explain = (key, statement, context) => {
  const path = context.pathTo('s3');
  if (path.kind !== 'endpoint' && path.kind !== 'gateway-endpoint') {
    return {
      why: `its condition is on ${key}, and ${context.node.resource.name} comes through no endpoint`,
      fix: `make a gateway endpoint for S3 on the node's route table and name it in ${statement}, or take the condition on ${key} out`,
    };
  }
  const { endpoint, vpc } = path;
  const [id, name] = key.toLowerCase() === 'aws:sourcevpce' ? [endpoint.id, endpoint.location.resource.name] : [vpc.id, vpc.location.resource.name];
  return {
    why: `its condition is on ${key}, and ${context.node.resource.name} comes through ${endpoint.location.resource.name} in ${vpc.location.resource.name}`,
    fix: `let ${key} be ${display(id)}${display(id) === `<${name}>` ? '' : ` (${name})`} in ${statement}`,
  };
};

const transport: Explain = (key, statement) => ({
  why: `its condition is on ${key}, and the agent always calls over TLS`,
  fix: `deny where ${key} is false, not where it is true, in ${statement}`,
});

const EXPLANATIONS: ReadonlyMap<string, Explain> = new Map([
  ['s3:x-amz-server-side-encryption', encryption],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', encryption],
  ['s3:x-amz-acl', acl],
  ['aws:sourcevpce', network],
  ['aws:sourcevpc', network],
  ['aws:securetransport', transport],
]);
