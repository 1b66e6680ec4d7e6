// @ts-check
'use strict';

const { CloudWatchLogsClient, DescribeLogStreamsCommand } = require('@aws-sdk/client-cloudwatch-logs');
const { ListObjectsV2Command, S3Client } = require('@aws-sdk/client-s3');
const { DescribeSessionsCommand, SSMClient } = require('@aws-sdk/client-ssm');
const { setTimeout: sleep } = require('timers/promises');
const { requestHandler } = require('./request-handler');

/** A list may be out of date, so that what is not in it is looked for again. */
const LOOKS = 3;
const SECOND = 1000;

/** How long after the end of a session its object comes at the latest: the agent gives up after some attempts. */
const UPLOAD_WITHIN = 10 * 60 * SECOND;

/**
 * @typedef {object} SessionEvent of CloudTrail, by EventBridge
 * @property {{
 *   eventTime: string,
 *   userIdentity: { arn: string },
 *   requestParameters: { target: string, documentName?: string },
 *   responseElements: { sessionId: string },
 * }} detail
 */

/** Whether sessions have left transcripts. */
class Transcripts {
  /** @param {{ logGroupName?: string, bucketName?: string, keyPrefix: string }} places */
  constructor(places) {
    this.places = places;
    this.logs = new CloudWatchLogsClient({ requestHandler });
    this.s3 = new S3Client({ requestHandler });
    this.ssm = new SSMClient({ requestHandler });
  }

  /**
   * @param {SessionEvent} event
   * @returns {Promise<'there' | 'missing' | 'not yet'>}
   */
  async of({ detail: { responseElements: { sessionId } } }) {
    for (let look = 1; ; look++) {
      if (await this.hasStream(sessionId) || await this.hasObject(sessionId)) { return 'there'; }
      if (look === LOOKS) { break; }
      await sleep(SECOND * look);
    }
    return await this.mayStillCome(sessionId) ? 'not yet' : 'missing';
  }

  /** A stream is there as soon as the session writes its first line. @param {string} sessionId */
  async hasStream(sessionId) {
    const { logGroupName } = this.places;
    if (!logGroupName) { return false; }
    const { logStreams = [] } = await this.logs.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: sessionId, limit: 1 }));
    return logStreams.some(({ logStreamName }) => logStreamName === sessionId);
  }

  /** @param {string} sessionId */
  async hasObject(sessionId) {
    const { bucketName, keyPrefix } = this.places;
    if (!bucketName) { return false; }
    const Key = `${keyPrefix ? `${keyPrefix}/` : ''}${sessionId}.log`;
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: bucketName, Prefix: Key, MaxKeys: 1 }));
    return Contents.some(object => object.Key === Key);
  }

  /** An object comes after the end of a session, and a stream during it. @param {string} sessionId */
  async mayStillCome(sessionId) {
    if (this.places.logGroupName || !this.places.bucketName) { return false; }
    const Filters = [{ key: 'SessionId', value: sessionId }];
    const active = await this.ssm.send(new DescribeSessionsCommand({ State: 'Active', Filters }));
    if (active.Sessions?.length) { return true; }
    const { Sessions: [ended] = [] } = await this.ssm.send(new DescribeSessionsCommand({ State: 'History', Filters }));
    return ended?.EndDate !== undefined && Date.now() - ended.EndDate.getTime() < UPLOAD_WITHIN;
  }
}

module.exports = { Transcripts };
