import type { ISessionPreferences } from './session-preferences-interface';

/** Whether a transcript is made by recording the whole session, which takes `script` on Linux, and not line by line. */
export function recordsWholeSessions({ logging }: ISessionPreferences, streams = true): boolean {
  const { bucket, logGroup } = logging;
  return bucket !== undefined || (logGroup !== undefined && !(streams && logGroup.streaming));
}

/** Whether a transcript is nowhere but on the node until its session ends. */
export function losesTranscripts({ logging: { bucket, logGroup } }: ISessionPreferences): boolean {
  return (bucket !== undefined || logGroup !== undefined) && !logGroup?.streaming;
}
