import { CfnResource, RemovalPolicy, Resource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { fail } from './errors';

/**
 * Applies a policy to every resource that a construct created: logs whose key is deleted can never be read, and a bucket that is kept without its
 * policy takes requests without TLS.
 */
export function applyToCreated({ node }: IConstruct, policy: RemovalPolicy): void {
  for (const child of node.children) {
    if (Resource.isResource(child) && Resource.isOwnedResource(child)) {
      child.node.findAll().filter(each => CfnResource.isCfnResource(each)).forEach(resource => resource.applyRemovalPolicy(policy));
    }
  }
}

/** An import has no resource in this app, which the CDK's own error does not say. */
export function refuseRemovalPolicy(imported: IConstruct): never {
  fail(imported, 'applyRemovalPolicy does not apply to an imported resource; set the policy in the stack that creates it');
}
