// @ts-check
'use strict';

// The custom resource behind AccountSessionPreferences. Plain JavaScript, for it runs as it is: on Lambda's Node.js 22, with the AWS SDK
// that the runtime brings.

const { SSMClient } = require('@aws-sdk/client-ssm');
const { differences, fingerprint } = require('./document-content');
const { OwnershipRecord } = require('./ownership-record');
const { Raced, SessionDocument } = require('./session-document');

/** Backoff and jitter are the SDK's own; ten attempts ride out a minute of throttling. */
const MAX_ATTEMPTS = 10;

/**
 * @typedef {import('./session-document').Version} Version
 * @typedef {import('./ownership-record').Ownership} Ownership
 *
 * @typedef {object} Properties what the construct passes
 * @property {string} DocumentName
 * @property {string} RecordName
 * @property {string} Content
 * @property {'RESTORE' | 'KEEP' | 'DELETE'} OnDelete
 * @property {'FAIL' | 'OVERWRITE'} OnDrift
 *
 * @typedef {object} Event
 * @property {'Create' | 'Update' | 'Delete'} RequestType
 * @property {string} StackId
 * @property {string} LogicalResourceId
 * @property {Properties} ResourceProperties
 * @property {Properties} [OldResourceProperties]
 */

/**
 * @param {Event} event
 * @returns {Promise<{ PhysicalResourceId: string, Data?: Record<string, string> }>}
 */
exports.handler = async function handler(event) {
  const { DocumentName, RecordName } = event.ResourceProperties;
  const ssm = new SSMClient({ maxAttempts: MAX_ATTEMPTS, retryMode: 'standard' });
  const preferences = new AccountPreferences(event, new SessionDocument(ssm, DocumentName), new OwnershipRecord(ssm, RecordName));
  const PhysicalResourceId = DocumentName;
  switch (event.RequestType) {
    case 'Create':
      return { PhysicalResourceId, Data: { DocumentVersion: await preferences.create() } };
    case 'Update':
      return { PhysicalResourceId, Data: { DocumentVersion: await preferences.update() } };
    case 'Delete':
      await preferences.delete();
      return { PhysicalResourceId };
  }
};

/** Two stacks that each put their own preferences into force would undo each other's work. */
class ManagedElsewhere extends Error {}

class AccountPreferences {
  /**
   * @param {Event} event
   * @param {InstanceType<typeof SessionDocument>} document
   * @param {InstanceType<typeof OwnershipRecord>} record
   */
  constructor(event, document, record) {
    this.document = document;
    this.record = record;
    this.props = event.ResourceProperties;
    this.oldContent = event.OldResourceProperties?.Content;
    // By its name: a stack that is deployed anew after a failed creation has another id.
    this.owner = { stack: event.StackId.split('/').slice(0, -1).join('/'), logicalId: event.LogicalResourceId };
  }

  async create() {
    try {
      return await this.adopt();
    } catch (error) {
      if (error instanceof Raced) {
        // Now there is a document, and it is somebody else's: what was there before.
        return this.adopt();
      }
      throw error;
    }
  }

  /** Takes over the document that is there, or makes one; a creation that fails leaves what it found. */
  async adopt() {
    const recorded = await this.ownRecord();
    const before = await this.document.read();
    const state = recorded
      // An earlier attempt that was cut short, or the same resource under another logical id: what was there first is known already.
      ? { ...recorded, owner: this.owner, former: this.formerOwner(recorded, before) }
      : { owner: this.owner, prior: before, applied: fingerprint(before?.content) };
    try {
      return await this.apply(state, before, recorded === undefined);
    } catch (error) {
      if (error instanceof ManagedElsewhere) {
        throw error;
      }
      throw await this.undoCreate(error, before, recorded);
    }
  }

  /**
   * A resource that is renamed is created under its new logical id before the old one is deleted, or the new one when the stack is rolled
   * back.
   *
   * @param {Ownership} recorded
   * @param {Version | undefined} before
   */
  formerOwner({ owner: { logicalId }, applied, former }, before) {
    return logicalId === this.owner.logicalId ? former : { logicalId, version: before?.version, applied };
  }

  async update() {
    const current = await this.document.read();
    const state = await this.ownRecord() ?? {
      owner: this.owner,
      // The record is gone, and with it what was there first: the best that a later deletion can leave is what there is now.
      prior: current,
      applied: fingerprint(this.oldContent),
    };
    return this.apply(state, current);
  }

  async ownRecord() {
    const recorded = await this.record.read();
    if (recorded && recorded.owner.stack !== this.owner.stack) {
      throw new ManagedElsewhere(`${this.document.name} is managed by ${recorded.owner.stack} already; remove it there first, or delete the SSM parameter ${this.record.name} if that stack is gone`);
    }
    return recorded;
  }

  /** A record of somebody else's, or none, means that nothing here is ours to put back. */
  async delete() {
    const state = await this.record.read();
    const { stack, logicalId } = this.owner;
    if (state?.owner.stack === stack && state.former?.logicalId === logicalId) {
      console.log(`Nothing to put back: ${state.owner.logicalId} has taken over from ${logicalId}`);
      await this.record.write({ ...state, former: undefined });
      return;
    }
    if (state?.owner.stack !== stack || state.owner.logicalId !== logicalId) {
      console.log(`Nothing to put back: ${this.record.name} holds no record of ${logicalId}`);
      return;
    }
    if (state.former) {
      await this.handBack(state, state.former);
      return;
    }
    if (this.props.OnDelete !== 'KEEP') {
      await this.putBack(state);
    }
    await this.record.remove();
  }

  /**
   * @param {Ownership} state
   * @param {Version | undefined} current
   * @param {boolean} [unrecorded] whether there is no record yet
   */
  async apply(state, current, unrecorded = false) {
    const wanted = this.props.Content;
    if (current && differences(current.content, wanted).length === 0) {
      await this.note({ ...state, applied: fingerprint(wanted), pending: undefined }, unrecorded);
      return current.version;
    }
    if (!isOurs(state, current)) {
      const drift = describeDrift(this.document.name, wanted, current);
      if (this.props.OnDrift !== 'OVERWRITE') {
        // CloudFormation rolls an update back by an update to what was applied before; failing that one too would leave the stack stuck.
        if (this.oldContent !== undefined && state.applied === fingerprint(wanted)) {
          console.warn(`${drift}; left as it is`);
          return current?.version ?? 'none';
        }
        throw new Error(`${drift}; nothing was changed. Put the change into the stack and the document back, or deploy once with onDrift: AccountPreferencesOnDrift.OVERWRITE`);
      }
      console.warn(`${drift}; overwritten, it was ${current?.content ?? 'deleted'}`);
    }
    // First the record, then the document: an attempt that is cut short in between finds what it did. So does the one after two such.
    await this.note({ ...state, pending: [...new Set([...state.pending ?? [], fingerprint(wanted)])] }, unrecorded);
    const version = await this.document.put(wanted);
    await this.record.write({ ...state, applied: fingerprint(wanted), pending: undefined });
    return version;
  }

  /**
   * @param {Ownership} state
   * @param {boolean} unrecorded
   */
  async note(state, unrecorded) {
    try {
      await this.record.write(state, { overwrite: !unrecorded });
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ParameterAlreadyExists')) {
        throw error;
      }
      // Another stack was faster, which is an error; or the answer to an earlier try got lost.
      await this.ownRecord();
      await this.record.write(state);
    }
  }

  /** @param {Ownership} state */
  async putBack(state) {
    const current = await this.document.read();
    if (!isOurs(state, current)) {
      const drift = describeDrift(this.document.name, this.props.Content, current);
      if (this.props.OnDrift !== 'OVERWRITE') {
        console.warn(`${drift}; left as it is`);
        return;
      }
      console.warn(`${drift}; overwritten, it was ${current?.content ?? 'deleted'}`);
    }
    const { prior } = state;
    if (prior && this.props.OnDelete === 'RESTORE') {
      // Or else a deletion that is tried again would take what it has put back for somebody else's change.
      await this.record.write({ ...state, pending: [...state.pending ?? [], prior.fingerprint ?? fingerprint(prior.content)] });
      await this.document.restore(prior);
    } else {
      await this.document.remove();
    }
  }

  /**
   * The renaming was rolled back: the resource under the old logical id is still there, and hears nothing of it.
   *
   * @param {Ownership} state
   * @param {NonNullable<Ownership['former']>} former
   */
  async handBack(state, { logicalId, version, applied }) {
    console.log(`${logicalId}, which ${this.owner.logicalId} had taken over from, has the document again`);
    if (version !== undefined) {
      await this.document.restore({ version });
    }
    await this.record.write({ ...state, owner: { ...this.owner, logicalId }, applied, pending: undefined, former: undefined });
  }

  /**
   * @param {unknown} error
   * @param {Version | undefined} before
   * @param {Ownership | undefined} recorded
   */
  async undoCreate(error, before, recorded) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof Raced) {
      await (recorded ? this.record.write(recorded) : this.record.remove());
      return error;
    }
    try {
      await (before ? this.document.restore(before) : this.document.remove());
      await (recorded ? this.record.write(recorded) : this.record.remove());
      return new Error(reason);
    } catch (second) {
      return new Error(`${reason}. What was there before could not be put back (${second instanceof Error ? second.message : second}); it is in the SSM parameter ${this.record.name}`);
    }
  }
}

/**
 * Whether the document is as this resource left it, or was about to.
 *
 * @param {Ownership} state
 * @param {Version | undefined} current
 */
function isOurs(state, current) {
  return [state.applied, ...state.pending ?? []].includes(fingerprint(current?.content));
}

/**
 * @param {string} name
 * @param {string} wanted
 * @param {Version | undefined} current
 */
function describeDrift(name, wanted, current) {
  return current
    ? `${name} was changed by somebody else: version ${current.version} differs in ${differences(current.content, wanted).join(', ') || 'nothing any more'}`
    : `${name} was deleted by somebody else`;
}
