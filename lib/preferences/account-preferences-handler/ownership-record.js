// @ts-check
'use strict';

const { gunzipSync, gzipSync } = require('zlib');
const { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } = require('@aws-sdk/client-ssm');
const { fingerprint } = require('./document-content');
const { send } = require('./session-document');

/** An advanced parameter's limit in bytes; a standard one's is 4096. */
const MAX_PARAMETER_SIZE = 8192;

/**
 * @typedef {object} Ownership
 * @property {{ stack: string, logicalId: string }} owner
 * @property {import('./session-document').PriorVersion} [prior] what was in force before; none if there was no document
 * @property {string} applied the fingerprint of what this resource left behind, or found
 * @property {string[]} [pending] the fingerprints of what it was about to write since
 * @property {{ logicalId: string, version?: string, applied: string }} [former] whose the document was before another logical id of the same
 * stack took it over, until CloudFormation deletes the one or the other
 */

/** Who manages the document and what was there before: an SSM parameter, for the state of a custom resource holds less. */
class OwnershipRecord {
  /**
   * @param {import('@aws-sdk/client-ssm').SSMClient} ssm
   * @param {string} name
   */
  constructor(ssm, name) {
    this.ssm = ssm;
    this.name = name;
  }

  /** @returns {Promise<Ownership | undefined>} */
  async read() {
    try {
      const { Parameter } = await this.ssm.send(new GetParameterCommand({ Name: this.name }));
      return decode(this.name, String(Parameter?.Value));
    } catch (error) {
      if (error instanceof Error && error.name === 'ParameterNotFound') {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * @param {Ownership} ownership
   * @param {{ overwrite: boolean }} [options] without overwriting, a record that is there is an error, ParameterAlreadyExists
   */
  async write(ownership, { overwrite } = { overwrite: true }) {
    const { prior } = ownership;
    const whole = encode(ownership);
    await send(this.ssm, new PutParameterCommand({
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
      if (!(error instanceof Error && error.name === 'ParameterNotFound')) {
        throw error;
      }
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
    const unpacked = prior && { ...prior, content: prior.content && gunzipSync(Buffer.from(prior.content, 'base64')).toString() };
    return { ...rest, prior: unpacked };
  } catch {
    throw new Error(`the SSM parameter ${name} does not hold what AccountSessionPreferences wrote; delete it and try again, and the preferences stay as they are now when the stack is deleted`);
  }
}

module.exports = { OwnershipRecord };
