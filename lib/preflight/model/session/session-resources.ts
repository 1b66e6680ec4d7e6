import { AttachedPolicy, PolicyDocument } from '../iam/policy';
import { Known } from '../known';
import { PropertyLocation } from '../location';
import { Setting } from '../network/network';
import { Tags } from '../tags';

/** A session document, or the account's default preferences. */
export interface SessionDocument {
  readonly name: string;
  readonly location: PropertyLocation;
  readonly schemaVersion: Setting<string>;
  readonly sessionType: Setting<string>;
  /** `inputs` as they are, for their types. Texts may have gaps. */
  readonly inputs: Setting<{ readonly [key: string]: unknown }>;
  /** The port of a tunnel, and the host beyond the node, as far as the document says them; undefined where the reader does not look. */
  readonly tunnelTo?: readonly Known<string>[];
  /** Undefined where the reader does not look. */
  readonly tags?: Tags;
}

export interface Bucket {
  readonly name: string;
  readonly location: PropertyLocation;
  readonly region: Known<string>;
  readonly account: Known<string>;
  /** `AES256` where nothing is set: since 2023 that is what S3 does. */
  readonly encryption: Setting<'AES256' | 'aws:kms' | 'aws:kms:dsse' | string>;
  /** The key of aws:kms; undefined for the key that AWS manages. */
  readonly key: Setting<string | undefined>;
  readonly policies: AttachedPolicy[];
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly location: PropertyLocation;
  readonly key: Setting<string | undefined>;
}

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly location: PropertyLocation;
  readonly region: Known<string>;
  readonly account: Known<string>;
  readonly enabled: Setting<boolean>;
  /** {@link SYMMETRIC_KEY} or a kind of key that no data keys come from. */
  readonly spec: Setting<string>;
  readonly policy: { readonly value: Known<PolicyDocument>; readonly location: PropertyLocation };
}

export const SYMMETRIC_KEY = 'SYMMETRIC_DEFAULT';
