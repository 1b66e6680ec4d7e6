import { isKnown } from '../../model/known';
import { keyPolicies } from '../../model/session/key-policies';
import { Key } from '../../model/session/session-resources';
import { listed } from '../../model/words';
import { catalogued } from '../rule';
import { AuditContext, AuditFinding, AuditRule } from '../rule-about-audit';
import { namesIn, Notification, Publication, publications, PUBLISHERS, sourceOf } from '../support/audit/notifications';
import { serviceMay } from '../support/audit/service-calls';

export const topicKeysAreOpenRule: AuditRule = {
  ...catalogued('SSM-AUD-009'),
  why: 'Whoever publishes to an encrypted topic uses its key. The key that AWS manages lets no other service in, and no policy of it can be changed. Nobody is told '
    + 'of anything then.',
  fix: 'encrypt the topic with a key of your own whose policy allows the service kms:Decrypt and kms:GenerateDataKey*',
  contract: 6,
  see: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services',
  reads: 'the keys of topics that alarms on transcripts and rules on session calls publish to, and their policies with their conditions',
  cannotSee: 'the policy of a key that is in no template, and grants of keys',
  *check(context) {
    for (const publication of publications(context)) { yield* findings(context, publication); }
  },
};

/** That of SNS which AWS manages. */
const KEY_OF_AWS = /(^|:)alias\/aws\/sns$/;

/** What publishing takes, as AWS asks for it. */
const ACTIONS = [['kms:Decrypt', 'kms:Decrypt'], ['kms:GenerateDataKey', 'kms:GenerateDataKey*']] as const;

/**
 * Keys of conditions that EventBridge does not send with a call of KMS for a topic, as AWS says for the first three; a statement with one lets nobody in.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
const UNSUPPORTED_OF_RULES: ReadonlySet<string> = new Set(['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid']);

function* findings({ model }: AuditContext, publication: Publication): Generator<AuditFinding> {
  const { topic, service, notifications } = publication;
  const { value: id, location } = topic.key;
  if (!isKnown(id) || id === undefined) { return; }
  const principal = PUBLISHERS[service];
  const { name } = topic.location.resource;
  if (KEY_OF_AWS.test(id)) {
    yield { severity: 'BLOCKED', location, message: `${name} is encrypted with alias/aws/sns, which ${principal} cannot use: nobody hears from ${namesIn(notifications)}` };
    return;
  }
  const key = model.key(id, notifications[0].environment);
  if (!isKnown(key)) { return; }
  const refused = notifications.map(each => ({ each, actions: refusedTo(each, key) })).filter(({ actions }) => actions.length > 0);
  if (refused.length === 0) { return; }
  const actions = listed([...new Set(refused.flatMap(each => each.actions))]);
  const keyName = key.location.resource.name;
  yield {
    severity: 'BLOCKED',
    location: key.policy.location,
    message: `the policy of ${keyName} does not let ${principal} use ${actions} for ${name}: nobody hears from ${namesIn(refused.map(({ each }) => each))}`,
    fix: `allow the service ${principal} ${actions} in the policy of ${keyName}${service === 'rule' ? ', without a condition on aws:SourceAccount or aws:SourceArn, which EventBridge does not send' : ''}`,
  };
}

/** What of publishing the policy of a key certainly does not let a service do. */
function refusedTo(notification: Notification, key: Key): string[] {
  const { service, topic } = notification;
  const isRule = service === 'rule';
  const keys = new Map([...isRule ? [] : sourceOf(notification), ['kms:encryptioncontext:aws:sns:topicarn', topic.arn]]);
  return ACTIONS.filter(([action]) => serviceMay({
    service: PUBLISHERS[service], action, resource: key.arn, keys, absentKeys: isRule ? UNSUPPORTED_OF_RULES : undefined,
  }, keyPolicies(key)).allowed === false).map(([, asGranted]) => asGranted);
}
