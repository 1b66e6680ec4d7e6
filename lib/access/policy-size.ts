import { CfnResource, DefaultTokenResolver, IResolvable, IResolveContext, IPostProcessor, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';

/**
 * How many characters a policy may have, without whitespace.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
 */
export const MANAGED_POLICY_SIZE = 6144;
export const PERMISSION_SET_POLICY_SIZE = 10240;

/**
 * AWS Organizations counts whitespace too, of which the CDK writes none.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const SERVICE_CONTROL_POLICY_SIZE = 5120;

/** The shortest values of what is known at deployment only. What is not here may be as short as nothing. */
const SHORTEST_PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
};
const SHORTEST_ATTRIBUTES: Record<string, string> = {
  [`${ec2.CfnInstance.CFN_RESOURCE_TYPE_NAME} Ref`]: 'i-0123456789abcdef0',
  [`${kms.CfnKey.CFN_RESOURCE_TYPE_NAME} Arn`]: 'arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
};

/** How many characters a policy has at least. It must not seem longer than it is, since a policy that fits would be refused. */
export function leastSize(scope: IConstruct, document: iam.PolicyDocument): number {
  return JSON.stringify(Tokenization.resolve(document, { scope, resolver: new ShortestValues(), preparing: false })).length;
}

/** Puts a text in place of what is known at deployment only. */
class ShortestValues extends DefaultTokenResolver {
  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    return Reference.isReference(token) ? shortestOf(token) : textOf(super.resolveToken(token, context, postProcessor));
  }
}

function shortestOf({ target, displayName }: Reference): string {
  return CfnResource.isCfnResource(target) ? SHORTEST_ATTRIBUTES[`${target.cfnResourceType} ${displayName}`] ?? '' : SHORTEST_PSEUDO_PARAMETERS[displayName] ?? '';
}

/** An intrinsic function stands where a text will be. */
function textOf(value: unknown): unknown {
  const [[name, argument] = [''], ...others] = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return others.length === 0 && (name === 'Ref' || name.startsWith('Fn::')) ? SHORTEST_PSEUDO_PARAMETERS[String(argument)] ?? '' : value;
}
