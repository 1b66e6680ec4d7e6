import { Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ISessionDocument } from './session-document';
import { host } from './session-host';
import type { ISessionPreferences } from './session-preferences-interface';
import { grantSessions } from '../access/grant-sessions';
import { sessionStatements } from '../access/session-statements';
import { StartedDocument, sessionDocumentArn } from '../access/session-target';
import { checkSameEnvironment } from '../access/start-session';
import { checkValue, required } from '../core/check-props';
import { NODE } from '../core/prop-types';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/**
 * What all session documents have in common: an ARN, and a grant for both sides.
 *
 * @internal
 */
export abstract class SessionDocumentBase extends Resource implements ISessionDocument {
  public abstract readonly documentName: string;

  /**
   * Whose transcripts and encryption the sessions have; undefined for tunnels, which have neither.
   *
   * @internal
   */
  protected abstract get _sessionPreferences(): ISessionPreferences | undefined;

  /**
   * Whether its sessions are logged line by line where the log group says so.
   *
   * @internal
   */
  protected get _streams(): boolean {
    return true;
  }

  public get documentArn(): string {
    return sessionDocumentArn(this, this.documentName);
  }

  public grantStartSession(grantee: iam.IGrantable, node: ISsmManagedInstance): iam.Grant {
    this._checkNode(node);
    const granted = grantSessions(grantee, node, this.started());
    this.hostOn(node);
    return granted;
  }

  public sessionStatements(node: ISsmManagedInstance): iam.PolicyStatement[] {
    this._checkNode(node);
    this.hostOn(node);
    return sessionStatements(node, this.started());
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

  private started(): StartedDocument {
    const { documentName, documentArn } = this;
    return { documentName, documentArn, encryptionKey: this._sessionPreferences?.encryptionKey };
  }

  private hostOn(node: ISsmManagedInstance): void {
    if (this._sessionPreferences) {
      host(node, this._sessionPreferences, this._streams);
    }
  }
}
