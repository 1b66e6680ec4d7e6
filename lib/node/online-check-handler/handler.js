// @ts-check
'use strict';

const { setTimeout: sleep } = require('timers/promises');
const { Instances, isGone } = require('./instances');
const { Nodes, batchesOf } = require('./nodes');
const { isReady } = require('./readiness');
const { reasonOf } = require('./reason');
const { Stack } = require('./stack');

/** Of a call. The SDK has no limit of its own, so that one lost answer would take all the time there is. */
const REQUEST_MS = 5000;
const MAX_ATTEMPTS = 5;

/** How many looks in a row have to find all nodes ready: an agent that is updated at its first boot restarts. */
const LOOKS = 3;
const LOOKS_APART_MS = 5000;

/** The time for the looks of a call, and for the facts after them. The function has more than both, for one that died would fail the deployment. */
const LOOK_MS = 60 * 1000;
const FACTS_MS = 60 * 1000;

/** A filter of EC2 takes 200 values. */
const BATCH = 100;

/** Of how many nodes the console is read. */
const MAX_CONSOLES = 3;

/**
 * @typedef {object} Properties all of them texts, as CloudFormation passes them
 * @property {string[]} [NodeIds]
 * @property {string[]} [GroupNames]
 * @property {string} TimeoutSeconds
 * @property {string} [MinimumAgentVersion]
 *
 * @typedef {object} Event of CloudFormation, and what this function added to it
 * @property {'Create' | 'Update' | 'Delete'} RequestType
 * @property {string} RequestId
 * @property {string} StackId
 * @property {string} [PhysicalResourceId]
 * @property {Properties} ResourceProperties
 * @property {number} [Deadline] in milliseconds
 * @property {boolean} [IsRollback]
 *
 * @typedef {import('./nodes').Node} Node
 *
 * @typedef {object} Look
 * @property {number} count of nodes
 * @property {Node[]} unready
 * @property {Set<string>} own the ids of nodes that no group replaces
 * @property {import('./groups').Group[]} waiting groups that are not complete
 */

/**
 * @param {number} [requestTimeout] in milliseconds
 * @param {() => number} [now] the time in milliseconds
 */
function createHandler(requestTimeout = REQUEST_MS, now = Date.now) {
  const config = { maxAttempts: MAX_ATTEMPTS, requestHandler: { connectionTimeout: requestTimeout, requestTimeout, throwOnRequestTimeout: true } };
  const [nodes, instances, stack] = [new Nodes(config), new Instances(config), new Stack(config)];
  /** @type {InstanceType<typeof import('./groups').Groups> | undefined} */
  let known;
  // Most checks are of no group, and do not load another client.
  const groups = () => known ??= new (require('./groups').Groups)(config);

  /**
   * For both calls of the framework: at first, and then again and again with what that returned.
   *
   * @param {Event} event
   */
  async function handler(event) {
    const PhysicalResourceId = event.PhysicalResourceId ?? event.RequestId;
    if (event.RequestType === 'Delete') {
      return { PhysicalResourceId, IsComplete: true };
    }
    if (event.Deadline === undefined) {
      // The nodes of before are what a rollback returns to. One that is not well must not keep the stack from getting there.
      const IsRollback = event.RequestType === 'Update' && await stack.isRollingBack(event.StackId);
      return { PhysicalResourceId, IsRollback, Deadline: now() + Number(event.ResourceProperties.TimeoutSeconds) * 1000 };
    }
    return { IsComplete: event.IsRollback === true || await isComplete(event.ResourceProperties, event.Deadline) };
  }

  /**
   * @param {Properties} properties
   * @param {number} deadline
   */
  async function isComplete(properties, deadline) {
    const { TimeoutSeconds, MinimumAgentVersion } = properties;
    const { count, unready, own, waiting } = await lookInARow(properties);
    console.log(JSON.stringify({ nodes: count, unready: unready.map(({ id }) => id).slice(0, BATCH), waiting: waiting.map(({ name }) => name) }));
    if (unready.length === 0 && waiting.length === 0) { return true; }
    const found = await instancesOf(unready);
    const gone = unready.filter(({ id }) => own.has(id) && isGone(found.get(id)));
    if (gone.length > 0) {
      throw failed([], `${gone.length} of ${count} nodes will never be reached by Session Manager`, await factsOf(gone, found), MinimumAgentVersion);
    }
    if (now() < deadline) { return false; }
    const after = `after ${spoken(Number(TimeoutSeconds))}`;
    throw failed(await Promise.all(waiting.map(group => tellGroup(group, after))),
      `Session Manager does not reach ${unready.length} of ${count} nodes ${after}`, await factsOf(unready, found), MinimumAgentVersion);
  }

  /**
   * @param {Properties} properties
   * @returns {Promise<Look>} the first that finds something, or the last
   */
  async function lookInARow(properties) {
    const abortSignal = AbortSignal.timeout(LOOK_MS);
    for (let number = 1; ; number++) {
      const look = await lookOnce(properties, abortSignal);
      if (look.unready.length > 0 || look.waiting.length > 0 || number === LOOKS) { return look; }
      await sleep(LOOKS_APART_MS);
    }
  }

  /**
   * @param {Properties} properties
   * @param {AbortSignal} abortSignal
   * @returns {Promise<Look>}
   */
  async function lookOnce({ NodeIds = [], GroupNames = [], MinimumAgentVersion }, abortSignal) {
    const found = GroupNames.length > 0 ? await groups().look(GroupNames, abortSignal) : [];
    const ids = [...new Set([...NodeIds, ...found.flatMap(group => group.ids)])];
    const unready = (await nodes.look(ids, abortSignal)).filter(node => !isReady(node, MinimumAgentVersion));
    return { count: ids.length, unready, own: new Set(NodeIds), waiting: found.filter(({ waitsFor }) => waitsFor !== undefined) };
  }

  /**
   * @param {import('./groups').Group} group
   * @param {string} after
   */
  async function tellGroup({ name, waitsFor }, after) {
    const launch = await groups().failedLaunch(name, AbortSignal.timeout(FACTS_MS / 2));
    return `Auto Scaling group ${name} ${waitsFor} ${after}.${launch ? ` ${launch}` : ''}`;
  }

  /**
   * What EC2 knows of nodes; undefined of one that it certainly does not know, and no entry where that could not be asked.
   *
   * @param {Node[]} unready
   * @returns {Promise<Map<string, import('./instances').Instance | undefined>>}
   */
  async function instancesOf(unready) {
    const abortSignal = AbortSignal.timeout(FACTS_MS / 2);
    const found = new Map();
    for (const ids of batchesOf(unready.map(({ id }) => id).filter(id => id.startsWith('i-')), BATCH)) {
      const known = await instances.of(ids, abortSignal);
      if (typeof known === 'string') {
        console.error(known);
      } else {
        ids.forEach(id => found.set(id, known.get(id)));
      }
    }
    return found;
  }

  /**
   * @param {Node[]} unready
   * @param {Map<string, import('./instances').Instance | undefined>} found
   */
  async function factsOf(unready, found) {
    const abortSignal = AbortSignal.timeout(FACTS_MS / 2);
    return Promise.all(unready.map(async (node, index) => {
      const instance = found.get(node.id);
      const isMissing = found.has(node.id) && instance === undefined;
      return { node, instance, isMissing, output: instance && index < MAX_CONSOLES ? await instances.consoleOf(node.id, abortSignal) : undefined };
    }));
  }

  return handler;
}

/** @param {number} seconds */
function spoken(seconds) {
  return seconds % 60 === 0 && seconds > 60 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}

/**
 * @param {string[]} groups what is told of groups
 * @param {string} headline
 * @param {import('./reason').Facts[]} facts
 * @param {string} [minimumAgent]
 */
function failed(groups, headline, facts, minimumAgent) {
  facts.forEach(each => console.error(JSON.stringify(each)));
  const error = new Error(reasonOf(groups, headline, facts, minimumAgent));
  // The framework adds it to the reason, in which there is no room for it.
  error.stack = error.message;
  return error;
}

module.exports = { createHandler };
