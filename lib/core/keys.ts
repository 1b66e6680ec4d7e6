import { CfnResource, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { fail } from './errors';
import { referencedResource } from './references';

/** Checks that grants can name a key and that the region's services can use it. */
export function checkKey<T extends kms.IKey>(scope: IConstruct, encryptionKey: T): T {
  if ('aliasName' in encryptionKey || encryptionKey.keyArn.includes(':alias/')) {
    fail(scope, `encryptionKey must be a key, got the alias ${encryptionKey.node.path}: a policy that names an alias grants nothing; pass the key itself, kms.Key.fromKeyArn(...) or fromLookup(...)`);
  }
  const { region } = Stack.of(scope);
  if (Token.compareStrings(encryptionKey.env.region, region) === TokenComparison.DIFFERENT) {
    fail(scope, `encryptionKey must be in the stack's region ${region}, got one in ${encryptionKey.env.region}; use a key of that region`);
  }
  checkUsable(scope, encryptionKey);
  return encryptionKey;
}

/** Data keys come from enabled symmetric keys only. What an imported key is cannot be seen. */
function checkUsable(scope: IConstruct, { keyArn, node: { path } }: kms.IKey): void {
  const resource = referencedResource(keyArn);
  if (!resource || !isKey(resource)) {
    return;
  }
  if (resource.enabled === false) {
    fail(scope, `encryptionKey must be enabled, got ${path} with enabled: false; remove that setting from the key`);
  }
  if (![undefined, SYMMETRIC].includes(resource.keySpec) && !Token.isUnresolved(resource.keySpec)) {
    fail(scope, `encryptionKey must be symmetric, got ${path} with keySpec ${resource.keySpec}; remove keySpec and keyUsage from the key`);
  }
}

/** What AWS calls the specification of a symmetric key, which is also that of a key without one. */
const SYMMETRIC = 'SYMMETRIC_DEFAULT';

function isKey(resource: CfnResource): resource is kms.CfnKey {
  return resource.cfnResourceType === kms.CfnKey.CFN_RESOURCE_TYPE_NAME;
}
