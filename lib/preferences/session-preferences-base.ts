import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { grantHost } from './grant-host';
import { RunAs } from './run-as';
import { SessionDocumentBase } from './session-document-base';
import { SessionDocumentContent, sessionInputs, sessionMinutes, shellContent } from './session-document-content';
import { SessionEncryption } from './session-encryption';
import type { ISessionPreferences } from './session-preferences-interface';
import type { SessionPreferencesOptions, ShellProfile } from './session-preferences-options';
import { PropTypes, checkProps, having, struct } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { checkKey } from '../core/keys';
import { KEY, LOGGING, MINUTES, RUN_AS, TEXT } from '../core/prop-types';
import { applyToCreated } from '../core/removal-policy';
import { WarningId } from '../core/warning-ids';
import { ISessionLogging, SessionLogging } from '../logging/session-logging';

const OPTION_TYPES: PropTypes<SessionPreferencesOptions> = {
  logging: LOGGING,
  encryption: having('a SessionEncryption', '_usesKey', 'SessionEncryption.none()'),
  encryptionKey: KEY,
  idleTimeout: MINUTES,
  maxDuration: MINUTES,
  runAs: RUN_AS,
  shellProfile: struct<ShellProfile>('an object with platforms', '{ linux: \'exec bash\' }', { linux: TEXT, windows: TEXT }),
};

/**
 * What preferences are made of, whether a document of their own or the account's.
 *
 * @internal
 */
export abstract class SessionPreferencesBase extends SessionDocumentBase implements ISessionPreferences {
  public readonly logging: ISessionLogging;
  public readonly encryptionKey?: kms.IKey;
  public readonly runAs: RunAs;

  /**
   * What the document says.
   *
   * @internal
   */
  protected readonly _content: SessionDocumentContent;

  /** The key is deleted with the stack, unless the document that names it is kept. */
  constructor(scope: Construct, id: string, props: SessionPreferencesOptions, keyRemovalPolicy = RemovalPolicy.DESTROY, documentName?: string) {
    super(scope, id, documentName);
    checkProps(this, props, OPTION_TYPES);
    const encryption = props.encryption ?? SessionEncryption.customerManagedKey();
    if (props.encryptionKey && !encryption._usesKey) {
      fail(this, 'encryptionKey contradicts encryption: SessionEncryption.none(); remove one of the two');
    }
    const givenKey = props.encryptionKey && checkKey(this, props.encryptionKey);
    const timeouts = {
      idleSessionTimeout: sessionMinutes(this, 'idleTimeout', props.idleTimeout, 60) ?? DEFAULT_IDLE_MINUTES,
      maxSessionDuration: sessionMinutes(this, 'maxDuration', props.maxDuration, 1440),
    };
    this.runAs = props.runAs ?? RunAs.ssmUser();
    this.logging = props.logging ?? new SessionLogging(this, 'Logging');
    this.encryptionKey = encryption._usesKey ? givenKey ?? this.createKey(keyRemovalPolicy) : undefined;
    this._content = shellContent(`Session Manager preferences of ${this.node.path}`, {
      ...sessionInputs(this, { streaming: true }),
      ...timeouts,
      shellProfile: { linux: props.shellProfile?.linux ?? '', windows: props.shellProfile?.windows ?? '' },
    });
    if (!this.logging.bucket && !this.logging.logGroup) {
      warn(this, WarningId.SESSIONS_NOT_LOGGED, 'logging is SessionLogging.none(): nobody will know what was done in these sessions.');
    }
  }

  public grantHost(node: iam.IGrantable): iam.Grant {
    return grantHost(this, node);
  }

  /**
   * Keeps or deletes the session document, and a key created for it, when the stack is deleted. What `logging` created has policies of its own.
   *
   * @param policy the policy
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    super.applyRemovalPolicy(policy);
    applyToCreated(this, policy);
  }

  /** @internal */
  protected get _sessionPreferences(): ISessionPreferences {
    return this;
  }

  private createKey(removalPolicy: RemovalPolicy): kms.IKey {
    return new kms.Key(this, 'Key', {
      description: `Encrypts the Session Manager sessions of ${this.node.path}`,
      enableKeyRotation: true,
      // Nothing is kept under it: each session has a data key of its own, which ends with it.
      removalPolicy,
    });
  }
}

/** Systems Manager's own default, written down so that sessions stay the same if AWS changes it. */
const DEFAULT_IDLE_MINUTES = '20';
