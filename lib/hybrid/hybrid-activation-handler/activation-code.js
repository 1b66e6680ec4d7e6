// @ts-check
'use strict';

const { createHash } = require('crypto');
const { GetSecretValueCommand, PutSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const { ignore, nameOf, unquoted } = require('../../core/custom-resource-handler/aws-api');

/**
 * @typedef {object} Registration what a server registers with, and what renews it
 * @property {string} activationId
 * @property {string} activationCode
 * @property {string} region
 * @property {string} expires
 * @property {import('./settings').Settings} settings
 * @property {string[]} former the activations before this one, the last ones
 * @property {string[]} done the requests of CloudFormation that led to it, the last ones
 *
 * @typedef {object} Found
 * @property {string} version
 * @property {Registration | 'deleted' | 'not ours'} value
 */

/** Somebody else wrote a value since the last one was read. */
class Raced extends Error {}

/** What stands in the secret once the activations are deleted. */
const DELETED = JSON.stringify({ deleted: true });

/** The secret with the code of the activation. */
class ActivationCode {
  /**
   * @param {InstanceType<typeof import('../../core/custom-resource-handler/aws-api').AwsApi>} secrets
   * @param {string} arn
   */
  constructor(secrets, arn) {
    this.secrets = secrets;
    this.arn = arn;
    /**
     * The codes that were read here, which no text may have.
     *
     * @type {string[]}
     */
    this.codes = [];
  }

  /** @returns {Promise<Found | undefined>} undefined as long as the secret has no value */
  async read() {
    try {
      const { VersionId, SecretString } = await this.secrets.send(new GetSecretValueCommand({ SecretId: this.arn }));
      const value = parse(String(SecretString));
      if (typeof value === 'object') {
        this.codes.push(value.activationCode);
      }
      return { version: String(VersionId), value };
    } catch (error) {
      // It says the same of a secret that is not there. A value cannot be written to that one either.
      return ignore(unquoted(error, 'Secrets Manager', 'GetSecretValue'), 'ResourceNotFoundException');
    }
  }

  /**
   * Writes a value over the one that was read, and over no other: the id of a version follows from the one before, and Secrets Manager takes each only once.
   *
   * @param {string | undefined} version that was read
   * @param {Registration | undefined} value undefined where there is none any more
   */
  async write(version, value) {
    try {
      await this.secrets.send(new PutSecretValueCommand({
        SecretId: this.arn,
        ClientRequestToken: createHash('sha256').update(`${this.arn} ${version ?? 'none'}`).digest('hex'),
        SecretString: value ? JSON.stringify(value) : DELETED,
      }));
    } catch (error) {
      throw nameOf(error) === 'ResourceExistsException' ? new Raced(`the secret ${this.arn} was changed at this moment`) : error;
    }
  }
}

/**
 * @param {string} text
 * @returns {Found['value']}
 */
function parse(text) {
  try {
    const value = JSON.parse(text);
    if (value.deleted === true) {
      return 'deleted';
    }
    const texts = [value.activationId, value.activationCode, value.expires, value.settings.role];
    return texts.every(part => typeof part === 'string') && [value.former, value.done].every(Array.isArray) ? value : 'not ours';
  } catch {
    return 'not ours';
  }
}

module.exports = { ActivationCode, Raced };
