// @ts-check
'use strict';

const { createHash } = require('crypto');
const { setTimeout: sleep } = require('timers/promises');
const { Raced } = require('./activation-code');
const { fingerprint } = require('./settings');
const { isRefused } = require('../../core/custom-resource-handler/aws-api');

/**
 * Longer than any attempt runs. An activation whose code is in no secret, and that is older, was made by an attempt that died; a younger one may be of an attempt
 * that is about to write its code.
 */
const ORPHAN_MS = 15 * 60_000;

/** Some more than are valid at a time. */
const MAX_FORMER = 10;

/** Many more than can still be delivered again. */
const MAX_DONE = 10;

/** How often what somebody else has written is waited for. */
const ATTEMPTS = 5;
const WAIT_MS = 1000;

/**
 * @typedef {import('./settings').Settings} Settings
 * @typedef {import('./activation-code').Registration} Registration
 */

/** Keeps an activation valid and its code in the secret; docs/hybrid-activation.md says what it does in each state. */
class Renewal {
  /**
   * @param {InstanceType<typeof import('./activations').Activations>} activations
   * @param {InstanceType<typeof import('./activation-code').ActivationCode>} code
   */
  constructor(activations, code) {
    this.activations = activations;
    this.code = code;
  }

  /**
   * Sees to it that the secret has the code of an activation with these settings; once for each request, however late it is delivered again.
   *
   * @param {Settings} settings
   * @param {string} requestId
   * @returns {Promise<void>}
   */
  async ensure(settings, requestId) {
    const request = createHash('sha256').update(requestId).digest('hex').slice(0, 12);
    const found = await this.code.read();
    const last = this.ours(found);
    if (last?.done.includes(request)) {
      return;
    }
    const done = [...last?.done ?? [], request].slice(-MAX_DONE);
    const isThere = last && fingerprint(last.settings) === fingerprint(settings) && !isDue(last);
    const current = isThere ? await this.kept(found?.version, { ...last, done }) : await this.replaced(found?.version, last, { settings, done });
    if (!current) {
      await this.untilChanged(found?.version);
      return this.ensure(settings, requestId);
    }
    try {
      await this.cleanUp(current);
    } catch (error) {
      // The code is in the secret. What is left of others the next renewal deletes, or says why it cannot.
      console.warn(this.conceal(`What is left of earlier activations could not be deleted yet: ${error instanceof Error ? error.message : error}`));
    }
  }

  /** Makes a new activation when half of the time of the last one is over, and deletes those that are of no use any more. */
  async renew() {
    const found = await this.code.read();
    const last = this.ours(found);
    if (!last) {
      if (found) {
        console.log('Nothing to renew: the activation is being deleted');
        return;
      }
      throw new Error(`the secret ${this.code.arn} has no value: deploy the stack again with another nodeName or registrationLimit, which makes a new activation`);
    }
    const current = isDue(last) ? await this.replaced(found?.version, last, last) : last;
    if (current) {
      await this.cleanUp(current);
    }
  }

  /** Deletes all activations. Nodes that have registered stay. */
  async remove() {
    const last = await this.close();
    if (last) {
      await this.activations.remove(last.activationId, 'the stack no longer has it');
    }
    for (const { id } of await this.activations.list()) {
      await this.activations.remove(id, 'the stack no longer has it');
    }
  }

  /**
   * Takes the code out of the secret, so that no renewal at the same moment goes on. Whatever keeps it from that does not keep activations from being deleted.
   *
   * @returns {Promise<Registration | undefined>}
   */
  async close() {
    try {
      for (let attempt = 1; ; attempt++) {
        const found = await this.code.read();
        const last = typeof found?.value === 'object' ? found.value : undefined;
        if (!last) {
          return undefined;
        }
        if (await this.isWritten(found?.version, undefined) || attempt === ATTEMPTS) {
          return last;
        }
        await sleep(WAIT_MS * attempt);
      }
    } catch (error) {
      console.warn(this.conceal(`The code stays in the secret ${this.code.arn}: ${error instanceof Error ? error.message : error}`));
      return undefined;
    }
  }

  /**
   * @param {import('./activation-code').Found | undefined} found
   * @returns {Registration | undefined}
   */
  ours(found) {
    if (found?.value === 'not ours') {
      throw new Error(`the secret ${this.code.arn} holds a value that HybridActivation did not write; give AWSCURRENT back to the version before it (aws secretsmanager update-secret-version-stage), and try again`);
    }
    return typeof found?.value === 'object' ? found.value : undefined;
  }

  /**
   * @param {string | undefined} version of the secret that was read
   * @param {Registration} value
   * @returns {Promise<Registration | undefined>} undefined if somebody else was faster
   */
  async kept(version, value) {
    return await this.isWritten(version, value) ? value : undefined;
  }

  /**
   * @param {string | undefined} version of the secret that was read
   * @param {Registration | undefined} last
   * @param {Pick<Registration, 'settings' | 'done'>} wanted
   * @returns {Promise<Registration | undefined>} undefined if somebody else was faster, and nothing is left of the attempt
   */
  async replaced(version, last, { settings, done }) {
    const { id, code, expires } = await this.activations.create(settings);
    /** @type {Registration} */
    const next = {
      activationId: id,
      activationCode: code,
      region: String(process.env.AWS_REGION),
      expires: expires.toISOString(),
      settings,
      former: last ? [...last.former, last.activationId].slice(-MAX_FORMER) : [],
      done,
    };
    try {
      if (await this.isWritten(version, next)) {
        return next;
      }
    } catch (error) {
      if (isRefused(error)) {
        await this.activations.undo(id, 'its code could not be written');
      }
      // Else the code may be in the secret all the same.
      throw error;
    }
    await this.activations.undo(id, 'another one was made at the same time');
    return undefined;
  }

  /**
   * @param {string | undefined} version
   * @param {Registration | undefined} value
   */
  async isWritten(version, value) {
    try {
      await this.code.write(version, value);
      return true;
    } catch (error) {
      if (error instanceof Raced) {
        return false;
      }
      throw error;
    }
  }

  /** @param {string | undefined} version */
  async untilChanged(version) {
    for (let attempt = 1; (await this.code.read())?.version === version; attempt++) {
      if (attempt === ATTEMPTS) {
        throw new Error(`the secret ${this.code.arn} was changed by somebody else, and still reads as before`);
      }
      await sleep(WAIT_MS * attempt);
    }
  }

  /**
   * Deletes activations that nobody can use or should use. The one before stays as long as somebody may be registering with it.
   *
   * @param {Registration} current
   */
  async cleanUp({ activationId, settings, former }) {
    const others = (await this.activations.list()).filter(({ id }) => id !== activationId);
    for (const { id, isOver, created, settings: itsSettings } of others) {
      const why = isOver ? 'it has expired or is used up'
        : itsSettings !== fingerprint(settings) && former.includes(id) ? 'it has other settings'
          : !former.includes(id) && Date.now() - created > ORPHAN_MS ? 'nobody has its code'
            : undefined;
      if (why) {
        await this.activations.remove(id, why);
      }
    }
  }

  /**
   * @param {string} text
   * @returns {string}
   */
  conceal(text) {
    return [...this.activations.codes, ...this.code.codes].reduce((rest, code) => rest.split(code).join('***'), text);
  }
}

/** @param {Registration} registration */
function isDue({ expires, settings }) {
  return Date.now() >= Date.parse(expires) - settings.hours * 3_600_000 / 2;
}

module.exports = { Renewal };
