// @ts-check
'use strict';

// The function behind UnloggedSessionAlarm. Plain JavaScript, for it runs as it is: on Lambda's Node.js 22, with the AWS SDK that the runtime brings.
// It is given events of CloudTrail, some minutes after they came, and looks whether their sessions have left transcripts.

const { Messages } = require('./messages');
const { Transcripts } = require('./transcripts');

const { LOG_GROUP_NAME: logGroupName, BUCKET_NAME: bucketName, KEY_PREFIX: keyPrefix = '', QUEUE_URL: queueUrl = '', TOPIC_ARN: topicArn } = process.env;

/** As the construct names it. */
const NAMESPACE = process.env.METRIC_NAMESPACE ?? '';
const METRIC = process.env.METRIC_NAME ?? '';

const transcripts = new Transcripts({ logGroupName, bucketName, keyPrefix });
const messages = new Messages({ queueUrl, topicArn });

/**
 * @typedef {import('./transcripts').SessionEvent} SessionEvent
 */

/**
 * One after the other, each for itself: those that fail are delivered again, and after three times kept in another queue.
 *
 * @param {{ Records: { messageId: string, body: string }[] }} delivery of SQS
 */
exports.handler = async function handler({ Records }) {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    try {
      await look(JSON.parse(body));
    } catch (error) {
      console.error(JSON.stringify({ messageId, error: String(error) }));
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};

/** @param {SessionEvent} event */
async function look(event) {
  switch (await transcripts.of(event)) {
    case 'there': return;
    case 'not yet': return messages.later(event);
    case 'missing': return tell(event);
  }
}

/**
 * CloudWatch makes a metric of such a line, in which people find who it was.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * @param {SessionEvent} event
 */
async function tell({ detail }) {
  const { eventTime, userIdentity, requestParameters, responseElements } = detail;
  const facts = {
    sessionId: responseElements.sessionId,
    who: userIdentity.arn,
    node: requestParameters.target,
    document: requestParameters.documentName ?? 'the default one of the account',
    started: eventTime,
  };
  // The topic first: a message that is told twice is better than a metric without one.
  await messages.tell(facts);
  console.log(JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [[]], Metrics: [{ Name: METRIC, Unit: 'Count' }] }],
    },
    [METRIC]: 1,
    ...facts,
  }));
}
