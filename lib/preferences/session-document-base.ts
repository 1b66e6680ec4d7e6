import { Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ISessionDocument } from './session-document';
import { host } from './session-host';
import type { ISessionPreferences } from './session-preferences-interface';
import { grantEncryptSessions } from '../access/session-key';
import { checkSameRegion, grantStart, sessionDocumentArn } from '../access/start-session';
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
    checkSameRegion(this, node);
    const start = grantStart(grantee, node, this.documentArn);
    const preferences = this._sessionPreferences;
    if (!preferences) {
      return start;
    }
    host(node, preferences, this._streams);
    return preferences.encryptionKey ? start.combine(grantEncryptSessions(preferences.encryptionKey, grantee, node.instanceId)) : start;
  }
}
