// @ts-check
'use strict';

const { SSMClient, paginateDescribeSessions } = require('@aws-sdk/client-ssm');

/** How long after the end of a session its object is waited for. The agent uploads once, at the end; how long it may take, no page says. */
const UPLOAD_MS = 10 * 60 * 1000;

/** What Session Manager knows of sessions. */
class Sessions {
  /** @param {import('@aws-sdk/client-ssm').SSMClientConfig} config */
  constructor(config) {
    this.client = new SSMClient(config);
  }

  /**
   * Whether what comes at the end of a session may still come. First the active ones: a session that ends between the two questions is in the second answer.
   *
   * @param {string} sessionId
   * @returns {Promise<'open' | 'over' | 'unlisted'>}
   */
  async stateOf(sessionId) {
    if (await this.find(sessionId, 'Active')) { return 'open'; }
    const ended = (await this.find(sessionId, 'History'))?.EndDate;
    if (!ended) { return 'unlisted'; }
    return Date.now() - ended.getTime() < UPLOAD_MS ? 'open' : 'over';
  }

  /**
   * A page may be empty and not the last one.
   *
   * @param {string} sessionId
   * @param {import('@aws-sdk/client-ssm').SessionState} State
   */
  async find(sessionId, State) {
    /** @type {import('@aws-sdk/client-ssm').SessionFilter[]} */
    const Filters = [{ key: 'SessionId', value: sessionId }];
    for await (const { Sessions: found = [] } of paginateDescribeSessions({ client: this.client }, { State, Filters })) {
      const session = found.find(({ SessionId }) => SessionId === sessionId);
      if (session) { return session; }
    }
    return undefined;
  }
}

module.exports = { Sessions };
