// @ts-check
'use strict';

/**
 * Whether sessions can be started with a node.
 *
 * @param {import('./nodes').Node} node
 * @param {string} [minimumAgent]
 */
function isReady(node, minimumAgent) {
  return node.ping === 'Online' && node.connection === 'connected' && !isTooOld(node, minimumAgent);
}

/**
 * An agent that does not tell its version is not new enough for anything.
 *
 * @param {import('./nodes').Node} node
 * @param {string} [minimumAgent]
 */
function isTooOld({ agent = '' }, minimumAgent) {
  if (minimumAgent === undefined) { return false; }
  const [is, must] = [agent, minimumAgent].map(version => version.split('.').map(Number));
  const differs = must.findIndex((part, index) => (is[index] ?? 0) !== part);
  return differs >= 0 && !((is[differs] ?? 0) > must[differs]);
}

module.exports = { isReady, isTooOld };
