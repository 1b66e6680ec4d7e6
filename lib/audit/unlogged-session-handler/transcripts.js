// @ts-check
'use strict';

const { setTimeout: sleep } = require('timers/promises');
const { CloudWatchLogsClient, paginateDescribeLogStreams } = require('@aws-sdk/client-cloudwatch-logs');
const { S3Client, paginateListObjectsV2 } = require('@aws-sdk/client-s3');
const { Sessions } = require('./sessions');

/** A list may be out of date, so that what is not in it is looked for again. */
const LOOKS = 3;
const SECOND = 1000;

/**
 * @typedef {import('./started-session').StartedSession} StartedSession
 *
 * @typedef {object} Places where transcripts go
 * @property {string} [logGroupName]
 * @property {boolean} isStreamed whether the log group has the transcript of a shell while it runs
 * @property {string[]} notStreamedDocuments those whose transcripts come at the end of a session all the same
 * @property {string} [bucketName]
 * @property {string} keyPrefix
 */

/** Whether sessions have left transcripts. A call that fails is no answer, and fails the look. */
class Transcripts {
  /**
   * @param {Places} places
   * @param {ReturnType<typeof import('./client-config').clientConfig>} config
   */
  constructor(places, config) {
    this.places = places;
    this.logs = new CloudWatchLogsClient(config);
    // A central bucket may be in another region.
    this.s3 = new S3Client({ ...config, followRegionRedirects: true });
    this.sessions = new Sessions(config);
  }

  /**
   * @param {StartedSession} session
   * @returns {Promise<'there' | 'missing' | 'not yet' | 'unlisted'>}
   */
  async of(session) {
    if (await this.isThere(session)) { return 'there'; }
    const state = this.comesDuring(session) ? 'over' : await this.sessions.stateOf(session.id);
    if (state === 'open') { return 'not yet'; }
    // Session Manager's lists may be out of date, too.
    if (state === 'unlisted' && !session.wasUnlisted) { return 'unlisted'; }
    for (let look = 2; look <= LOOKS; look++) {
      await sleep(SECOND * (look - 1));
      if (await this.isThere(session)) { return 'there'; }
    }
    return 'missing';
  }

  /** A stream is there as soon as a session has its first line. All else comes when it has ended. @param {StartedSession} session */
  comesDuring({ document }) {
    return this.places.isStreamed && !this.places.notStreamedDocuments.includes(document);
  }

  /** @param {StartedSession} session */
  async isThere({ id }) {
    return await this.hasStream(id) || this.hasObject(id);
  }

  /** @param {string} sessionId */
  async hasStream(sessionId) {
    const { logGroupName } = this.places;
    if (!logGroupName) { return false; }
    for await (const { logStreams = [] } of paginateDescribeLogStreams({ client: this.logs }, { logGroupName, logStreamNamePrefix: sessionId })) {
      if (logStreams.some(({ logStreamName }) => logStreamName === sessionId)) { return true; }
    }
    return false;
  }

  /** @param {string} sessionId */
  async hasObject(sessionId) {
    const { bucketName, keyPrefix } = this.places;
    if (!bucketName) { return false; }
    const key = `${keyPrefix ? `${keyPrefix}/` : ''}${sessionId}.log`;
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.s3 }, { Bucket: bucketName, Prefix: key })) {
      if (Contents.some(object => object.Key === key)) { return true; }
    }
    return false;
  }
}

module.exports = { Transcripts };
