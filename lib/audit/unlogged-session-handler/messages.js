// @ts-check
'use strict';

const { PublishCommand, SNSClient } = require('@aws-sdk/client-sns');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

/** The most that SQS keeps a message back, in seconds. */
const LATEST = 15 * 60;

/** What is sent: events that are looked at again, and what people are told. */
class Messages {
  /**
   * @param {{ queueUrl: string, topicArn?: string }} to
   * @param {ReturnType<typeof import('./client-config').clientConfig>} config
   */
  constructor(to, config) {
    this.to = to;
    this.sqs = new SQSClient(config);
    this.sns = new SNSClient(config);
  }

  /** A new message, so that no session outlasts the retention of the queue. @param {object} event */
  async later(event) {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: this.to.queueUrl, MessageBody: JSON.stringify(event), DelaySeconds: LATEST }));
  }

  /** @param {import('./started-session').StartedSession} session */
  async tell({ id, who, node, document, started, region }) {
    if (!this.to.topicArn) { return; }
    await this.sns.send(new PublishCommand({
      TopicArn: this.to.topicArn,
      Subject: 'Session Manager: a session without a transcript',
      Message: `${who} started the session ${id} with node ${node} and document ${document} at ${started} in ${region}. It has left no transcript.`,
    }));
  }
}

module.exports = { Messages };
