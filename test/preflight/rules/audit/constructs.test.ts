import { Environment, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Preflight, SessionAudit, SessionAuditProps, SessionCommandAlarm, SessionPreferences, UnloggedSessionAlarm } from '../../../../lib';
import { quietApp } from '../../apps';

const env = (region: string): Environment => ({ account: '111122223333', region });

/** The messages about an audit by the constructs of this library, with a topic in another stack. */
function messagesOf(topicProps: (stack: Stack) => sns.TopicProps, auditProps: SessionAuditProps, where?: Environment): string[] {
  const app = quietApp();
  const topics = new Stack(app, 'Topics', { env: where });
  const topic = new sns.Topic(topics, 'Topic', topicProps(topics));
  const stack = new Stack(app, 'Sessions', { env: where });
  const { logging } = new SessionPreferences(stack, 'Preferences');
  new SessionAudit(stack, 'Audit', { topic, ...auditProps });
  new SessionCommandAlarm(stack, 'Deletion', { logging, commands: ['rm', 'shred'], topic });
  new UnloggedSessionAlarm(stack, 'Unlogged', { logging, topic });
  return Preflight.ofApp(app).auditFindings.map(({ message }) => message);
}

const withoutKey = () => ({});
const withKey = (stack: Stack) => ({ masterKey: new kms.Key(stack, 'Key') });

test.each<[what: string, topic: (stack: Stack) => sns.TopicProps, audit: SessionAuditProps, ...where: Environment[]]>([
  ['a topic', withoutKey, {}],
  ['a topic, and a trail of its own', withoutKey, { createTrail: true }],
  ['an encrypted topic', withKey, { createTrail: true }],
  ['an encrypted topic, of one account and region', withKey, { createTrail: true }, env('eu-west-1')],
  ['an encrypted topic in China', withKey, { createTrail: true }, env('cn-north-1')],
  ['an encrypted topic in GovCloud', withKey, { createTrail: true }, env('us-gov-west-1')],
  ['a trail of elsewhere', withKey, { trailArn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/elsewhere' }, env('eu-west-1')],
])('the constructs of this library have no finding with %s', (_, topic, audit, ...where) => {
  expect(messagesOf(topic, audit, ...where)).toEqual([]);
});

test('they are looked at: the key of AWS keeps both services from the topic', () => {
  const key = (stack: Stack) => ({ masterKey: kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/sns') });
  expect(messagesOf(key, {}).map(message => message.replace(/: nobody.*/, ''))).toEqual([
    expect.stringMatching(/^Topic\w+ is encrypted with alias\/aws\/sns, which cloudwatch\.amazonaws\.com cannot use$/),
    expect.stringMatching(/^Topic\w+ is encrypted with alias\/aws\/sns, which events\.amazonaws\.com cannot use$/),
  ]);
});
