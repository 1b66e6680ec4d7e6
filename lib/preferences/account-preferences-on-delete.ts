/**
 * What becomes of the account's session preferences when `AccountSessionPreferences` is deleted.
 */
export enum AccountPreferencesOnDelete {
  /**
   * What was in force before comes back; if there was nothing, the document is deleted.
   */
  RESTORE = 'RESTORE',

  /**
   * They stay as they are. A key made for them is kept; see to it that the bucket, the log group and a key of your own are kept, too.
   */
  KEEP = 'KEEP',

  /**
   * The document is deleted: sessions have Systems Manager's own defaults.
   */
  DELETE = 'DELETE',
}
