// @ts-check
'use strict';

const { setTimeout: sleep } = require('timers/promises');
const { isDeepStrictEqual } = require('util');

/** Backoff and jitter are the SDK's own. */
const MAX_ATTEMPTS = 10;

const ATTEMPTS = 5;
const WAIT_MS = 500;

/** How many reads in a row have to agree. */
const READS = 3;
const READS_APART_MS = 750;

/** That somebody updates the document or the parameter at this moment. The SDK retries throttling, and not this. */
const BUSY = ['TooManyUpdates'];

/** The API of a service, for as long as there is time. */
class AwsApi {
  /**
   * @param {new (config: any) => { send(command: any, options?: any): Promise<any> }} Client of the SDK
   * @param {string} service as people call it
   * @param {number} until the time, in milliseconds, at which calls end
   * @param {number} requestTimeout in milliseconds; the SDK has none of its own, so that one lost answer would take all the time there is
   */
  constructor(Client, service, until, requestTimeout) {
    this.service = service;
    this.until = until;
    this.client = new Client({
      maxAttempts: MAX_ATTEMPTS,
      retryMode: 'standard',
      requestHandler: { connectionTimeout: requestTimeout, requestTimeout, throwOnRequestTimeout: true },
    });
  }

  /**
   * @template {object} Input
   * @template {object} Output
   * @param {import('@aws-sdk/types').Command<any, Input, any, Output, any>} command
   * @returns {Promise<Output>}
   */
  async send(command) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.sendInTime(command);
      } catch (error) {
        if (!BUSY.includes(nameOf(error)) || attempt === ATTEMPTS) {
          throw error;
        }
        await sleep(WAIT_MS * attempt);
      }
    }
  }

  /** @param {any} command */
  async sendInTime(command) {
    const action = command.constructor.name.replace(/Command$/, '');
    const left = this.until - Date.now();
    if (left <= 0) {
      throw new Error(`the time was over before ${action}`);
    }
    const abort = new AbortController();
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const over = new Promise((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`the time was over before ${this.service} had answered ${action}`)), left);
    });
    try {
      return await Promise.race([over, this.client.send(command, { abortSignal: abort.signal })]);
    } catch (error) {
      // The SDK's own message does not name the call.
      throw nameOf(error) === 'TimeoutError' ? new Error(`${this.service} did not answer ${action}`) : error;
    } finally {
      clearTimeout(timer);
      // Or else the SDK would try again what nobody waits for any more.
      abort.abort();
    }
  }
}

/**
 * What reads agree on. AWS's services are eventually consistent, so that one read may tell what is over; nothing is concluded from it
 * unless it is what can only be seen now.
 *
 * @template T
 * @param {() => Promise<T>} read
 * @param {(found: T) => boolean} [isCertain] whether one read is enough
 * @returns {Promise<T>}
 */
async function settled(read, isCertain = () => false) {
  let found = await read();
  for (let agreeing = 1; agreeing < READS && !isCertain(found);) {
    await sleep(READS_APART_MS);
    const again = await read();
    agreeing = isDeepStrictEqual(again, found) ? agreeing + 1 : 1;
    found = again;
  }
  return found;
}

/**
 * Tries until it is done, with growing waits.
 *
 * @template T
 * @param {(isLast: boolean) => Promise<T | undefined>} attempt undefined if it is not done yet
 * @returns {Promise<T>}
 */
async function eventually(attempt) {
  for (let number = 1; ; number++) {
    const result = await attempt(number >= ATTEMPTS);
    if (result !== undefined) {
      return result;
    }
    await sleep(WAIT_MS * number);
  }
}

/**
 * Whether a call was certainly not carried out. Of one that the SDK tried several times, an earlier try may have been.
 *
 * @param {any} error
 */
function isRefused(error) {
  const { httpStatusCode, attempts } = error?.$metadata ?? {};
  return httpStatusCode >= 400 && httpStatusCode < 500 && attempts === 1;
}

/**
 * @param {unknown} error
 * @param {string[]} names
 * @returns {undefined}
 */
function ignore(error, ...names) {
  if (!names.includes(nameOf(error))) {
    throw error;
  }
}

/**
 * What may be told of an error, where the answer to a call is a secret: the SDK quotes an answer that it cannot read.
 *
 * @param {any} error
 * @param {string} service
 * @param {string} action
 */
function unquoted(error, service, action) {
  const isAnswer = error?.$metadata === undefined || error.$fault !== undefined;
  return isAnswer ? error : new Error(`${service} gave no answer to ${action} that could be read`);
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof Error ? error.name : '';
}

module.exports = { AwsApi, eventually, ignore, isRefused, nameOf, settled, unquoted };
