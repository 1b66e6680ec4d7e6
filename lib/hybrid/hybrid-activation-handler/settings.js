// @ts-check
'use strict';

const { createHash } = require('crypto');

/**
 * @typedef {object} Settings what an activation is made with
 * @property {string} role by its name, with its path if it has one
 * @property {number} limit of registrations
 * @property {number} hours until it expires
 * @property {string} [name] of the nodes
 * @property {Record<string, string>} tags of the nodes
 */

/**
 * Equal settings have equal ones, in whatever order.
 *
 * @param {Settings} settings
 */
function fingerprint({ role, limit, hours, name, tags }) {
  const sorted = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([role, limit, hours, name ?? null, sorted])).digest('hex').slice(0, 12);
}

module.exports = { fingerprint };
