import { IConstruct } from 'constructs';

/** A node, as far as starting a session with it goes. */
export interface SessionNode extends IConstruct {
  readonly instanceId: string;
}
