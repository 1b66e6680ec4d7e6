import { LogGroupPolicy } from '../../model/audit/log-group-policy';
import { Decision } from '../../model/iam/policy-evaluation';
import { any, isKnown } from '../../model/known';
import { groupOf } from '../../model/location';
import { Environment } from '../../model/node';
import { remembered } from '../../model/remembered';
import { display, gap, isLiteral, opaque, splitOutsideOpaque } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued } from '../rule';
import { AuditContext, AuditFinding, AuditRule } from '../rule-about-audit';
import { EventLog, eventLogs } from '../support/audit/event-logs';
import { serviceMay, sourceKeys } from '../support/audit/service-calls';
import { placeOf } from '../support/audit/transcript-filters';
import { denier } from '../support/identity/names';

export const eventLogsLetWriteRule: AuditRule = {
  ...catalogued('SSM-AUD-007'),
  why: 'EventBridge writes into a log group by a resource policy of CloudWatch Logs alone. Where none lets it, events are lost, and only the metric FailedInvocations '
    + 'of the rule shows it.',
  fix: 'let events.amazonaws.com and delivery.logs.amazonaws.com call logs:CreateLogStream and logs:PutLogEvents on the log group in a resource policy of CloudWatch '
    + 'Logs; in an app that uses this library, SessionAudit does',
  contract: 5,
  see: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions',
  reads: 'the resource policies of CloudWatch Logs, of accounts and of log groups, for the log groups that rules on session calls write to, their lengths and how many '
    + 'there are',
  cannotSee: 'resource policies that the account has from elsewhere, such as that of the EventBridge console, so that a missing one is a warning',
  *check(context) {
    const logs = eventLogs(context);
    for (const log of logs) {
      yield* roleFindings(log);
      yield* accessFindings(context, log);
    }
    yield* quotaFindings(context, logs);
  },
};

/** AWS's own statement names both. Records of accounts have worked with one of them. */
const SERVICES = ['events.amazonaws.com', 'delivery.logs.amazonaws.com'];
const ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
const MOST_CHARACTERS = 5120;

/** Of an account in a region. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MOST_POLICIES = 10;

function* roleFindings({ rule, target, arn }: EventLog): Generator<AuditFinding> {
  if (target.hasRole) {
    yield {
      severity: 'BLOCKED',
      location: target.location,
      message: `${rule.location.resource.name} names a role for the log group ${nameIn(arn)}, and EventBridge takes none for log groups`,
      fix: 'leave the role out: a resource policy of CloudWatch Logs lets EventBridge write',
    };
  }
}

function* accessFindings({ audit }: AuditContext, log: EventLog): Generator<AuditFinding> {
  const { seen, hidden } = audit.logGroupPolicies(log.environment);
  const decisions = ACTIONS.map(action => ({ action, ...mostAllowing(SERVICES.map(service => decide(service, action, log, seen))) }));
  const denied = decisions.find(({ allowed, reason }) => allowed === false && reason === 'explicit-deny');
  const [name, group] = [log.rule.location.resource.name, nameIn(log.arn)];
  if (denied?.by) {
    yield {
      severity: 'BLOCKED',
      location: denied.by.location,
      message: `${denier(denied.by)} denies EventBridge ${denied.action} on the log group ${group}: what ${name} records is lost`,
      fix: `except events.amazonaws.com from ${denier(denied.by)}`,
    };
    return;
  }
  const missing = decisions.filter(({ allowed }) => allowed === false).map(({ action }) => action);
  if (missing.length > 0 && !hidden) {
    yield {
      severity: 'WARNING',
      location: log.target.location,
      message: `no resource policy in sight lets EventBridge call ${listed(missing)} on the log group ${group}: unless the account has one, what ${name} records is lost`,
    };
  }
}

function decide(service: string, action: string, { rule, arn, environment }: EventLog, policies: readonly LogGroupPolicy[]): Decision {
  const source = isKnown(rule.arn) ? rule.arn : gap(rule.arn.reason);
  // CloudWatch Logs authorizes calls about a group on what is below it.
  const resource = `${arn}:log-stream:${opaque('stream')}`;
  return serviceMay({ service, action, resource, keys: new Map(sourceKeys(source, environment.account)) }, { kind: 'log-group', account: environment.account, policies });
}

/** By whichever of the services; denied only where each of them is. */
function mostAllowing(decisions: readonly Decision[]): Decision {
  const allowed = any(decisions.map(decision => decision.allowed));
  const same = decisions.filter(decision => decision.allowed === allowed);
  return same.find(({ reason }) => reason !== 'explicit-deny') ?? same[0];
}

function* quotaFindings({ audit }: AuditContext, logs: readonly EventLog[]): Generator<AuditFinding> {
  const environments = new Map(logs.map(({ environment }) => [placeOf(environment), environment]));
  for (const environment of environments.values()) {
    const policies = audit.logGroupPolicies(environment).seen.filter(({ isOfAccount }) => isOfAccount);
    for (const { name, location, leastCharacters } of policies.filter(each => each.leastCharacters > MOST_CHARACTERS)) {
      yield {
        severity: 'BLOCKED',
        location,
        message: `${name} has ${leastCharacters} characters or more, and a resource policy of CloudWatch Logs takes ${MOST_CHARACTERS}`,
        fix: 'allow a prefix of log groups, such as /aws/events/*, instead of each by itself',
      };
    }
    const [first] = [...together(policies, environment)].filter(each => each.length > MOST_POLICIES);
    if (first) {
      yield {
        severity: 'BLOCKED',
        location: first[MOST_POLICIES].location,
        message: `${first.length} resource policies of CloudWatch Logs go into one account and region, which takes ${MOST_POLICIES}`,
        fix: 'let one policy allow a prefix of log groups, such as /aws/events/*; in the CDK each CloudWatchLogGroup target makes a policy of its own',
      };
    }
  }
}

/** Those that certainly go into one account and region: stacks that run anywhere may run in different ones. */
function together(policies: readonly LogGroupPolicy[], environment: Environment): Iterable<LogGroupPolicy[]> {
  const groups = new Map<string, LogGroupPolicy[]>();
  for (const policy of policies.filter(each => placeOf(each.environment) === placeOf(environment))) {
    const { account, region } = policy.environment;
    const key = isLiteral(account) && isLiteral(region) ? '' : groupOf(policy.location.resource);
    remembered(groups, key, () => []).push(policy);
  }
  return groups.values();
}

function nameIn(arn: string): string {
  return display(splitOutsideOpaque(arn, ':')[6]);
}
