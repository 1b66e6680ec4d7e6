// @ts-check
'use strict';

/** The SDK has no limit of its own, so that one lost answer would take all the time there is. */
const REQUEST_MS = 5000;

/** Backoff and jitter are the SDK's own. Together they stay within the function's minute. */
const MAX_ATTEMPTS = 5;

/**
 * What all clients of the SDK have in common.
 *
 * @param {number} [requestTimeout] in milliseconds
 */
function clientConfig(requestTimeout = REQUEST_MS) {
  return {
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: requestTimeout, requestTimeout, throwOnRequestTimeout: true },
  };
}

module.exports = { clientConfig };
