import { CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/** IAM's limit. */
const MAX_ROLE_DESCRIPTION = 1000;

/** As much of a text as the description of a role takes. */
export function roleDescription(text: string): string {
  return text.slice(0, MAX_ROLE_DESCRIPTION);
}

/** The resource of a role that this app makes; undefined for an imported one. */
export function roleResource(role: iam.IRole): iam.CfnRole | undefined {
  const resource = role.node.defaultChild;
  return resource && CfnResource.isCfnResource(resource) && resource.cfnResourceType === iam.CfnRole.CFN_RESOURCE_TYPE_NAME
    ? resource as iam.CfnRole
    : undefined;
}

/** Whether a managed policy is on a role in the template: imported roles take `addManagedPolicy` without a word and do nothing. */
export function hasManagedPolicy(role: iam.IRole, policy: iam.IManagedPolicy): boolean {
  const resource = roleResource(role);
  if (!resource) {
    return false;
  }
  const stack = Stack.of(resource);
  const attached: unknown[] = stack.resolve(resource.managedPolicyArns) ?? [];
  const wanted = JSON.stringify(stack.resolve(policy.managedPolicyArn));
  return attached.some(arn => JSON.stringify(arn) === wanted);
}

/** Attaches a policy of AWS to a role; false where the template then lacks it. */
export function attachManagedPolicy(role: iam.IRole, name: string): boolean {
  const policy = iam.ManagedPolicy.fromAwsManagedPolicyName(name);
  role.addManagedPolicy(policy);
  return hasManagedPolicy(role, policy);
}

/** The inline policies that the template gives to a role, created or imported: an immutable one never gets any. */
export function inlinePolicies(role: iam.IRole): iam.CfnPolicy[] {
  return role.node.findAll().filter((child): child is iam.CfnPolicy =>
    CfnResource.isCfnResource(child) && child.cfnResourceType === iam.CfnPolicy.CFN_RESOURCE_TYPE_NAME);
}

/** How many statements a role's inline policies have: a role that cannot be changed takes grants without a word, and no more statements. */
export function statementCount(role: iam.IRole): number {
  return inlinePolicies(role)
    .flatMap(({ policyDocument }) => policyDocument instanceof iam.PolicyDocument ? [policyDocument.statementCount] : [])
    .reduce((sum, count) => sum + count, 0);
}

/** Whether a role of this app has a trust policy that leaves a service out, so that nothing gets credentials from it there. */
export function refusesService(role: iam.IRole, service: 'ec2' | 'ssm'): boolean {
  const resource = roleResource(role);
  const statements = resource && Stack.of(resource).resolve(resource.assumeRolePolicyDocument)?.Statement;
  return Array.isArray(statements) && !statements.some(({ Effect, Principal }) =>
    Effect === 'Allow' && (Principal === '*' || [Principal?.Service ?? []].flat().some(principal => mayBe(principal, service))));
}

/** A principal that is joined at deployment counts by its first part; one that is only known then gets the benefit of the doubt. */
function mayBe(principal: string | { 'Fn::Join'?: [string, unknown[]] }, service: string): boolean {
  const known = typeof principal === 'string' ? principal : principal['Fn::Join']?.[1][0];
  return typeof known !== 'string' || known.startsWith(`${service}.`);
}
