import { RemovalPolicy, Resource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { fail } from './errors';

/** Applies a policy to every resource that a construct created: logs whose key is deleted can never be read. */
export function applyToCreated({ node }: IConstruct, policy: RemovalPolicy): void {
  for (const child of node.children) {
    if (Resource.isResource(child) && Resource.isOwnedResource(child)) {
      child.applyRemovalPolicy(policy);
    }
  }
}

/** An import has no resource in this app, which the CDK's own error does not say. */
export function refuseRemovalPolicy(imported: IConstruct): never {
  fail(imported, 'applyRemovalPolicy does not apply to an imported resource; set the policy in the stack that creates it');
}
