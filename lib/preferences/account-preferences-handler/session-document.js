// @ts-check
'use strict';

const {
  CreateDocumentCommand, DeleteDocumentCommand, DescribeDocumentCommand, GetDocumentCommand, UpdateDocumentCommand, UpdateDocumentDefaultVersionCommand,
} = require('@aws-sdk/client-ssm');
const { differences, fingerprint } = require('./document-content');
const { eventually, ignore, isRefused, settled } = require('../../core/custom-resource-handler/aws-api');

/**
 * @typedef {object} Version a version of the document
 * @property {string} version
 * @property {string} content
 *
 * @typedef {object} PriorVersion what was in force before
 * @property {string} version
 * @property {string} [content] missing where it did not fit into the record
 * @property {string} [fingerprint] the content's, where that is missing
 */

/** Somebody else made the document between the look at it and the making of it. */
class Raced extends Error {}

/** What was in force before is nowhere any more. */
class Lost extends Error {
  /** @param {string} message */
  constructor(message) {
    super(`${message}; deploy with onDelete: AccountPreferencesOnDelete.KEEP or DELETE, and delete again`);
  }
}

/** A session document whose default version is what counts. */
class SessionDocument {
  /**
   * @param {InstanceType<typeof import('../../core/custom-resource-handler/aws-api').AwsApi>} ssm
   * @param {string} name
   */
  constructor(ssm, name) {
    this.ssm = ssm;
    this.name = name;
    /** Whether what is in force was changed here, or may have been: reads may not show it yet. */
    this.isTouched = false;
    /**
     * What was done, for people.
     *
     * @type {string[]}
     */
    this.reached = [];
  }

  /**
   * The default version; undefined if there is no document.
   *
   * @returns {Promise<Version | undefined>}
   */
  async inForce() {
    return settled(() => this.read());
  }

  /**
   * @param {string} [version] the default version if there is none
   * @returns {Promise<Version | undefined>}
   */
  async read(version) {
    try {
      const { DocumentVersion, Content } = await this.ssm.send(new GetDocumentCommand({ Name: this.name, DocumentVersion: version, DocumentFormat: 'JSON' }));
      return { version: String(DocumentVersion), content: String(Content) };
    } catch (error) {
      return ignore(error, 'InvalidDocument', 'InvalidDocumentVersion');
    }
  }

  /**
   * Makes a content the default version and proves it by reading it back: UpdateDocument alone leaves the old default in force.
   *
   * @param {string} content
   * @returns {Promise<string>} the version
   */
  async put(content) {
    const version = await this.versionWith(content);
    await this.untilActive(version);
    await this.promote(version, content);
    return version;
  }

  /**
   * Puts back what was there before. Its own version needs no new one, of which there may be too many already, and it keeps the format.
   *
   * @param {PriorVersion} prior
   */
  async restore(prior) {
    const before = fingerprintOf(prior);
    // The document may have been deleted and made anew, with other content under the old number.
    const isBefore = (/** @type {Version | undefined} */ found) => found !== undefined && fingerprint(found.content) === before;
    const found = await settled(() => this.read(prior.version), isBefore);
    if (found && isBefore(found)) {
      await this.promote(prior.version, found.content);
      return;
    }
    if (prior.content === undefined) {
      throw new Lost(`version ${prior.version} of ${this.name}, which was in force before, is gone and was too large to be kept`);
    }
    await this.put(prior.content);
  }

  async remove() {
    try {
      await this.touch(new DeleteDocumentCommand({ Name: this.name }));
    } catch (error) {
      ignore(error, 'InvalidDocument');
    }
  }

  /** @param {string} content */
  async versionWith(content) {
    const latest = await settled(() => this.read('$LATEST'), version => version !== undefined) ?? await this.create(content);
    if (differences(latest.content, content).length === 0) {
      return latest.version;
    }
    try {
      const { DocumentDescription } = await this.ssm.send(new UpdateDocumentCommand({
        Name: this.name, Content: content, DocumentFormat: 'JSON', DocumentVersion: '$LATEST',
      }));
      this.reached.push(`made version ${DocumentDescription?.DocumentVersion}`);
      return String(DocumentDescription?.DocumentVersion);
    } catch (error) {
      ignore(error, 'DuplicateDocumentContent');
      return this.existingVersionWith(content, error);
    }
  }

  /**
   * @param {string} content
   * @returns {Promise<Version>} the new document
   * @throws {Raced} if somebody else made one in the meantime
   */
  async create(content) {
    try {
      await this.touch(new CreateDocumentCommand({ Name: this.name, Content: content, DocumentFormat: 'JSON', DocumentType: 'Session' }));
      this.reached.push('made the document');
      return { version: '1', content };
    } catch (error) {
      ignore(error, 'DocumentAlreadyExists');
      const found = await settled(() => this.read('$LATEST'), version => version !== undefined) ?? rethrow(error);
      // One with just this content is ours: the answer to an earlier try got lost.
      return differences(found.content, content).length === 0 ? found : rethrow(new Raced(`${this.name} was made by somebody else at this moment`));
    }
  }

  /**
   * Systems Manager refuses a content that another version has: an earlier one, or the one just made, if the answer to that got lost.
   *
   * @param {string} content
   * @param {unknown} error
   */
  async existingVersionWith(content, error) {
    const latest = await settled(() => this.read('$LATEST'));
    for (let version = Number(latest?.version); version >= 1; version--) {
      const found = await this.read(String(version));
      if (found && differences(found.content, content).length === 0) {
        return found.version;
      }
    }
    return rethrow(error);
  }

  /** @param {string} version */
  async untilActive(version) {
    await eventually(async isLast => {
      const { Status, StatusInformation } = await this.describe(version);
      if (Status === 'Failed' || (isLast && Status !== 'Active')) {
        throw new Error(`version ${version} of ${this.name} is ${Status}, not Active: ${StatusInformation ?? 'no further information'}`);
      }
      return Status === 'Active' || undefined;
    });
  }

  /**
   * @param {string} version
   * @returns {Promise<{ Status?: string, StatusInformation?: string }>}
   */
  async describe(version) {
    try {
      const { Document } = await this.ssm.send(new DescribeDocumentCommand({ Name: this.name, DocumentVersion: version }));
      return Document ?? {};
    } catch (error) {
      return ignore(error, 'InvalidDocument', 'InvalidDocumentVersion') ?? { Status: 'not there yet' };
    }
  }

  /**
   * @param {string} version
   * @param {string} content what that version says
   */
  async promote(version, content) {
    await this.touch(new UpdateDocumentDefaultVersionCommand({ Name: this.name, DocumentVersion: version }));
    this.reached.push(`put version ${version} into force`);
    await eventually(async isLast => {
      const current = await this.read();
      const different = current ? differences(current.content, content) : ['the whole document'];
      if (isLast && different.length > 0) {
        throw new Error(`${this.name} was updated, and reads back different in ${different.join(', ')}: its default version is ${current?.version ?? 'missing'}`);
      }
      return different.length === 0 || undefined;
    });
  }

  /**
   * Sends a command that changes what is in force.
   *
   * @param {import('@aws-sdk/types').Command<any, any, any, any, any>} command
   */
  async touch(command) {
    try {
      await this.ssm.send(command);
      this.isTouched = true;
    } catch (error) {
      this.isTouched ||= !isRefused(error);
      throw error;
    }
  }
}

/** @param {PriorVersion} prior */
function fingerprintOf(prior) {
  return prior.fingerprint ?? fingerprint(prior.content);
}

/**
 * @param {unknown} error
 * @returns {never}
 */
function rethrow(error) {
  throw error;
}

module.exports = { Lost, Raced, SessionDocument, fingerprintOf };
