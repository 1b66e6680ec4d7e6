import * as http from '../../http/cloudformation';

export interface Properties {
  readonly DocumentName: string;
  readonly RecordName: string;
  readonly Content: string;
  readonly OnDelete: 'RESTORE' | 'KEEP' | 'DELETE';
  readonly OnDrift: 'FAIL' | 'OVERWRITE';
  readonly GoesWithStack?: string[];
}

export type Event = http.Event<Properties>;

export interface Answer extends http.Answer {
  readonly Data?: { readonly DocumentVersion: string };
}

/** Loaded without a compiler, because it is plain JavaScript. */
const { handler } = jest.requireActual<{ handler: http.Handler }>('../../../lib/preferences/account-preferences-handler/index.js');

/** The other side of the custom resource. */
export async function startCloudFormation(): Promise<http.CloudFormation> {
  return http.CloudFormation.start(handler);
}
