// @ts-check
'use strict';

/**
 * A call that failed, in one line.
 *
 * @param {string} action
 * @param {unknown} error
 */
function failureOf(action, error) {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${action} failed with ${text.replace(/\s+/g, ' ').slice(0, MAX_TEXT)}`;
}

/** The reason that CloudFormation shows has room for a few of them. */
const MAX_TEXT = 200;

module.exports = { failureOf };
