import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { grantOnKey } from '../core/grants';

/**
 * Lets somebody use the key of a secret for this secret alone. The CDK's own grants change nothing but the policy of a key, and so nothing at all for an imported one.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function grantSecretKey({ encryptionKey, secretArn }: secretsmanager.ISecret, grantee: iam.IGrantable, actions: string[]): iam.Grant {
  return grantOnKey(encryptionKey!, grantee, actions, { StringEquals: { 'kms:EncryptionContext:SecretARN': secretArn } });
}
