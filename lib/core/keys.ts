import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { fail } from './errors';

/** Checks that grants can name a key and that the region's services can use it. */
export function checkKey<T extends kms.IKey>(scope: IConstruct, encryptionKey: T): T {
  if ('aliasName' in encryptionKey || encryptionKey.keyArn.includes(':alias/')) {
    fail(scope, `encryptionKey must be a key, got the alias ${encryptionKey.node.path}: a policy that names an alias grants nothing; pass the key itself, kms.Key.fromKeyArn(...) or fromLookup(...)`);
  }
  const { region } = Stack.of(scope);
  if (Token.compareStrings(encryptionKey.env.region, region) === TokenComparison.DIFFERENT) {
    fail(scope, `encryptionKey must be in the stack's region ${region}, got one in ${encryptionKey.env.region}; use a key of that region`);
  }
  return encryptionKey;
}
