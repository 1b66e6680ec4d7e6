import { CfnResource, Reference, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Whether two ids are of the same resource: the same text, or references to one and the same construct. */
export function sameId(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) {
    return false;
  }
  const target = referencedResource(a);
  return a === b || (target !== undefined && target === referencedResource(b));
}

/** The resource in this app that an id refers to; undefined for an imported one. */
export function referencedResource(id: string): CfnResource | undefined {
  if (!Token.isUnresolved(id)) {
    return undefined;
  }
  const token = Tokenization.reverse(id, { failConcat: false });
  return token && Reference.isReference(token) && CfnResource.isCfnResource(token.target) ? token.target : undefined;
}

/** All resources of a type in the app that `scope` is part of. */
export function resourcesInApp<T extends CfnResource>(scope: IConstruct, type: string): T[] {
  return scope.node.root.node.findAll().filter((c): c is T => CfnResource.isCfnResource(c) && c.cfnResourceType === type);
}
