// @ts-check
'use strict';

const { setTimeout: sleep } = require('timers/promises');

/** CloudFormation's limit in bytes, of the whole answer. */
const MAX_ANSWER = 4096;

const ATTEMPTS = 5;
const WAIT_MS = 500;

/**
 * @typedef {object} Request what CloudFormation asks for
 * @property {string} ResponseURL
 * @property {string} StackId
 * @property {string} RequestId
 * @property {string} LogicalResourceId
 *
 * @typedef {object} Outcome
 * @property {'SUCCESS' | 'FAILED'} Status
 * @property {string} PhysicalResourceId
 * @property {string} [Reason]
 * @property {Record<string, string>} [Data]
 */

/**
 * Puts the answer where CloudFormation waits for it. If that fails, so does the function, and Lambda delivers the event again.
 *
 * @param {Request} event
 * @param {Outcome} outcome
 * @param {string} log where the whole reason is
 * @param {number} timeout of an attempt, in milliseconds
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
async function answer({ ResponseURL, StackId, RequestId, LogicalResourceId }, outcome, log, timeout) {
  const body = fitting({ StackId, RequestId, LogicalResourceId, ...outcome }, log);
  for (let attempt = 1; ; attempt++) {
    const problem = await put(ResponseURL, body, timeout);
    if (problem === undefined) {
      return;
    }
    if (attempt === ATTEMPTS) {
      throw new Error(`CloudFormation's answer could not be delivered: ${problem}`);
    }
    await sleep(WAIT_MS * attempt);
  }
}

/**
 * @param {string} url
 * @param {Buffer} body as bytes, because the signature of the URL is for a request without a content type
 * @param {number} timeout
 * @returns {Promise<string | undefined>} what went wrong, without the URL, which is a credential
 */
async function put(url, body, timeout) {
  try {
    const { ok, status } = await fetch(url, { method: 'PUT', body: new Uint8Array(body), signal: AbortSignal.timeout(Math.ceil(timeout)) });
    return ok ? undefined : `HTTP ${status}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'no reason';
  }
}

/**
 * @param {Record<string, unknown> & { Reason?: string }} message
 * @param {string} log
 */
function fitting(message, log) {
  const whole = Buffer.from(JSON.stringify(message));
  if (whole.length <= MAX_ANSWER) {
    return whole;
  }
  const end = `... (the rest is in ${log})`;
  const reason = [...String(message.Reason)];
  const cut = () => Buffer.from(JSON.stringify({ ...message, Reason: reason.join('') + end }));
  while (reason.length > 0 && cut().length > MAX_ANSWER) {
    // A character has at most twelve bytes in JSON.
    reason.splice(-Math.max(1, Math.floor((cut().length - MAX_ANSWER) / 12)));
  }
  return cut();
}

module.exports = { answer };
