// @ts-check
'use strict';

const { setTimeout: sleep } = require('timers/promises');
const { CreateActivationCommand, DeleteActivationCommand, DescribeActivationsCommand } = require('@aws-sdk/client-ssm');
const { fingerprint } = require('./settings');
const { ignore, isRefused, nameOf, settled, unquoted } = require('../../core/custom-resource-handler/aws-api');

/** IAM shows a new role to Systems Manager some seconds later. */
const ROLE_WAIT_MS = 5000;

/** The most that one answer lists. */
const PAGE = 50;

/** How long before thirty days an activation expires that is to last that long: Systems Manager refuses more by its own clock. */
const MARGIN_MS = 5 * 60_000;
const LONGEST_MS = 30 * 24 * 3_600_000;

/**
 * @typedef {import('./settings').Settings} Settings
 *
 * @typedef {object} Made a new activation
 * @property {string} id
 * @property {string} code
 * @property {Date} expires
 *
 * @typedef {object} Activation as it is listed
 * @property {string} id
 * @property {boolean} isOver whether no server can register with it any more
 * @property {string} settings the fingerprint of them
 * @property {number} created in milliseconds
 */

/** The activations whose code goes into one secret. Their description tells them from others, since they have no name. */
class Activations {
  /**
   * @param {InstanceType<typeof import('../../core/custom-resource-handler/aws-api').AwsApi>} ssm
   * @param {string} secretArn
   */
  constructor(ssm, secretArn) {
    this.ssm = ssm;
    this.mark = `Its code is in the secret ${secretArn.split(':').at(-1)}, settings `;
    /** Whether there may be an activation that was not there before. */
    this.mayHaveMade = false;
    /**
     * The codes that were made here, which no text may have.
     *
     * @type {string[]}
     */
    this.codes = [];
  }

  /**
   * @param {Settings} settings
   * @returns {Promise<Made>}
   */
  async create(settings) {
    const now = Date.now();
    const expires = new Date(Math.min(now + settings.hours * 3_600_000, now + LONGEST_MS - MARGIN_MS));
    const command = new CreateActivationCommand({
      Description: this.mark + fingerprint(settings),
      DefaultInstanceName: settings.name,
      IamRole: settings.role,
      RegistrationLimit: settings.limit,
      ExpirationDate: expires,
      Tags: Object.entries(settings.tags).map(([Key, Value]) => ({ Key, Value })),
    });
    const { ActivationId, ActivationCode } = await this.whenRoleIsThere(() => this.send(command));
    if (!ActivationId || !ActivationCode) {
      throw new Error('Systems Manager answered CreateActivation without an id or a code');
    }
    this.codes.push(ActivationCode);
    console.log(`Made activation ${ActivationId}, which expires at ${expires.toISOString()}`);
    return { id: ActivationId, code: ActivationCode, expires };
  }

  /** @param {CreateActivationCommand} command */
  async send(command) {
    try {
      const answer = await this.ssm.send(command);
      this.mayHaveMade = true;
      return answer;
    } catch (error) {
      this.mayHaveMade ||= !isRefused(error);
      throw unquoted(error, 'Systems Manager', 'CreateActivation');
    }
  }

  /**
   * @template T
   * @param {() => Promise<T>} attempt
   * @returns {Promise<T>}
   */
  async whenRoleIsThere(attempt) {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!isAboutRole(error) || Date.now() + ROLE_WAIT_MS >= this.ssm.until) {
          throw error;
        }
        await sleep(ROLE_WAIT_MS);
      }
    }
  }

  /**
   * Those that reads agree on.
   *
   * @returns {Promise<Activation[]>}
   */
  async list() {
    return settled(() => this.read());
  }

  async read() {
    const found = [];
    let next;
    do {
      const { ActivationList = [], NextToken } = /** @type {import('@aws-sdk/client-ssm').DescribeActivationsResult} */ (
        await this.ssm.send(new DescribeActivationsCommand({ MaxResults: PAGE, NextToken: next }))
      );
      found.push(...ActivationList.filter(({ Description }) => Description?.startsWith(this.mark)));
      next = NextToken;
    } while (next);
    return found.map(activation => ({
      id: String(activation.ActivationId),
      isOver: activation.Expired === true || Number(activation.RegistrationsCount ?? 0) >= Number(activation.RegistrationLimit ?? 1),
      settings: String(activation.Description).slice(this.mark.length),
      created: activation.CreatedDate?.getTime() ?? Date.now(),
    }));
  }

  /**
   * Deletes what was made a moment ago.
   *
   * @param {string} id
   * @param {string} why
   */
  async undo(id, why) {
    await this.remove(id, why);
    this.mayHaveMade = false;
  }

  /**
   * @param {string} id
   * @param {string} why
   */
  async remove(id, why) {
    try {
      await this.ssm.send(new DeleteActivationCommand({ ActivationId: id }));
      console.log(`Deleted activation ${id}: ${why}`);
    } catch (error) {
      ignore(error, 'InvalidActivation', 'InvalidActivationId');
    }
  }
}

/**
 * Whether Systems Manager does not see the role yet, or its trust policy.
 *
 * @param {unknown} error
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/27952
 */
function isAboutRole(error) {
  return nameOf(error) === 'ValidationException' && /non-?existent role|not existing role|trust policy/i.test(String(/** @type {Error} */ (error).message));
}

module.exports = { Activations };
