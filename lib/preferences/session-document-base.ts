import { Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { agentFeaturesOf } from './agent-features';
import type { SessionDocumentContent } from './session-document-content';
import { host, hostOnFleet } from './session-host';
import type { ISessionPreferences } from './session-preferences-interface';
import { GRANT_START_SESSION, GRANT_START_SESSION_ON, SessionGranter, grantSessions } from '../access/grant-sessions';
import { accessTo, warnOfAllNodes } from '../access/session-access';
import { documentArn, placeOf } from '../access/session-place';
import { sessionStatements } from '../access/session-statements';
import { SessionTarget } from '../access/session-target';
import { checkSameEnvironment } from '../access/start-session';
import { GrantableDocument, StartedDocument } from '../access/started-document';
import type { AgentFeature } from '../agent/versions';
import { checkValue, required } from '../core/check-props';
import { NODE, TARGET } from '../core/prop-types';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/**
 * What all session documents have in common: an ARN, and a grant for both sides.
 *
 * @internal
 */
export abstract class SessionDocumentBase extends Resource implements GrantableDocument {
  public abstract readonly documentName: string;

  /**
   * Whose transcripts and encryption the sessions have; undefined for tunnels, which have neither.
   *
   * @internal
   */
  protected abstract get _sessionPreferences(): ISessionPreferences | undefined;

  /**
   * What the document says, as far as it is known.
   *
   * @internal
   */
  protected abstract readonly _content: SessionDocumentContent;

  /**
   * What the agent has to be able to do for its sessions.
   *
   * @internal
   */
  public get _agentFeatures(): AgentFeature[] {
    return agentFeaturesOf(this._content);
  }

  /**
   * Whether its sessions are logged line by line where the log group says so.
   *
   * @internal
   */
  protected get _streams(): boolean {
    return true;
  }

  /** @param documentName the name that the user chose, by which other accounts and regions know the document */
  constructor(scope: Construct, id: string, documentName?: string) {
    super(scope, id, { physicalName: typeof documentName === 'string' ? documentName : undefined });
  }

  public get documentArn(): string {
    return documentArn(placeOf(this), this.documentName);
  }

  public grantStartSession(grantee: iam.IGrantable, node: ISsmManagedInstance): iam.Grant {
    this._checkNode(node);
    return this.grant(grantee, SessionTarget.node(node), { scope: node, ...GRANT_START_SESSION });
  }

  public grantStartSessionOn(grantee: iam.IGrantable, target: SessionTarget): iam.Grant {
    checkValue(this, 'target', target, required(TARGET));
    this._checkTarget(target);
    warnOfAllNodes(this, [target]);
    return this.grant(grantee, target, { scope: this, ...GRANT_START_SESSION_ON });
  }

  public sessionStatements(node: ISsmManagedInstance): iam.PolicyStatement[] {
    this._checkNode(node);
    this.hostOn(node);
    return sessionStatements(accessTo(SessionTarget.node(node), this._started, node));
  }

  /** @internal */
  public get _started(): StartedDocument {
    const { encryptionKey, logging } = this._sessionPreferences ?? {};
    return { documentName: this.documentName, encryptionKey, logging, streams: this._streams };
  }

  /** @internal */
  public _checkTarget({ _nodes: { node, fleet } }: SessionTarget): void {
    if (node) {
      this._checkNode(node);
    }
    if (fleet) {
      checkSameEnvironment(this, fleet);
    }
  }

  /** @internal */
  public _hostOn({ _nodes: { node, fleet } }: SessionTarget): void {
    if (node) {
      this.hostOn(node);
    }
    if (fleet && this._sessionPreferences) {
      hostOnFleet(fleet, this._sessionPreferences, this._streams);
    }
  }

  /**
   * The name of a document that was created, for stacks of any account.
   *
   * @internal
   */
  protected _nameOf(ref: string): string {
    return this.getResourceNameAttribute(ref);
  }

  /**
   * Fails where sessions with this document are impossible on a node.
   *
   * @internal
   */
  protected _checkNode(node: ISsmManagedInstance): void {
    checkValue(this, 'node', node, required(NODE));
    checkSameEnvironment(this, node);
  }

  private grant(grantee: iam.IGrantable, target: SessionTarget, granter: SessionGranter): iam.Grant {
    const granted = grantSessions(grantee, granter, accessTo(target, this._started, granter.scope));
    this._hostOn(target);
    return granted;
  }

  private hostOn(node: ISsmManagedInstance): void {
    if (this._sessionPreferences) {
      host(node, this._sessionPreferences, this._streams);
    }
  }
}
