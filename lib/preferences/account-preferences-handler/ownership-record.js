// @ts-check
'use strict';

const { gunzipSync, gzipSync } = require('zlib');
const { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } = require('@aws-sdk/client-ssm');
const { fingerprint } = require('./document-content');
const { ignore, settled } = require('../../core/custom-resource-handler/aws-api');

/** An advanced parameter's limit in bytes; a standard one's is 4096. */
const MAX_PARAMETER_SIZE = 8192;

/**
 * @typedef {object} Owner a custom resource
 * @property {string} stack its id
 * @property {string} logicalId
 * @property {string} physicalId
 *
 * @typedef {object} Ownership
 * @property {Owner} owner
 * @property {'creating' | 'inForce' | 'leaving'} phase
 * @property {import('./session-document').PriorVersion} [prior] what was in force before; none if there was no document
 * @property {boolean} [priorLost] whether nobody knows what was in force before
 * @property {string} applied the fingerprint of what this resource left behind, or found
 * @property {string} [version] the version that has it
 * @property {string[]} [pending] the fingerprints of what it was about to write since
 * @property {{ owner: Owner, version?: string, applied: string }} [former] whose the document was before another logical id of the same
 * stack took it over, until CloudFormation deletes the one or the other
 * @property {string[]} done the requests that were carried out, for they may be delivered again
 */

/** Who manages the document and what was there before: an SSM parameter, for the state of a custom resource holds less. */
class OwnershipRecord {
  /**
   * @param {InstanceType<typeof import('../../core/custom-resource-handler/aws-api').AwsApi>} ssm
   * @param {string} name
   */
  constructor(ssm, name) {
    this.ssm = ssm;
    this.name = name;
  }

  /** @returns {Promise<Ownership | undefined>} */
  async read() {
    const value = await settled(() => this.value());
    return value === undefined ? undefined : decode(this.name, value);
  }

  async value() {
    try {
      const { Parameter } = await this.ssm.send(new GetParameterCommand({ Name: this.name }));
      return String(Parameter?.Value);
    } catch (error) {
      return ignore(error, 'ParameterNotFound');
    }
  }

  /**
   * Writes the record unless there is one. A read that finds none proves less, for it may be out of date.
   *
   * @param {Ownership} ownership
   * @returns {Promise<boolean>} whether there was none
   */
  async create(ownership) {
    try {
      await this.put(ownership, false);
      return true;
    } catch (error) {
      return ignore(error, 'ParameterAlreadyExists') ?? false;
    }
  }

  /**
   * @param {Ownership} ownership
   * @returns {Promise<boolean>} whether there was a record
   */
  async write(ownership) {
    const { Version } = await this.put(ownership, true);
    return Version !== 1;
  }

  /**
   * @param {Ownership} ownership
   * @param {boolean} overwrite
   */
  async put(ownership, overwrite) {
    const { prior } = ownership;
    const whole = encode(ownership);
    return this.ssm.send(new PutParameterCommand({
      Name: this.name,
      Description: 'Which stack manages the Session Manager preferences of this account and region, and what they were before',
      // Without the content the version has to do, which Systems Manager keeps as long as the document is there.
      Value: whole.length <= MAX_PARAMETER_SIZE ? whole : encode({ ...ownership, prior: prior && { version: prior.version, fingerprint: fingerprint(prior.content) } }),
      Type: 'String',
      // Standard, which is free, as long as it fits.
      Tier: 'Intelligent-Tiering',
      Overwrite: overwrite,
    }));
  }

  async remove() {
    try {
      await this.ssm.send(new DeleteParameterCommand({ Name: this.name }));
    } catch (error) {
      ignore(error, 'ParameterNotFound');
    }
  }
}

/**
 * Packed: smaller, and a parameter's value may not hold `{{ }}`, which documents with parameters do.
 *
 * @param {Ownership} ownership
 */
function encode({ prior, ...rest }) {
  const packed = prior && { ...prior, content: prior.content && gzipSync(prior.content).toString('base64') };
  return JSON.stringify({ ...rest, prior: packed });
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {Ownership}
 */
function decode(name, value) {
  try {
    const { prior, ...rest } = JSON.parse(value);
    if (typeof rest.owner.stack !== 'string' || typeof rest.phase !== 'string' || !Array.isArray(rest.done)) {
      throw new TypeError('not a record');
    }
    const unpacked = prior && { ...prior, content: prior.content && gunzipSync(Buffer.from(prior.content, 'base64')).toString() };
    return { ...rest, prior: unpacked };
  } catch {
    throw new Error(`the SSM parameter ${name} does not hold what AccountSessionPreferences wrote; keep a copy of it, delete it and try again`);
  }
}

module.exports = { OwnershipRecord };
