// @ts-check
'use strict';

const { createHash } = require('crypto');
const { differences, fingerprint, named } = require('./document-content');
const { Lost, Raced, fingerprintOf } = require('./session-document');

/**
 * @typedef {import('./session-document').Version} Version
 * @typedef {import('./session-document').PriorVersion} PriorVersion
 * @typedef {import('./ownership-record').Owner} Owner
 * @typedef {import('./ownership-record').Ownership} Ownership
 *
 * @typedef {object} Properties what the construct passes
 * @property {string} DocumentName
 * @property {string} RecordName
 * @property {string} Content
 * @property {'RESTORE' | 'KEEP' | 'DELETE'} OnDelete
 * @property {'FAIL' | 'OVERWRITE'} OnDrift
 * @property {string[]} [GoesWithStack] what the content names and the stack deletes
 *
 * @typedef {object} Event
 * @property {'Create' | 'Update' | 'Delete'} RequestType
 * @property {string} RequestId
 * @property {string} StackId
 * @property {string} LogicalResourceId
 * @property {string} [PhysicalResourceId]
 * @property {Properties} ResourceProperties
 * @property {Properties} [OldResourceProperties]
 */

/** Many more than can still be delivered again. */
const MAX_DONE = 10;

const NOTHING = '/nothing';

/** Nothing was done, so that there is nothing to undo. */
class Refusal extends Error {}

/** The record was deleted while a creation was at work. */
class Outlived extends Error {}

/** What each event does in each state; docs/account-preferences.md says why. */
class AccountPreferences {
  /**
   * @param {Event} event
   * @param {InstanceType<typeof import('./session-document').SessionDocument>} document
   * @param {InstanceType<typeof import('./ownership-record').OwnershipRecord>} record
   */
  constructor(event, document, record) {
    this.document = document;
    this.record = record;
    this.props = event.ResourceProperties;
    this.wanted = this.props.Content;
    this.oldContent = event.OldResourceProperties?.Content;
    this.request = createHash('sha256').update(event.RequestId).digest('hex').slice(0, 12);
    /** Another one for each creation, so that a late request of an earlier one is recognized. */
    this.physicalId = event.PhysicalResourceId ?? `${this.props.DocumentName}/${this.request}`;
    /** @type {Owner} */
    this.me = { stack: event.StackId, logicalId: event.LogicalResourceId, physicalId: this.physicalId };
    /**
     * What the record says of this resource, as far as that is known.
     *
     * @type {Ownership | undefined}
     */
    this.recorded = undefined;
  }

  /** The physical id of a creation that left nothing. */
  get nothing() {
    return `${this.physicalId}${NOTHING}`;
  }

  /** Whether a creation said so. */
  get leftNothing() {
    return this.physicalId.endsWith(NOTHING);
  }

  /** CloudFormation makes a physical id up for a creation that never answered. */
  get isMadeUp() {
    return !this.physicalId.startsWith(`${this.props.DocumentName}/`);
  }

  /** @returns {Promise<string>} the version in force */
  async create() {
    const found = await this.record.read();
    if (!found) {
      return this.adopt();
    }
    if (found.done.includes(this.request)) {
      return found.version ?? 'none';
    }
    const state = this.isMe(found.owner) ? this.resumed(found) : this.takenOver(found);
    return this.takeUp(state, await this.document.inForce());
  }

  async adopt() {
    const before = await this.document.inForce();
    /** @type {Ownership} */
    const state = { owner: this.me, phase: 'creating', prior: before, applied: fingerprint(before?.content), pending: [fingerprint(this.wanted)], done: [] };
    // Who loses the race starts over: what was read may be what the winner has made.
    return await this.isNoted(state) ? this.makeForce(state, before) : this.create();
  }

  /**
   * An earlier attempt was cut short: what was there first is known already.
   *
   * @param {Ownership} found
   */
  resumed(found) {
    if (found.phase === 'leaving') {
      throw new Refusal(`${this.me.logicalId} is being deleted already`);
    }
    return found;
  }

  /**
   * @param {Ownership} found
   * @returns {Ownership}
   */
  takenOver(found) {
    const { owner, phase, version, applied, former } = found;
    // The name of a stack is that of one living stack, so that one under another id is gone; unless what it made is in force.
    const isGone = phase !== 'inForce' && nameOf(owner.stack) === nameOf(this.me.stack);
    if (owner.stack !== this.me.stack && !isGone) {
      throw this.managedElsewhere(owner);
    }
    // A resource that is renamed is created under its new logical id before CloudFormation deletes the old one, or the new one if the stack
    // is rolled back. One that is still being created, or deleted, has nothing to go back to.
    const predecessor = phase === 'inForce' ? { owner, version, applied } : former;
    const isRenamed = predecessor?.owner.stack === this.me.stack && predecessor.owner.logicalId !== this.me.logicalId;
    return { ...found, owner: this.me, phase: 'creating', former: isRenamed ? predecessor : undefined };
  }

  /** @returns {Promise<string>} the version in force */
  async update() {
    const found = await this.record.read();
    if (found?.done.includes(this.request)) {
      return found.version ?? 'none';
    }
    const mine = found && this.claimed(found);
    if (found && !mine) {
      throw this.managedElsewhere(found.owner);
    }
    const current = await this.document.inForce();
    return this.takeUp(mine
      // Whoever is updated is not renamed any more.
      ? { ...mine, former: undefined }
      : { owner: this.me, phase: 'inForce', priorLost: true, applied: fingerprint(this.oldContent), done: [] }, current, !found);
  }

  async delete() {
    const found = await this.record.read();
    if (found?.phase === 'inForce' && found.former && this.isMe(found.former.owner)) {
      console.log(`Nothing to put back: ${found.owner.logicalId} has taken over from ${this.me.logicalId}`);
      await this.note({ ...found, former: undefined });
      return;
    }
    const mine = found && this.claimed(found);
    if (mine) {
      await this.release(mine, this.props.OnDelete);
      return;
    }
    console.log(`Nothing to put back: ${this.record.name} holds no record of ${this.me.logicalId}`);
    if (!found) {
      await this.leaveUnrecorded();
    }
  }

  /**
   * Undoes a creation that failed, as the deletion that CloudFormation sends would; at once, because sessions are started meanwhile.
   *
   * @param {unknown} error
   * @returns {Promise<string | undefined>} the version in force, if the creation is done after all
   */
  async undoCreate(error) {
    if (error instanceof Refusal) {
      return undefined;
    }
    const found = await this.record.read();
    if (found?.done.includes(this.request) && !(error instanceof Outlived)) {
      // By another delivery of the request; or only the answer to the last call got lost.
      return found.version;
    }
    const mine = found ? this.claimed(found) : this.document.isTouched && this.recorded;
    if (mine) {
      await this.release(mine, 'RESTORE');
    }
    return undefined;
  }

  /**
   * Puts the content into force, over a document that must be as this resource left it.
   *
   * @param {Ownership} state
   * @param {Version | undefined} current
   * @param {boolean} [isUnrecorded]
   * @returns {Promise<string>} the version in force
   */
  async takeUp(state, current, isUnrecorded = false) {
    this.recorded = isUnrecorded ? undefined : state;
    const isWanted = this.isWanted(current);
    if (!isWanted && !isOurs(state, current) && !this.overwrites(current)) {
      // CloudFormation rolls an update back by an update to what was applied before; failing that one too would leave the stack stuck.
      if (this.oldContent !== undefined && state.applied === fingerprint(this.wanted)) {
        console.warn(`${this.drift(current)}; left as it is`);
        return current?.version ?? 'none';
      }
      throw new Error(`${this.drift(current)}; nothing was changed. Put the change into the stack and the document back, or deploy once with onDrift: AccountPreferencesOnDrift.OVERWRITE`);
    }
    // First the record, then the document: an attempt that is cut short in between finds what it did. So does the one after two such.
    const planned = { ...state, pending: [...new Set([...state.pending ?? [], fingerprint(this.wanted)])] };
    if (isUnrecorded && !await this.isNoted(planned)) {
      return this.update();
    }
    if (!isUnrecorded && !isWanted) {
      await this.note(planned);
    }
    return this.makeForce(planned, current);
  }

  /**
   * @param {Ownership} state
   * @param {Version | undefined} current
   */
  async makeForce(state, current) {
    try {
      return await this.put(state, current);
    } catch (error) {
      if (!(error instanceof Raced) || state.phase !== 'creating' || current) {
        throw error;
      }
      // Now there is a document, and it is somebody else's: what was there before.
      const before = await this.document.inForce();
      const next = { ...state, prior: state.prior ?? (state.former ? undefined : before), applied: fingerprint(before?.content) };
      await this.note(next);
      return this.put(next, before);
    }
  }

  /**
   * @param {Ownership} state
   * @param {Version | undefined} current
   */
  async put(state, current) {
    const version = current && this.isWanted(current) ? current.version : await this.document.put(this.wanted);
    const done = [...state.done, this.request].slice(-MAX_DONE);
    const existed = await this.note({ ...state, phase: 'inForce', applied: fingerprint(this.wanted), version, pending: undefined, done });
    if (!existed && state.phase === 'creating') {
      // By a deletion, or by an attempt at the same time that has failed: this one must not outlive them.
      throw new Outlived(`the SSM parameter ${this.record.name} was deleted in the meantime`);
    }
    return version;
  }

  /**
   * Puts back what was there before, or what another logical id of the stack had in force if a renaming is rolled back.
   *
   * @param {Ownership} mine
   * @param {Properties['OnDelete']} onDelete
   */
  async release(mine, onDelete) {
    this.recorded = mine;
    const { former } = mine;
    if (onDelete === 'KEEP' && !former) {
      await this.record.remove();
      return;
    }
    const before = former ? { version: String(former.version), fingerprint: former.applied } : this.before(mine, onDelete);
    const current = await this.document.inForce();
    if (isOurs(mine, current) || this.overwrites(current)) {
      // Or else a deletion that is tried again would take what it has put back for somebody else's change.
      await this.note({ ...mine, phase: 'leaving', pending: [...mine.pending ?? [], before ? fingerprintOf(before) : fingerprint(undefined)] });
      await this.putBack(before, current);
    } else {
      this.leave(current);
    }
    await (former ? this.handBack(mine, former) : this.record.remove());
  }

  /**
   * @param {Ownership} mine
   * @param {Properties['OnDelete']} onDelete
   * @returns {PriorVersion | undefined}
   */
  before({ prior, priorLost }, onDelete) {
    if (onDelete === 'RESTORE' && priorLost) {
      throw this.lost();
    }
    return onDelete === 'RESTORE' ? prior : undefined;
  }

  /**
   * @param {PriorVersion | undefined} before
   * @param {Version | undefined} current
   */
  async putBack(before, current) {
    const isBack = before ? current?.version === before.version && fingerprint(current.content) === fingerprintOf(before) : !current;
    // What was written a moment ago a read may not show yet.
    if (isBack && !this.document.isTouched) {
      return;
    }
    await (before ? this.document.restore(before) : this.document.remove());
  }

  /**
   * Leaves somebody else's change in force, unless sessions would fail by it once the stack is gone.
   *
   * @param {Version | undefined} current
   */
  leave(current) {
    const going = current ? named(current.content, this.props.GoesWithStack ?? []) : [];
    if (going.length > 0) {
      throw new Error(`${this.drift(current)}; it names ${going.join(' and ')}, which would be deleted with the stack, and then sessions fail. Take that out of the document, or put the document back, or deploy once with onDrift: AccountPreferencesOnDrift.OVERWRITE; then delete again`);
    }
    console.warn(`${this.drift(current)}; left as it is`);
  }

  /**
   * The renaming was rolled back: the resource under the old logical id is still there, and hears nothing of it.
   *
   * @param {Ownership} mine
   * @param {NonNullable<Ownership['former']>} former
   */
  async handBack(mine, { owner, version, applied }) {
    await this.note({ ...mine, owner, phase: 'inForce', version, applied, pending: undefined, former: undefined });
    console.log(`${owner.logicalId}, which ${this.me.logicalId} had taken over from, has the document again`);
  }

  /** Somebody has deleted the record: if what is in force is this resource's, nobody knows what was there before. */
  async leaveUnrecorded() {
    if (this.isMadeUp || this.leftNothing || this.props.OnDelete === 'KEEP') {
      return;
    }
    const current = await this.document.inForce();
    if (this.isWanted(current)) {
      if (this.props.OnDelete === 'RESTORE') {
        throw this.lost();
      }
      await this.document.remove();
    }
  }

  lost() {
    return new Lost(`what ${this.document.name} was before is lost, because somebody deleted the SSM parameter ${this.record.name}`);
  }

  /** @param {Owner} owner */
  managedElsewhere({ stack, logicalId }) {
    const by = stack === this.me.stack ? logicalId : stack;
    return new Refusal(`${this.document.name} is managed by ${by} already; remove it there first. If that is gone, put back the version that the SSM parameter ${this.record.name} names as prior, and delete the parameter`);
  }

  /**
   * The record's state as this resource's own, if it is. So it is of one whose successor never came into force, or has gone again.
   *
   * @param {Ownership} found
   * @returns {Ownership | undefined}
   */
  claimed(found) {
    const { owner, phase, applied, pending, former } = found;
    if (this.isMe(owner)) {
      return found;
    }
    return former && this.isMe(former.owner) && phase !== 'inForce'
      ? { ...found, ...former, phase: 'inForce', pending: [...pending ?? [], applied], former: undefined }
      : undefined;
  }

  /** @param {Owner} owner */
  isMe({ stack, logicalId, physicalId }) {
    const isSame = this.isMadeUp || this.physicalId === physicalId || this.physicalId === `${physicalId}${NOTHING}`;
    return stack === this.me.stack && logicalId === this.me.logicalId && isSame;
  }

  /** @param {Ownership} state */
  async note(state) {
    this.recorded = state;
    return this.record.write(state);
  }

  /** @param {Ownership} state */
  async isNoted(state) {
    const isNew = await this.record.create(state);
    this.recorded = isNew ? state : this.recorded;
    return isNew;
  }

  /** @param {Version | undefined} current */
  isWanted(current) {
    return current !== undefined && differences(current.content, this.wanted).length === 0;
  }

  /** @param {Version | undefined} current */
  overwrites(current) {
    if (this.props.OnDrift === 'OVERWRITE') {
      console.warn(`${this.drift(current)}; overwritten, it was ${current?.content ?? 'deleted'}`);
      return true;
    }
    return false;
  }

  /** @param {Version | undefined} current */
  drift(current) {
    return current
      ? `${this.document.name} was changed by somebody else: version ${current.version} differs in ${differences(current.content, this.wanted).join(', ') || 'nothing any more'}`
      : `${this.document.name} was deleted by somebody else`;
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
 * The ARN without the part that is different for each stack of a name.
 *
 * @param {string} stackId
 */
function nameOf(stackId) {
  return stackId.split('/').slice(0, -1).join('/');
}

module.exports = { AccountPreferences };
