import { IConstruct } from 'constructs';
import { warn } from '../core/errors';
import { WarningId } from '../core/warning-ids';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/** Warns where somebody who keeps transcripts gets a command whose sessions have none. */
export function warnOfTunnel(scope: IConstruct, preferences: ISessionPreferences | undefined): void {
  const { bucket, logGroup } = preferences?.logging ?? {};
  if (bucket || logGroup) {
    warn(scope, WarningId.TUNNEL_NOT_LOGGED,
      'sessionPreferences keep transcripts of shells; port forwarding and SSH sessions are never logged, and this node gives commands for them. CloudTrail records who opened one.');
  }
}
