import { deed } from '../../model/fix';
import { Decision, evaluate } from '../../model/iam/policy-evaluation';
import { any, isKnown, Known } from '../../model/known';
import { Environment } from '../../model/node';
import { keyPolicies } from '../../model/session/key-policies';
import { Key, LogGroup } from '../../model/session/session-resources';
import { display, gap, isLiteral } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { denier } from '../support/identity/names';
import { stateFindings } from '../support/keys/key-state';
import { namedLogGroup, plainArn } from '../support/logging/session-document';

export const logGroupKeyRule: Rule = {
  ...catalogued('SSM-LOG-014'),
  why: 'CloudWatch Logs uses the key itself, not through the role of the node. If the key policy does not allow it, the deployment fails or transcripts are lost.',
  fix: deed('let-logs-use-key', 'let logs.<region>.<suffix> use the key in its policy, with the ARN of the log group in the encryption context'),
  contract: 4,
  see: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  reads: 'the policy, the state and the kind of the key of the log group, for CloudWatch Logs with the ARN of the group in the encryption context',
  cannotSee: 'the policy of a key that is not in the assembly, which is UNKNOWN, grants of the key, and a policy that is changed after the deployment',
  hop: 'SERVICE',
  *check(context) {
    const group = namedLogGroup(context)?.found;
    // A log group that cannot be seen is for SSM-LOG-009, one whose key cannot be seen and matters for SSM-LOG-010.
    const id = group !== undefined && isKnown(group) && isKnown(group.key.value) ? group.key.value : undefined;
    if (id === undefined || group === undefined || !isKnown(group)) {
      return;
    }
    const key = context.model.key(id, context.node.environment);
    if (isKnown(key)) {
      yield* stateFindings(key, { capabilities: ['TRANSCRIPT_CLOUDWATCH'], services: ['logs'] }, 'CloudFormation cannot create the group with it');
      yield* keyFindings(key, group, context.node.environment);
    } else {
      yield undecided(group.key.location, `whether CloudWatch Logs may use the key of the log group ${group.location.resource.name}`, key, ['TRANSCRIPT_CLOUDWATCH'], ['logs']);
    }
  },
};

/** What CloudWatch Logs does with a key, as AWS asks for it. kms:DescribeKey is left aside: it has no encryption context, and works without. */
const KEY_ACTIONS: readonly (readonly [action: string, asGranted: string])[] = [
  ['kms:Encrypt', 'kms:Encrypt'],
  ['kms:Decrypt', 'kms:Decrypt'],
  ['kms:ReEncryptFrom', 'kms:ReEncrypt*'],
  ['kms:ReEncryptTo', 'kms:ReEncrypt*'],
  ['kms:GenerateDataKey', 'kms:GenerateDataKey*'],
];

function* keyFindings(key: Key, group: LogGroup, environment: Environment): Generator<Finding> {
  const decisions = KEY_ACTIONS.map(([action, granted]) => ({ granted, decision: serviceMay(key, group, environment, action) }));
  const actionsOf = (wanted: typeof decisions) => listed([...new Set(wanted.map(({ granted }) => granted))]);
  const [keyName, groupName] = [key.location.resource.name, group.location.resource.name];
  const refused = decisions.filter(({ decision }) => decision.allowed === false);
  const rest: Pick<Finding, 'capabilities' | 'services'> = { capabilities: ['TRANSCRIPT_CLOUDWATCH'], services: ['logs'] };
  if (refused.length > 0) {
    const service = `logs.${display(environment.region)}.${environment.urlSuffix}`;
    const denied = refused.find(({ decision }) => decision.reason === 'explicit-deny')?.decision.by;
    const says = denied ? `${denier(denied)} denies ${service}` : `the policy of the key ${keyName} does not let ${service}`;
    yield {
      severity: 'BLOCKED',
      location: key.policy.location,
      message: `${says} ${actionsOf(refused)} for the log group ${groupName}: CloudFormation cannot create the group with it, or transcripts are lost`,
      fix: denied
        ? `take ${service} out of ${denier(denied)}`
        : deed('let-logs-use-key', `allow the service ${service} ${actionsOf(refused)} in ${keyName} where kms:EncryptionContext:aws:logs:arn is ${display(plainArn(group))}`),
      ...rest,
    };
    return;
  }
  const open = decisions.find(({ decision }) => !isKnown(decision.allowed))?.decision.allowed;
  if (open !== undefined && !isKnown(open)) {
    yield undecided(key.policy.location, `whether CloudWatch Logs may use the key ${keyName} for the log group ${groupName}`, open, rest.capabilities, rest.services);
  }
}

/** By any of the names that policies have for the service. */
function serviceMay(key: Key, group: LogGroup, environment: Environment, action: string): Decision {
  const decisions = serviceNames(environment).map(name => evaluate({
    principal: { kind: 'service', arn: name, account: '' },
    action,
    resource: key.arn,
    context: new Map<string, string | readonly string[]>([
      ['kms:encryptioncontext:aws:logs:arn', plainArn(group)],
      ['kms:encryptioncontextkeys', ['aws:logs:arn']],
      ['aws:principalisawsservice', 'true'],
      ['aws:principalservicename', name],
      ['aws:securetransport', 'true'],
    ]),
    absentKeys: NONE,
  }, { identity: [], resource: keyPolicies(key) }));
  const allowed: Known<boolean> = any(decisions.map(decision => decision.allowed));
  return decisions.find(decision => decision.allowed === allowed)!;
}

const NONE: ReadonlySet<string> = new Set();

/** A stack that may run in any region may run in the one that a policy names. */
function serviceNames({ region, urlSuffix }: Environment): string[] {
  const regions = isLiteral(region) ? [region] : [region, gap('the region is that of the deployment')];
  return [...regions.map(name => `logs.${name}.${urlSuffix}`), 'logs.amazonaws.com'];
}
