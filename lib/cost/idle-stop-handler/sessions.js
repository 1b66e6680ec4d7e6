// @ts-check
'use strict';

const { SSMClient, paginateDescribeSessions } = require('@aws-sdk/client-ssm');

/** What no session leaves again. One that is ending is none of them, though Session Manager lists it as history. */
const OVER = ['Terminated', 'Failed'];

/** The most that a page has. */
const PAGE = 200;

/** What Session Manager knows of the sessions with a node, whoever started them: shells, commands, tunnels. */
class Sessions {
  /** @param {import('@aws-sdk/client-ssm').SSMClientConfig} config */
  constructor(config) {
    this.client = new SSMClient(config);
  }

  /**
   * The sessions that are connected, connecting or disconnected: whoever has lost the connection may resume it.
   *
   * @param {string} node
   * @returns {Promise<string[]>}
   */
  async active(node) {
    return (await this.list(node, 'Active')).map(({ SessionId = 'one without an id' }) => SessionId);
  }

  /**
   * When the node was in use last, in milliseconds; Infinity while a session is ending. Of a session without an end its start is known, such as of one that
   * has failed.
   *
   * @param {string} node
   */
  async lastUse(node) {
    const times = (await this.list(node, 'History')).map(({ Status = '', StartDate, EndDate }) => (
      OVER.includes(Status) ? (EndDate ?? StartDate)?.getTime() ?? Infinity : Infinity
    ));
    return Math.max(-Infinity, ...times);
  }

  /**
   * All pages. Of an answer with sessions of other nodes, each would count: that stops too little, and never too much.
   *
   * @param {string} node
   * @param {import('@aws-sdk/client-ssm').SessionState} State
   */
  async list(node, State) {
    /** @type {import('@aws-sdk/client-ssm').SessionFilter[]} */
    const Filters = [{ key: 'Target', value: node }];
    const found = [];
    for await (const { Sessions: some } of paginateDescribeSessions({ client: this.client, pageSize: PAGE }, { State, Filters })) {
      // An answer that has no list says nothing of sessions.
      if (!some) { throw new Error(`Session Manager does not tell of the sessions with ${node}`); }
      found.push(...some);
    }
    return found;
  }
}

module.exports = { Sessions };
