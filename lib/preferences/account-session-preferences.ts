import { CfnDeletionPolicy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AccountPreferencesOnDelete } from './account-preferences-on-delete';
import { AccountPreferencesOnDrift } from './account-preferences-on-drift';
import { AccountPreferencesResource } from './account-preferences-resource';
import { SessionPreferencesBase } from './session-preferences-base';
import type { SessionPreferencesOptions } from './session-preferences-options';
import { DEFAULT_SESSION_DOCUMENT } from '../agent/session-documents';
import { PropTypes, checkProps, oneOf } from '../core/check-props';
import { fail } from '../core/errors';
import { referencedResource } from '../core/references';
import { otherInSameEnvironment } from '../core/same-environment';
import { SessionLogGroup } from '../logging/session-log-group';

/**
 * Properties of `AccountSessionPreferences`.
 */
export interface AccountSessionPreferencesProps extends SessionPreferencesOptions {
  /**
   * What becomes of the account's preferences when this is deleted.
   *
   * @default AccountPreferencesOnDelete.RESTORE
   */
  readonly onDelete?: AccountPreferencesOnDelete;

  /**
   * What happens when somebody else has changed them since the last deployment.
   *
   * @default AccountPreferencesOnDrift.FAIL
   */
  readonly onDrift?: AccountPreferencesOnDrift;
}

const OWN_TYPES: PropTypes<Omit<AccountSessionPreferencesProps, keyof SessionPreferencesOptions>> = {
  onDelete: oneOf('an AccountPreferencesOnDelete', AccountPreferencesOnDelete, 'AccountPreferencesOnDelete.RESTORE'),
  onDrift: oneOf('an AccountPreferencesOnDrift', AccountPreferencesOnDrift, 'AccountPreferencesOnDrift.FAIL'),
};

/**
 * The Session Manager preferences of the whole account in this region: the console, Fleet Manager and `aws ssm start-session` without a
 * document name use them, for every node.
 *
 * They are the document `SSM-SessionManagerRunShell`, which many accounts have already and which CloudFormation therefore cannot create. A
 * custom resource takes it over: it records what is in force, makes a new version, makes that the default, reads it back, and fails the
 * deployment if it differs. What was before is kept in the SSM parameter `/cdk-session-manager/account-session-preferences`, which also keeps
 * two stacks from managing the same account and region.
 *
 * Every node of the account needs `grantHost`, through `sessionPreferences` or by itself, or its sessions are refused or hang.
 *
 * Creates a Lambda function, its role and a log group (no cost at rest), and, as far as none are given, a key for the sessions (1 USD a month)
 * and a `SessionLogging`. The parameter is free up to 4 KB, and 0.05 USD a month beyond. The log group stays when the stack is deleted. The
 * key of the session logs encrypts it, if the stack makes that key and keeps it; otherwise CloudWatch Logs does with a key of its own.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started-configure-preferences.html
 *
 * @example
 * const sessionPreferences = new AccountSessionPreferences(this, 'Preferences', {
 *   onDelete: AccountPreferencesOnDelete.KEEP,
 * });
 * new SsmManagedInstance(this, 'Node', { vpc, sessionPreferences });
 */
export class AccountSessionPreferences extends SessionPreferencesBase {
  public readonly documentName = DEFAULT_SESSION_DOCUMENT;

  /**
   * @throws if `idleTimeout` or `maxDuration` is out of range or not in whole minutes, or `encryptionKey` contradicts `encryption`, is an
   * alias or in another region; at synthesis, if the app has another one for the same account and region
   */
  constructor(scope: Construct, id: string, props: AccountSessionPreferencesProps = {}) {
    // The base class refuses props that are no object.
    const onDelete = (props as AccountSessionPreferencesProps | null)?.onDelete ?? AccountPreferencesOnDelete.RESTORE;
    super(scope, id, props, onDelete === AccountPreferencesOnDelete.KEEP ? RemovalPolicy.RETAIN : undefined);
    checkProps(this, props, OWN_TYPES);
    new AccountPreferencesResource(this, 'Resource', {
      documentName: this.documentName,
      content: this._content,
      onDelete,
      onDrift: props.onDrift ?? AccountPreferencesOnDrift.FAIL,
      logEncryptionKey: this.keptKeyOfLogs(),
    });
    this.node.addValidation({
      validate: () => otherInSameEnvironment(this, AccountSessionPreferences).map(({ node }) =>
        `an account has one set of default preferences in a region, and ${node.path} sets them too; keep one of the two, or set another env on one of the stacks`),
    });
  }

  /** The key of the session logs, as long as this stack makes its policy and leaves it there. */
  private keptKeyOfLogs(): kms.IKey | undefined {
    const { bucket, logGroup } = this.logging;
    const key = logGroup instanceof SessionLogGroup ? logGroup.encryptionKey : bucket?.encryptionKey;
    const resource = key && referencedResource(key.keyArn);
    const isKept = resource && Stack.of(resource) === Stack.of(this) && resource.cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN;
    return isKept ? key : undefined;
  }

  /**
   * Does not apply to the account's preferences: set `onDelete` instead.
   *
   * @param _policy not used
   * @throws always
   */
  public applyRemovalPolicy(_policy: RemovalPolicy): void {
    fail(this, 'applyRemovalPolicy does not apply to the account\'s preferences; set onDelete to AccountPreferencesOnDelete.RESTORE, KEEP or DELETE');
  }
}
