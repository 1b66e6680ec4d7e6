// @ts-check
'use strict';

const { GetConnectionStatusCommand, SSMClient, paginateDescribeInstanceInformation } = require('@aws-sdk/client-ssm');
const { failureOf } = require('./failure');

/**
 * What a page has, so that each question is one page. A filter takes 100 values.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html
 */
const BATCH = 50;

/** How many questions there are at a time: what AWS allows a second is for the whole account. */
const AT_A_TIME = 10;

/**
 * @typedef {object} Node what Systems Manager knows of a node
 * @property {string} id
 * @property {string} [ping] missing where the node never registered
 * @property {Date} [lastPing]
 * @property {string} [agent] its version
 * @property {string} [connection] whether sessions can be started; missing where that was not asked
 * @property {string} [failure] of a question about it
 */

/** What Systems Manager and Session Manager tell of nodes. */
class Nodes {
  /** @param {import('@aws-sdk/client-ssm').SSMClientConfig} config */
  constructor(config) {
    this.client = new SSMClient(config);
  }

  /**
   * Online comes as much as 90 seconds before a session can be started, so both are asked: the second only where the first says yes.
   *
   * @param {string[]} ids
   * @param {AbortSignal} abortSignal
   * @returns {Promise<Node[]>}
   */
  async look(ids, abortSignal) {
    /** @type {Node[]} */
    const nodes = [];
    for (const batch of batchesOf(ids, BATCH)) {
      nodes.push(...await this.registered(batch, abortSignal));
    }
    for (const batch of batchesOf(nodes.filter(({ ping }) => ping === 'Online'), AT_A_TIME)) {
      await Promise.all(batch.map(node => this.askConnection(node, abortSignal)));
    }
    return nodes;
  }

  /**
   * @param {string[]} ids
   * @param {AbortSignal} abortSignal
   * @returns {Promise<Node[]>}
   */
  async registered(ids, abortSignal) {
    const found = new Map();
    try {
      const input = { Filters: [{ Key: 'InstanceIds', Values: ids }], MaxResults: BATCH };
      for await (const { InstanceInformationList = [] } of paginateDescribeInstanceInformation({ client: this.client }, input, { abortSignal })) {
        for (const { InstanceId, PingStatus, LastPingDateTime, AgentVersion } of InstanceInformationList) {
          found.set(InstanceId, { ping: PingStatus, lastPing: LastPingDateTime, agent: AgentVersion });
        }
      }
      return ids.map(id => ({ id, ...found.get(id) }));
    } catch (error) {
      if (error instanceof Error && error.name === 'InvalidInstanceId') { return this.registeredOneByOne(ids, abortSignal); }
      return ids.map(id => ({ id, failure: failureOf('ssm:DescribeInstanceInformation', error) }));
    }
  }

  /**
   * One that Systems Manager does not know may fail the question for all.
   *
   * @param {string[]} ids
   * @param {AbortSignal} abortSignal
   * @returns {Promise<Node[]>}
   */
  async registeredOneByOne(ids, abortSignal) {
    if (ids.length === 1) { return [{ id: ids[0] }]; }
    const nodes = [];
    for (const id of ids) {
      nodes.push(...await this.registered([id], abortSignal));
    }
    return nodes;
  }

  /**
   * @param {Node} node
   * @param {AbortSignal} abortSignal
   */
  async askConnection(node, abortSignal) {
    try {
      const { Status } = await this.client.send(new GetConnectionStatusCommand({ Target: node.id }), { abortSignal });
      node.connection = Status ?? 'unknown';
    } catch (error) {
      node.failure = failureOf('ssm:GetConnectionStatus', error);
    }
  }
}

/**
 * @template T
 * @param {T[]} items
 * @param {number} size
 */
function batchesOf(items, size) {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

module.exports = { Nodes, batchesOf };
