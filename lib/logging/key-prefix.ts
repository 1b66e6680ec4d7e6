import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { fail } from '../core/errors';

/**
 * Characters that S3 calls safe, without `*` and `?`, which would widen the IAM resource that the prefix becomes part of.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
const SAFE_PREFIX = /^[A-Za-z0-9!_.()=/-]+$/;

/** S3's limit for a key, less `/`, a session id and `.log`. */
const MAX_PREFIX_LENGTH = 800;

/** The prefix as the agent uses it: the agent cleans the path, and a policy for another one loses the log. */
export function normalizeKeyPrefix(scope: IConstruct, keyPrefix: string | undefined): string {
  if (!keyPrefix || Token.isUnresolved(keyPrefix)) {
    return keyPrefix ?? '';
  }
  if (keyPrefix.startsWith('/')) {
    fail(scope, `keyPrefix must not start with a slash, got '${keyPrefix}': the agent keeps it and the keys would start with '/'; use '${keyPrefix.replace(/^\/+/, '')}'`);
  }
  const prefix = keyPrefix.replace(/\/$/, '');
  if (prefix.split('/').some(segment => ['', '.', '..'].includes(segment))) {
    fail(scope, `keyPrefix must have no empty, '.' or '..' segment, got '${keyPrefix}': the agent cleans such a path and writes elsewhere; use a plain path such as 'session-logs/production'`);
  }
  if (!SAFE_PREFIX.test(prefix) || prefix.length > MAX_PREFIX_LENGTH) {
    fail(scope, `keyPrefix must be at most ${MAX_PREFIX_LENGTH} of the characters A-Z a-z 0-9 ! _ . ( ) = / -, got '${keyPrefix}'; use a plain path such as 'session-logs/production'`);
  }
  return prefix;
}
