// @ts-check
'use strict';

/** The SDK has no limit of its own, so that one lost answer would take all the time there is. */
const REQUEST = 5000;

const requestHandler = { connectionTimeout: REQUEST, requestTimeout: REQUEST, throwOnRequestTimeout: true };

module.exports = { requestHandler };
