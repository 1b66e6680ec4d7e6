import { Topic } from '../../model/audit/topic';
import { EVERY_RIGHT, evaluate, ResourcePolicies } from '../../model/iam/policy-evaluation';
import { isKnown } from '../../model/known';
import { gap, opaque } from '../../model/symbolic-text';
import { catalogued } from '../rule';
import { AuditFinding, AuditRule } from '../rule-about-audit';
import { Notification, notifications, PUBLISHERS } from '../support/audit/notifications';
import { serviceMay, sourceKeys } from '../support/audit/service-calls';
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
    for (const notification of notifications(context)) { yield* findings(notification); }
  },
};

const PUBLISH = 'sns:Publish';

function* findings({ service, by, arn, environment, topic }: Notification): Generator<AuditFinding> {
  const { policies } = topic;
  if (!isKnown(policies)) { return; }
  const principal = PUBLISHERS[service];
  const [name, topicName] = [by.resource.name, topic.location.resource.name];
  const fix = `allow the service ${principal} ${PUBLISH} in the policy of ${topicName}`;
  if (policies.length === 0) {
    // The policy that a topic has by default lets its own account publish, which alarms do as, and rules do not.
    if (service === 'rule') {
      yield {
        severity: 'BLOCKED', location: topic.location, message: `${topicName} has no policy that lets ${principal} publish what ${name} tells: nobody hears of it`, fix,
      };
    }
    return;
  }
  const resource: ResourcePolicies = { kind: 'other', account: topic.account, policies };
  const source = sourceKeys(arn ?? gap('the ARN of the rule is not known'), environment.account);
  const { allowed, reason, by: decider } = serviceMay({ service: principal, action: PUBLISH, resource: topic.arn, keys: new Map(source) }, resource);
  if (allowed !== false || (service === 'alarm' && reason !== 'explicit-deny' && letsAccount(topic, resource))) { return; }
  yield {
    severity: 'BLOCKED',
    location: decider?.location ?? policies[0].location,
    message: reason === 'explicit-deny'
      ? `${denier(decider)} denies ${principal} ${PUBLISH} on ${topicName}: nobody hears of what ${name} tells`
      : `the policy of ${topicName} does not let ${principal} publish: nobody hears of what ${name} tells`,
    fix: reason === 'explicit-deny' ? `except ${principal} from ${denier(decider)}` : fix,
  };
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
