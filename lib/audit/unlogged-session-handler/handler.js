// @ts-check
'use strict';

const { clientConfig } = require('./client-config');
const { Messages } = require('./messages');
const { read } = require('./started-session');
const { Transcripts } = require('./transcripts');

/**
 * @typedef {import('./started-session').StartedSession} StartedSession
 *
 * @typedef {{ Records: { messageId: string, body: string }[] }} Delivery of SQS
 */

/**
 * @param {Record<string, string | undefined>} environment what the construct passes
 * @param {number} [requestTimeout] in milliseconds
 */
function createHandler(environment, requestTimeout) {
  const { METRIC_NAMESPACE = '', METRIC_NAME = '', QUEUE_URL = '', TOPIC_ARN, LOG_GROUP_NAME, BUCKET_NAME, KEY_PREFIX = '' } = environment;
  const config = clientConfig(requestTimeout);
  const messages = new Messages({ queueUrl: QUEUE_URL, topicArn: TOPIC_ARN }, config);
  const transcripts = new Transcripts({
    logGroupName: LOG_GROUP_NAME,
    isStreamed: environment.IS_STREAMED === 'true',
    notStreamedDocuments: environment.NOT_STREAMED_DOCUMENTS?.split(',') ?? [],
    bucketName: BUCKET_NAME,
    keyPrefix: KEY_PREFIX,
  }, config);

  /** @param {string} body */
  async function look(body) {
    const { event, session } = read(body);
    switch (await transcripts.of(session)) {
      case 'there': return;
      case 'not yet': return messages.later({ ...event, wasUnlisted: false });
      case 'unlisted': return messages.later({ ...event, wasUnlisted: true });
      case 'missing':
        // The metric first: a message that does not get through must not keep the alarm from being raised.
        count(METRIC_NAMESPACE, METRIC_NAME, session);
        return messages.tell(session);
    }
  }

  /**
   * One after the other, each for itself: those that fail are delivered again, and in the end kept in another queue.
   *
   * @param {Delivery} delivery
   */
  return async function handler({ Records }) {
    const batchItemFailures = [];
    for (const { messageId, body } of Records) {
      try {
        await look(body);
      } catch (error) {
        console.error(JSON.stringify({ messageId, error: String(error) }));
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

/**
 * CloudWatch makes a metric of such a line, in which people find who it was. It has to be alone on its line, and `console.log` puts a time before it, or
 * makes it a text inside of other JSON where the function's log format is JSON.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * @param {string} namespace
 * @param {string} metric
 * @param {StartedSession} session
 */
function count(namespace, metric, { id, who, node, document, started }) {
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[]], Metrics: [{ Name: metric, Unit: 'Count' }] }],
    },
    [metric]: 1,
    sessionId: id,
    who,
    node,
    document,
    started,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

module.exports = { createHandler };
