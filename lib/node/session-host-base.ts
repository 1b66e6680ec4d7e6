import { Resource } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { checkSameEnvironment } from '../access/start-session';
import type { SessionHost } from '../preferences/session-host';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';
import { recordsWholeSessions } from '../preferences/transcripts';

/**
 * What gives a node, or all nodes of a fleet, their side of sessions: once, however many grants ask for it.
 *
 * @internal
 */
export abstract class SessionHostBase extends Resource implements SessionHost {
  /** @internal */
  public abstract readonly _vpc?: ec2.IVpc;

  private readonly hosted = new Set<ISessionPreferences>();
  private records = false;

  /** @internal */
  public _host(preferences: ISessionPreferences, streams = true): void {
    if (!this.hosted.has(preferences)) {
      checkSameEnvironment(preferences, this);
      this.hosted.add(preferences);
      this._bindSessions(preferences);
    }
    if (!this.records && recordsWholeSessions(preferences, streams)) {
      this.records = true;
      this._bindRecording();
    }
  }

  /**
   * Gives the node what hosting sessions with these preferences takes.
   *
   * @internal
   */
  protected abstract _bindSessions(preferences: ISessionPreferences): void;

  /**
   * Gives the node what recording a whole session takes, or says that it may lack it.
   *
   * @internal
   */
  protected abstract _bindRecording(): void;
}
