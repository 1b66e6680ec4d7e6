import { isKnown } from '../../model/known';
import { keyPolicies } from '../../model/session/key-policies';
import { gap } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued } from '../rule';
import { AuditContext, AuditFinding, AuditRule } from '../rule-about-audit';
import { Notification, notifications, PUBLISHERS } from '../support/audit/notifications';
import { serviceMay, sourceKeys } from '../support/audit/service-calls';

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
    for (const notification of notifications(context)) { yield* findings(context, notification); }
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

function* findings({ model }: AuditContext, { service, by, arn, environment, topic }: Notification): Generator<AuditFinding> {
  const { value: id, location } = topic.key;
  if (!isKnown(id) || id === undefined) { return; }
  const principal = PUBLISHERS[service];
  const [name, topicName] = [by.resource.name, topic.location.resource.name];
  if (KEY_OF_AWS.test(id)) {
    yield { severity: 'BLOCKED', location, message: `${topicName} is encrypted with alias/aws/sns, which ${principal} cannot use: nobody hears of what ${name} tells` };
    return;
  }
  const key = model.key(id, environment);
  if (!isKnown(key)) { return; }
  const source = service === 'rule' ? [] : sourceKeys(arn ?? gap('the ARN is not known'), environment.account);
  const refused = ACTIONS.filter(([action]) => serviceMay({
    service: principal,
    action,
    resource: key.arn,
    keys: new Map([...source, ['kms:encryptioncontext:aws:sns:topicarn', topic.arn]]),
    absentKeys: service === 'rule' ? UNSUPPORTED_OF_RULES : undefined,
  }, keyPolicies(key)).allowed === false);
  if (refused.length === 0) { return; }
  const actions = listed(refused.map(([, asGranted]) => asGranted));
  yield {
    severity: 'BLOCKED',
    location: key.policy.location,
    message: `the policy of ${key.location.resource.name} does not let ${principal} use ${actions} for ${topicName}: nobody hears of what ${name} tells`,
    fix: `allow the service ${principal} ${actions} in the policy of ${key.location.resource.name}${service === 'rule' ? ', without a condition on aws:SourceAccount or aws:SourceArn, which EventBridge does not send' : ''}`,
  };
}
