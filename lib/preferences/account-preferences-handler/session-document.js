// @ts-check
'use strict';

const { setTimeout: sleep } = require('timers/promises');
const {
  CreateDocumentCommand, DeleteDocumentCommand, DescribeDocumentCommand, GetDocumentCommand, UpdateDocumentCommand, UpdateDocumentDefaultVersionCommand,
} = require('@aws-sdk/client-ssm');
const { differences, fingerprint } = require('./document-content');

const ATTEMPTS = 5;
const WAIT_MS = 500;

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

/** A session document whose default version is what counts. */
class SessionDocument {
  /**
   * @param {import('@aws-sdk/client-ssm').SSMClient} ssm
   * @param {string} name
   */
  constructor(ssm, name) {
    this.ssm = ssm;
    this.name = name;
  }

  /**
   * The default version, or another; undefined if there is none.
   *
   * @param {string} [version]
   * @returns {Promise<Version | undefined>}
   */
  async read(version) {
    try {
      const { DocumentVersion, Content } = await this.send(new GetDocumentCommand({ Name: this.name, DocumentVersion: version, DocumentFormat: 'JSON' }));
      return { version: String(DocumentVersion), content: String(Content) };
    } catch (error) {
      return ignore(error, ['InvalidDocument', 'InvalidDocumentVersion']);
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
    await this.send(new UpdateDocumentDefaultVersionCommand({ Name: this.name, DocumentVersion: version }));
    await this.readBack(content);
    return version;
  }

  /**
   * Puts back what was there before; by the version's own content where the record had no room for it.
   *
   * @param {PriorVersion} prior
   */
  async restore(prior) {
    const content = prior.content ?? (await this.read(prior.version))?.content;
    // The document may have been deleted and made anew, with other content under the old number.
    if (content === undefined || (prior.fingerprint && prior.fingerprint !== fingerprint(content))) {
      throw new Error(`version ${prior.version} of ${this.name}, which was in force before, is gone and was too large to be kept; deploy with onDelete: AccountPreferencesOnDelete.KEEP or DELETE, and delete again`);
    }
    const current = await this.read();
    if (!current || differences(current.content, content).length > 0) {
      await this.put(content);
    }
  }

  async remove() {
    try {
      await this.send(new DeleteDocumentCommand({ Name: this.name }));
    } catch (error) {
      ignore(error, ['InvalidDocument']);
    }
  }

  /** @param {string} content */
  async versionWith(content) {
    const latest = await this.read('$LATEST') ?? await this.create(content);
    if (differences(latest.content, content).length === 0) {
      return latest.version;
    }
    try {
      const { DocumentDescription } = await this.send(new UpdateDocumentCommand({
        Name: this.name, Content: content, DocumentFormat: 'JSON', DocumentVersion: '$LATEST',
      }));
      return String(DocumentDescription?.DocumentVersion);
    } catch (error) {
      ignore(error, ['DuplicateDocumentContent']);
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
      await this.send(new CreateDocumentCommand({ Name: this.name, Content: content, DocumentFormat: 'JSON', DocumentType: 'Session' }));
      return { version: '1', content };
    } catch (error) {
      ignore(error, ['DocumentAlreadyExists']);
      const found = await this.read('$LATEST') ?? rethrow(error);
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
    const latest = await this.read('$LATEST');
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
    for (let attempt = 1; ; attempt++) {
      const { Document } = await this.send(new DescribeDocumentCommand({ Name: this.name, DocumentVersion: version }));
      if (Document?.Status === 'Active') {
        return;
      }
      if (Document?.Status === 'Failed' || attempt === ATTEMPTS) {
        throw new Error(`version ${version} of ${this.name} is ${Document?.Status}, not Active: ${Document?.StatusInformation ?? 'no further information'}`);
      }
      await sleep(WAIT_MS * attempt);
    }
  }

  /** @param {string} content */
  async readBack(content) {
    for (let attempt = 1; ; attempt++) {
      const current = await this.read();
      const different = current ? differences(current.content, content) : ['the whole document'];
      if (different.length === 0) {
        return;
      }
      if (attempt === ATTEMPTS) {
        throw new Error(`${this.name} was updated, and reads back different in ${different.join(', ')}: its default version is ${current?.version ?? 'missing'}`);
      }
      await sleep(WAIT_MS * attempt);
    }
  }

  /**
   * @template {object} Input
   * @template {object} Output
   * @param {import('@aws-sdk/types').Command<any, Input, any, Output, any>} command
   */
  async send(command) {
    return send(this.ssm, command);
  }
}

/**
 * @template {object} Input
 * @template {object} Output
 * @param {import('@aws-sdk/client-ssm').SSMClient} ssm
 * @param {import('@aws-sdk/types').Command<any, Input, any, Output, any>} command
 * @returns {Promise<Output>}
 */
async function send(ssm, command) {
  for (let attempt = 1; ; attempt++) {
    try {
      return /** @type {any} */ (await ssm.send(/** @type {any} */ (command)));
    } catch (error) {
      // The SDK retries throttling; that somebody updates the document or the parameter at this moment it does not.
      if (nameOf(error) !== 'TooManyUpdates' || attempt === ATTEMPTS) {
        throw error;
      }
      await sleep(WAIT_MS * attempt);
    }
  }
}

/**
 * @param {unknown} error
 * @param {string[]} names
 * @returns {undefined}
 */
function ignore(error, names) {
  if (!names.includes(nameOf(error))) {
    throw error;
  }
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof Error ? error.name : '';
}

/**
 * @param {unknown} error
 * @returns {never}
 */
function rethrow(error) {
  throw error;
}

module.exports = { Raced, SessionDocument, send };
