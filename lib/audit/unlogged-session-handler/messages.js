// @ts-check
'use strict';

const { PublishCommand, SNSClient } = require('@aws-sdk/client-sns');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const { requestHandler } = require('./request-handler');

/** The most that SQS keeps a message back. */
const LATEST = 15 * 60;

/** What is sent: events that are looked at again, and what people are told. */
class Messages {
  /** @param {{ queueUrl: string, topicArn?: string }} to */
  constructor(to) {
    this.to = to;
    this.sqs = new SQSClient({ requestHandler });
    this.sns = new SNSClient({ requestHandler });
  }

  /** @param {object} event */
  async later(event) {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: this.to.queueUrl, MessageBody: JSON.stringify(event), DelaySeconds: LATEST }));
  }

  /** @param {{ sessionId: string, who: string, node: string, document: string, started: string }} facts */
  async tell({ sessionId, who, node, document, started }) {
    if (!this.to.topicArn) { return; }
    await this.sns.send(new PublishCommand({
      TopicArn: this.to.topicArn,
      Subject: 'Session Manager: a session without a transcript',
      Message: `${who} started the session ${sessionId} with node ${node} and document ${document} at ${started}. It has left no transcript.`,
    }));
  }
}

module.exports = { Messages };
