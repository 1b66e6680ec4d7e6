import { Known } from './known';
import { Setting } from './network';
import { Spot } from './place';
import { AttachedPolicy, PolicyDocument } from './policy';

/** A session document of type Standard_Stream, or the account's default preferences. */
export interface SessionDocument {
  readonly name: string;
  readonly spot: Spot;
  /** Why preflight takes it to be the document in use, for people to read. */
  readonly schemaVersion: Setting<string>;
  readonly sessionType: Setting<string>;
  /** `inputs` as they are, for their types. Texts may have gaps. */
  readonly inputs: Setting<{ readonly [key: string]: unknown }>;
}

export interface Bucket {
  readonly name: string;
  readonly spot: Spot;
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
  readonly spot: Spot;
  readonly key: Setting<string | undefined>;
}

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly spot: Spot;
  readonly region: Known<string>;
  readonly account: Known<string>;
  readonly enabled: Setting<boolean>;
  /** {@link SYMMETRIC_KEY} or a kind of key that no data keys come from. */
  readonly spec: Setting<string>;
  readonly policy: { readonly value: Known<PolicyDocument>; readonly spot: Spot };
}

export const SYMMETRIC_KEY = 'SYMMETRIC_DEFAULT';
