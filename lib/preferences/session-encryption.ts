/**
 * Whether what a session carries is encrypted with a key of the account's own, beside TLS, which every session has.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html
 */
export class SessionEncryption {
  /**
   * With a customer-managed key of AWS KMS: the node and the person each need their half of it, which the grants give.
   */
  public static customerManagedKey(): SessionEncryption {
    return new SessionEncryption(true);
  }

  /**
   * With TLS 1.2 alone. Saves the key (1 USD a month) and, in isolated subnets, the endpoint of AWS KMS.
   */
  public static none(): SessionEncryption {
    return new SessionEncryption(false);
  }

  private constructor(
    /** @internal */
    public readonly _usesKey: boolean,
  ) {}
}
