import { Unknown } from '../../../model/known';
import { gapIn } from '../../../model/symbolic-text';
import { nestingOf } from '../parse/nesting-types';

/** What a resource makes, or does to other resources, that no template shows. */
export interface UnseenWork {
  /** For people: what does it, for example `the custom resource Router`. */
  readonly what: string;
  readonly why: Unknown;
  /** Whether all of it is in a template of its own, so that there may be nodes in it, whatever it receives. */
  readonly isTemplate: boolean;
}

interface Worker {
  readonly type: string;
  readonly logicalId: string;
  property(name: string): unknown;
}

/** What a resource does out of sight; undefined where all that it does is what its type says, or where it is known to add nothing to others. */
export function unseenWorkOf(resource: Worker, unseenTemplate: Unknown | undefined): UnseenWork | undefined {
  const { type, logicalId } = resource;
  if (unseenTemplate) { return { what: `${nestingOf(type)!.what} ${logicalId}`, why: unseenTemplate, isTemplate: true }; }
  if (type.endsWith('::MODULE')) {
    return { what: `the module ${logicalId}`, why: new Unknown(`the fragment of ${type} is in the registry of the account`), isTemplate: true };
  }
  if (Object.hasOwn(TEMPLATES_ELSEWHERE, type)) {
    return { what: `${TEMPLATES_ELSEWHERE[type]} ${logicalId}`, why: new Unknown('its template is not in the assembly'), isTemplate: true };
  }
  if (type === 'AWS::CloudFormation::StackSet') {
    return { what: `the stack set ${logicalId}`, why: new Unknown('its template is not in the assembly'), isTemplate: false };
  }
  return isCode(type) && !ADD_NOTHING.has(type) && !onlyReads(resource)
    ? { what: `the ${isCustom(type) ? 'custom resource' : 'resource'} ${logicalId}`, why: new Unknown(`what ${type} does is for its provider to say`), isTemplate: false }
    : undefined;
}

/** Types of which CloudFormation deploys another template. */
const TEMPLATES_ELSEWHERE: { readonly [type: string]: string } = {
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct': 'the provisioned product',
};

function isCustom(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

/** Whether somebody's own code handles it: a custom resource, or a type that the account has registered. */
function isCode(type: string): boolean {
  return isCustom(type) || (type.includes('::') && !/^(AWS|Alexa)::/.test(type));
}

/**
 * Custom resources that add nothing to what they are given: no route, endpoint, rule, policy or association. Those of the CDK, by what their handlers
 * in aws-cdk-lib/custom-resource-handlers do, and those of this library, which write a document, and make an activation.
 */
const ADD_NOTHING: ReadonlySet<string> = new Set([
  'Custom::AccountSessionPreferences',
  'Custom::AWSCDK-EKS-Cluster',
  'Custom::AWSCDK-EKS-FargateProfile',
  'Custom::AWSCDK-EKS-HelmChart',
  'Custom::AWSCDK-EKS-KubernetesObjectValue',
  'Custom::AWSCDK-EKS-KubernetesPatch',
  'Custom::AWSCDK-EKS-KubernetesResource',
  'Custom::AWSCDKCfnJson',
  'Custom::AWSCDKCfnJsonStringify',
  'Custom::AWSCDKOpenIdConnectProvider',
  'Custom::CDKBucketDeployment',
  'Custom::CloudwatchLogResourcePolicy',
  'Custom::CrossAccountZoneDelegation',
  'Custom::CrossRegionExportReader',
  'Custom::CrossRegionExportWriter',
  'Custom::CrossRegionStringParameterReader',
  'Custom::DeleteExistingRecordSet',
  'Custom::DescribeCognitoUserPoolClient',
  'Custom::DynamoDBReplica',
  'Custom::ECRAutoDeleteImages',
  'Custom::ElasticsearchAccessPolicy',
  'Custom::HybridActivation',
  'Custom::LogRetention',
  'Custom::OpenSearchAccessPolicy',
  'Custom::S3AutoDeleteObjects',
  'Custom::S3BucketNotifications',
  'Custom::SyntheticsAutoDeleteUnderlyingResources',
  'Custom::Trigger',
  'Custom::UserPoolCloudFrontDomainName',
  // It takes rules away, which the reader of security groups knows.
  'Custom::VpcRestrictDefaultSG',
]);

/** Whether it is an AwsCustomResource of the CDK, whose calls are in the template, and they read or tag only. */
function onlyReads(resource: Worker): boolean {
  const calls = ['Create', 'Update', 'Delete'].map(name => resource.property(name)).filter(call => call !== undefined);
  return calls.length > 0 && calls.every(call => {
    const action = actionOf(call);
    return action !== undefined && /^(describe|get|list|head|(create|delete)tags|(un)?tagresource)/i.test(action);
  });
}

/** The action of an AwsSdkCall, which the CDK writes as JSON in a text. */
function actionOf(call: unknown): string | undefined {
  return typeof call === 'string' ? /"action"\s*:\s*"([^"]*)"/.exec(call)?.[1] : undefined;
}

/**
 * Types that add something to another resource, which they name. What a loop makes is of the types in its body, even where nobody knows how many
 * there are of each.
 */
const ADDING_TYPES: ReadonlySet<string> = new Set([
  'AWS::EC2::EIP',
  'AWS::EC2::EIPAssociation',
  'AWS::EC2::NetworkAclEntry',
  'AWS::EC2::Route',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::SubnetNetworkAclAssociation',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPCDHCPOptionsAssociation',
  'AWS::EC2::VPCEndpoint',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EC2::VPNGatewayRoutePropagation',
  'AWS::IAM::GroupPolicy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::UserToGroupAddition',
  'AWS::Logs::ResourcePolicy',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicInlinePolicy',
  'AWS::SNS::TopicPolicy',
]);

/** Whether what a loop in Resources repeats may add something to what it names. */
export function mayAdd(type: unknown): boolean {
  return typeof type !== 'string' || ADDING_TYPES.has(type) || nestingOf(type) !== undefined || type.endsWith('::MODULE')
    || Object.hasOwn(TEMPLATES_ELSEWHERE, type) || (isCode(type) && !ADD_NOTHING.has(type));
}

/** All texts in a resolved value, and whether there is something in it that is not known. */
export function textsIn(value: unknown): { readonly texts: string[]; readonly isOpen: boolean } {
  const texts: string[] = [];
  let isOpen = false;
  for (const open: unknown[] = [value]; open.length > 0;) {
    const item = open.pop();
    if (typeof item === 'string') {
      texts.push(item);
      isOpen ||= gapIn(item) !== undefined;
    } else if (item instanceof Unknown) {
      isOpen = true;
    } else if (typeof item === 'object' && item !== null) {
      Object.values(item as object).forEach(each => open.push(each));
    }
  }
  return { texts, isOpen };
}
