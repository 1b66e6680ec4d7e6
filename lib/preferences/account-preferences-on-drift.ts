/**
 * What happens when somebody else has changed or deleted the account's session preferences since the last deployment.
 */
export enum AccountPreferencesOnDrift {
  /**
   * A deployment that changes them fails, and says in what they differ. A deletion leaves them as they are, and says so in the function's
   * log; it fails if they name a key, a bucket or a log group that would be deleted with the stack, because sessions would fail then.
   */
  FAIL = 'FAIL',

  /**
   * They are overwritten, and what they were is written to the function's log.
   */
  OVERWRITE = 'OVERWRITE',
}
