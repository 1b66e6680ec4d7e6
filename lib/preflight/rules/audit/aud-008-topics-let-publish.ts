import { Topic } from '../../model/audit/topic';
import { Decision, EVERY_RIGHT, evaluate, ResourcePolicies } from '../../model/iam/policy-evaluation';
import { isKnown } from '../../model/known';
import { remembered } from '../../model/remembered';
import { opaque } from '../../model/symbolic-text';
import { catalogued } from '../rule';
import { AuditFinding, AuditRule } from '../rule-about-audit';
import { namesIn, Notification, Publication, publications, PUBLISHERS, sourceOf } from '../support/audit/notifications';
import { serviceMay } from '../support/audit/service-calls';
import { denier } from '../support/identity/names';

export const topicsLetPublishRule: AuditRule = {
  ...catalogued('SSM-AUD-008'),
  why: 'The service publishes by itself, and the policy of the topic has to let it. Where it does not, nobody is told, and the alarm or the rule shows no error '
    + 'but in its history or its metrics.',
  fix: 'allow the service sns:Publish in the policy of the topic, where aws:SourceAccount is the account',
  contract: 6,
  see: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions',
  reads: 'the policies of topics that alarms on transcripts and rules on session calls publish to, with their conditions',
  cannotSee: 'topics that are in no template, a policy that is set outside of the templates, and whether anybody subscribes',
  *check(context) {
    for (const publication of publications(context)) { yield* findings(publication); }
  },
};

const PUBLISH = 'sns:Publish';

function* findings({ service, topic, notifications }: Publication): Generator<AuditFinding> {
  const { policies, location } = topic;
  if (!isKnown(policies)) { return; }
  const principal = PUBLISHERS[service];
  const { name } = location.resource;
  const fix = `allow the service ${principal} ${PUBLISH} in the policy of ${name}`;
  if (policies.length === 0) {
    // The policy that a topic has by default lets its own account publish, which alarms do as, and rules do not.
    if (service === 'rule') {
      yield {
        severity: 'BLOCKED', location, fix, message: `${name} has no policy that lets ${principal} publish: nobody hears from ${namesIn(notifications)}`,
      };
    }
    return;
  }
  const resource: ResourcePolicies = { kind: 'other', account: topic.account, policies };
  for (const { decision: { reason, by }, notifications: refused } of refusals(notifications, resource)) {
    const lost = `nobody hears from ${namesIn(refused)}`;
    yield reason === 'explicit-deny' && by ? {
      severity: 'BLOCKED', location: by.location, message: `${denier(by)} denies ${principal} ${PUBLISH} on ${name}: ${lost}`, fix: `except ${principal} from ${denier(by)}`,
    } : {
      severity: 'BLOCKED', location: by?.location ?? policies[0].location, message: `the policy of ${name} does not let ${principal} publish: ${lost}`, fix,
    };
  }
}

interface Refusal {
  readonly decision: Decision;
  readonly notifications: Notification[];
}

/** What the policies of a topic refuse, once for all that they refuse by the same statement. */
function refusals(notifications: readonly Notification[], resource: ResourcePolicies): Iterable<Refusal> {
  const groups = new Map<string, Refusal>();
  for (const notification of notifications) {
    const { service, topic } = notification;
    const call = { service: PUBLISHERS[service], action: PUBLISH, resource: topic.arn, keys: new Map(sourceOf(notification)) };
    const decision = serviceMay(call, resource);
    const isDenied = decision.reason === 'explicit-deny';
    if (decision.allowed === false && (isDenied || service === 'rule' || !letsAccount(topic, resource))) {
      remembered(groups, isDenied ? `${decision.by?.location.resource.key} ${decision.by?.statement}` : '', () => ({ decision, notifications: [] })).notifications.push(notification);
    }
  }
  return groups.values();
}

/** Whether a policy names the account itself, in whose name alarms may publish, too: no page says that they may not. */
function letsAccount({ arn, account }: Topic, resource: ResourcePolicies): boolean {
  const { allowed } = evaluate({
    principal: { kind: 'role', arn: `arn:aws:iam::${account}:role/${opaque('an alarm')}`, account },
    action: PUBLISH,
    resource: arn,
    context: new Map([['aws:sourceowner', account]]),
    absentKeys: new Set(),
    // As for a key, so that the policy of the topic itself has to let it.
  }, { identity: [{ name: 'every right', location: resource.policies[0].location, document: EVERY_RIGHT }], resource: { ...resource, kind: 'key' } });
  return allowed !== false;
}
