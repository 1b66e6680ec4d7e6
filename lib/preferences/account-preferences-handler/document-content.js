// @ts-check
'use strict';

const { createHash } = require('crypto');

/**
 * The paths at which two documents differ, whatever the order of their keys.
 *
 * @param {string} a
 * @param {string} b
 */
function differences(a, b) {
  const [left, right] = [a, b].map(leavesOf);
  return [...new Set([...left.keys(), ...right.keys()])].filter(path => left.get(path) !== right.get(path)).sort();
}

/** @param {string} content */
function leavesOf(content) {
  /** @type {Map<string, string>} */
  const leaves = new Map();
  /** @type {(value: unknown, path: string) => void} */
  const visit = (value, path) => {
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    entries.forEach(([key, child]) => visit(child, path ? `${path}.${key}` : key));
    if (entries.length === 0) {
      leaves.set(path, JSON.stringify(value));
    }
  };
  try {
    visit(JSON.parse(content), '');
  } catch {
    leaves.set('the whole document', content);
  }
  return leaves;
}

/**
 * The texts of a list that a document has as values.
 *
 * @param {string} content
 * @param {string[]} texts
 */
function named(content, texts) {
  const values = [...leavesOf(content).values()];
  return texts.filter(text => values.includes(JSON.stringify(text)));
}

/**
 * Of a document's content, or of there being none.
 *
 * @param {string | undefined} content
 */
function fingerprint(content) {
  return content === undefined ? 'none' : createHash('sha256').update(canonical(content)).digest('base64');
}

/** @param {string} content */
function canonical(content) {
  /** @type {(value: any) => any} */
  const sorted = value => Array.isArray(value) || typeof value !== 'object' || value === null
    ? value
    : Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])]));
  try {
    return JSON.stringify(sorted(JSON.parse(content)));
  } catch {
    return content;
  }
}

module.exports = { differences, fingerprint, named };
