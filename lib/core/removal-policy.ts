import { RemovalPolicy, Resource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { fail } from './errors';

/** Applies a policy to each resource that a construct made: a key that is deleted makes what it encrypts unreadable. */
export function applyToCreated({ node }: IConstruct, policy: RemovalPolicy): void {
  for (const child of node.children) {
    if (Resource.isResource(child) && Resource.isOwnedResource(child)) {
      child.applyRemovalPolicy(policy);
    }
  }
}

/** An import has no resource in this app, which the CDK's own error does not say. */
export function refuseRemovalPolicy(imported: IConstruct): never {
  fail(imported, 'applyRemovalPolicy does not apply to what is imported, whose own stack decides what becomes of it; set the policy there');
}
