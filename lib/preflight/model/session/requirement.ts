import { Capability } from './capability';
import { Known } from '../known';
import { Service } from './service';

/** A call that the agent makes with the node's role. */
export interface Call {
  readonly action: string;
  /** An ARN, or `*` where the action supports nothing narrower. */
  readonly resource: string;
  /** Context keys, in lower case, beside those of every call of the node. */
  readonly context?: ReadonlyMap<string, string | readonly string[]>;
  /** Context keys, in lower case, that the call certainly lacks, beside those that every call of the node lacks. */
  readonly absentKeys?: readonly string[];
}

/** A service that a node has to reach, what it calls there, and what works only if it does. */
export interface Requirement {
  readonly service: Service;
  readonly capabilities: readonly Capability[];
  readonly calls: readonly Call[];
  /** Calls without a signature, such as downloads of the agent; a role has no say in them, an endpoint's policy has. */
  readonly anonymous?: boolean;
}

/** What the session document in use asks for. A text is undefined where it is empty: then that is off. */
export interface SessionDocumentInputs {
  readonly bucket: Known<string | undefined>;
  readonly prefix: Known<string>;
  readonly bucketEncryption: Known<boolean>;
  readonly logGroup: Known<string | undefined>;
  readonly logGroupEncryption: Known<boolean>;
  readonly streaming: Known<boolean>;
  readonly key: Known<string | undefined>;
  /** The user of the node that sessions run as, where nothing at the person who connects names another; undefined where Run As is off. */
  readonly runAsUser?: Known<string | undefined>;
}
