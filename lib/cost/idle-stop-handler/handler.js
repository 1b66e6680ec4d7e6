// @ts-check
'use strict';

const { setTimeout: sleep } = require('timers/promises');
const { Instances } = require('./instances');
const { Sessions } = require('./sessions');

/** The SDK has no limit of its own, so that one lost answer would take all the time there is. */
const REQUEST_MS = 5000;

/** Backoff and jitter are the SDK's own. */
const MAX_ATTEMPTS = 5;

/** How often a node is looked at, and its stop asked for, in one run. */
const LOOKS = 3;
const SECOND = 1000;

/**
 * @typedef {import('./instances').Nodes} Nodes
 *
 * @typedef {{ outcome: 'in use' | 'used lately' | 'started lately' | 'of an Auto Scaling group' | 'protected' | 'not running' | 'stopped', [more: string]: unknown }} Look
 */

/**
 * @param {Record<string, string | undefined>} environment what the construct passes
 * @param {number} [requestTimeout] in milliseconds
 */
function createHandler({ IDLE_MINUTES }, requestTimeout = REQUEST_MS) {
  const idleMs = Number(IDLE_MINUTES) * 60 * 1000;
  // Compared with anything, NaN would make every node an idle one.
  if (!(idleMs > 0)) { throw new Error(`IDLE_MINUTES must be a number above 0, got ${IDLE_MINUTES}`); }
  const config = {
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: requestTimeout, requestTimeout, throwOnRequestTimeout: true },
  };
  const instances = new Instances(config);
  const sessions = new Sessions(config);

  /** What is against a stop; undefined if nothing is. @param {import('./instances').Instance | undefined} instance @returns {Promise<Look | undefined>} */
  async function objection(instance) {
    if (!instance) { return { outcome: 'not running' }; }
    const { id, started, group } = instance;
    if (group) { return { outcome: 'of an Auto Scaling group', group }; }
    if (Date.now() - started < idleMs) { return { outcome: 'started lately', started: new Date(started) }; }
    // First the active ones: a session that ends between the two questions is in the second answer.
    const active = await sessions.active(id);
    if (active.length > 0) { return { outcome: 'in use', sessions: active }; }
    const lastUse = await sessions.lastUse(id);
    if (Date.now() - lastUse < idleMs) { return { outcome: 'used lately', until: lastUse === Infinity ? 'now' : new Date(lastUse) }; }
    // One may have started meanwhile. Nothing may come between this question and the stop.
    const since = await sessions.active(id);
    return since.length > 0 ? { outcome: 'in use', sessions: since } : undefined;
  }

  /** @param {string} id @param {Nodes} nodes @param {number} [look] @returns {Promise<Look>} */
  async function stopIfIdle(id, nodes, look = 1) {
    const against = await objection(await instances.find(id, nodes));
    if (against) { return against; }
    try {
      await instances.stop(id);
      return { outcome: 'stopped' };
    } catch (error) {
      if (isProtected(error)) { return { outcome: 'protected' }; }
      if (look === LOOKS) { throw error; }
    }
    await sleep(SECOND * look);
    return stopIfIdle(id, nodes, look + 1);
  }

  /**
   * One node after the other, each for itself.
   *
   * @param {Nodes} nodes
   */
  return async function handler(nodes) {
    const failed = [];
    for (const { id } of await instances.running(nodes)) {
      try {
        console.log(JSON.stringify({ node: id, ...await stopIfIdle(id, nodes) }));
      } catch (error) {
        console.error(JSON.stringify({ node: id, error: String(error) }));
        failed.push(id);
      }
    }
    if (failed.length > 0) { throw new Error(`not looked at, or not stopped: ${failed.join(', ')}; their lines in the log say why`); }
  };
}

/** What EC2 answers of an instance with stop protection. @param {unknown} error */
function isProtected(error) {
  return error instanceof Error && error.name === 'OperationNotPermitted' && error.message.includes('disableApiStop');
}

module.exports = { createHandler };
