import { eksRefusals } from './eks-refusals';
import { imageOf } from './images';
import { LaunchSettings } from './launch-settings';
import { idsOf, listOf, locationOf, nested, textOf } from './values';
import { isKnown, Known, Unknown, Unseen } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Setting } from '../../../model/network/network';
import { Image, NodeKind } from '../../../model/node';
import { Refusal } from '../../../model/refusal';
import { Resolved, TemplateResource } from '../evaluate/template';

/** How a service of AWS starts instances: what it supplies itself, over the launch template that it is given. */
export interface ServiceLaunch {
  readonly kind: NodeKind;
  readonly resource: TemplateResource;
  /** The name or the ARN of an instance profile, or of the role that the service makes one for. */
  readonly identity: { readonly of: 'profile' | 'role'; readonly value: Resolved | undefined; readonly location: PropertyLocation };
  readonly subnets: Setting<Known<string>[]>;
  /** Undefined where the launch template may name them, and the service has others else. */
  readonly securityGroups?: { readonly value: Resolved; readonly location: PropertyLocation };
  /** Where the launch template names none either. */
  readonly otherGroups: Resolved;
  /** None where that of the launch template counts. */
  readonly images: Setting<Image>[];
  /** Where the launch template has none either. */
  readonly otherImages: Setting<Image>[];
  readonly instanceTypes: Setting<string>[];
  /** The specifications of all launch templates that it may take. */
  readonly launchTemplates?: readonly { readonly value: Resolved; readonly property: string }[];
  /** Why some instances may start with something else than all this; undefined where that is seen. */
  readonly exceptions?: Unknown;
  /** What it does not take of a launch template, or beside one that is not in sight. */
  readonly refusals?: (template: LaunchSettings | undefined) => Refusal[];
}

/** How a resource starts instances for its service; undefined where it starts none in the account. */
type Read = (resource: TemplateResource, clusters: EksClusters) => ServiceLaunch | undefined;

/** Clusters of EKS, by their names. */
export interface EksClusters {
  /** The id of the group that EKS makes for a cluster. */
  groupOf(name: Resolved | undefined): Known<string>;
  /** Undefined where EKS chooses it. */
  versionOf(name: Resolved | undefined): Known<string | undefined>;
}

/** Services that start instances with what they are told, by the type of the resource that tells them. */
export const SERVICES: { readonly [type: string]: Read } = {
  'AWS::EKS::Nodegroup': nodeGroup,
  'AWS::Batch::ComputeEnvironment': computeEnvironment,
  'AWS::EMR::Cluster': emrCluster,
  'AWS::ElasticBeanstalk::Environment': beanstalkEnvironment,
};

/**
 * EKS makes the instance profile of `NodeRole` itself, and refuses one in the launch template.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 */
function nodeGroup(resource: TemplateResource, clusters: EksClusters): ServiceLaunch {
  const { properties } = resource;
  const amiType = textOf(properties.AmiType);
  const image: Setting<Image> = { value: isKnown(amiType) ? eksImage(amiType, clusters.versionOf(properties.ClusterName)) : amiType, location: locationOf(resource, 'AmiType') };
  const template = properties.LaunchTemplate;
  return {
    kind: 'eks-node-group',
    resource,
    identity: { of: 'role', value: properties.NodeRole, location: locationOf(resource, 'NodeRole') },
    subnets: { value: idsOf(properties.Subnets), location: locationOf(resource, 'Subnets') },
    otherGroups: clusters.groupOf(properties.ClusterName),
    images: amiType === undefined || amiType === 'CUSTOM' ? [] : [image],
    otherImages: [image],
    instanceTypes: typesOf(resource, properties.InstanceTypes, 'InstanceTypes'),
    launchTemplates: template === undefined ? [] : [{ value: template, property: 'LaunchTemplate' }],
    refusals: settings => eksRefusals(resource, settings),
  };
}

/** The image of a type, or the one that EKS takes by itself, which is for x86_64 whatever the types of the instances are. */
function eksImage(amiType: string | undefined, version: Known<string | undefined>): Image {
  if (amiType !== undefined) { return imageOfAmiType(amiType); }
  const [older, newer] = DEFAULT_AMI_TYPES.map(type => imageOfAmiType(type));
  if (!isKnown(version)) { return eitherOf(older, newer, version); }
  const [, minor] = /^1\.(\d+)$/.exec(version ?? '') ?? [];
  return minor !== undefined && Number(minor) < FIRST_WITH_AMAZON_LINUX_2023 ? older : newer;
}

/**
 * What EKS takes where no type is given: Amazon Linux 2, and since Kubernetes 1.30 Amazon Linux 2023. Its errors name them, also for types of Arm.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/doc-history.html
 * @see https://github.com/hashicorp-education/learn-terraform-provision-eks-cluster/issues/44
 * @see https://github.com/HHS/simpler-grants-gov/pull/12404
 */
const DEFAULT_AMI_TYPES = ['AL2_x86_64', 'AL2023_x86_64_STANDARD'];
const FIRST_WITH_AMAZON_LINUX_2023 = 30;

/** What is true of both images. */
function eitherOf(one: Image, other: Image, { reason }: Unknown): Image {
  const doubt = new Unknown(`which image EKS takes hangs on the version of Kubernetes: ${reason}`);
  const same = <T>(a: Known<T>, b: Known<T>) => a === b ? a : doubt;
  return {
    name: `${one.name} or ${other.name}`,
    platform: same(one.platform, other.platform),
    architecture: same(one.architecture, other.architecture),
    agent: same(one.agent, other.agent),
    script: same(one.script, other.script),
    ...one.user === other.user ? { user: one.user } : {},
  };
}

/** The public parameter of the image that EKS takes for a type, with a version that makes no difference. */
function imageOfAmiType(amiType: string): Image {
  const [, system, arm] = /^(AL2023|AL2|BOTTLEROCKET|WINDOWS)_.*?(ARM_64|x86_64|$)/.exec(amiType) ?? [];
  const architecture = arm === 'ARM_64' ? 'arm64' : 'x86_64';
  switch (system) {
    case 'AL2023': return imageOf(amiType, `/aws/service/eks/optimized-ami/latest/amazon-linux-2023/${architecture}/standard`);
    case 'AL2': return imageOf(amiType, `/aws/service/eks/optimized-ami/latest/amazon-linux-2-${architecture}`);
    case 'BOTTLEROCKET': return imageOf(amiType, `/aws/service/bottlerocket/aws-k8s/${architecture}`);
    default: return imageOf(amiType);
  }
}

/**
 * Batch gives instances an image for ECS, of the architecture that their type has.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/launch-templates.html
 */
function computeEnvironment(resource: TemplateResource): ServiceLaunch | undefined {
  const { properties } = resource;
  const resources = properties.ComputeResources;
  const at = (property: string) => locationOf(resource, 'ComputeResources', property);
  const type = textOf(nested(resources, 'Type'));
  const isManaged = textOf(properties.Type);
  if (resources === undefined || isManaged === 'UNMANAGED' || (isKnown(type) && type?.startsWith('FARGATE'))) { return undefined; }
  const images = batchImages(resource, resources);
  const groups = nested(resources, 'SecurityGroupIds');
  const template = nested(resources, 'LaunchTemplate');
  return {
    kind: 'batch-compute-environment',
    resource,
    identity: { of: 'profile', value: nested(resources, 'InstanceRole') ?? new Unknown('InstanceRole is not set'), location: at('InstanceRole') },
    subnets: { value: idsOf(nested(resources, 'Subnets')), location: at('Subnets') },
    securityGroups: groups === undefined ? undefined : { value: groups, location: at('SecurityGroupIds') },
    otherGroups: new Unknown('neither the compute environment nor its launch template names security groups'),
    ...images,
    instanceTypes: images.images.length === 0 ? [] : typesOf(resource, nested(resources, 'InstanceTypes'), 'ComputeResources/InstanceTypes'),
    ...batchTemplates(template),
  };
}

/** A launch template, and others that stand in for it for some types of instances. */
function batchTemplates(template: Resolved | undefined): Pick<ServiceLaunch, 'launchTemplates' | 'exceptions'> {
  const overrides = listOf(nested(template, 'Overrides'));
  const isNamed = ['LaunchTemplateId', 'LaunchTemplateName'].some(name => nested(template, name) !== undefined);
  const property = 'ComputeResources/LaunchTemplate';
  return {
    launchTemplates: [
      ...template !== undefined && isNamed ? [{ value: template, property }] : [],
      ...isKnown(overrides) ? overrides.map((value, index) => ({ value, property: `${property}/Overrides/${index}` })) : [],
    ],
    exceptions: isKnown(overrides) ? undefined : overrides,
  };
}

/**
 * The image of the environment as a whole, or of each configuration for a kind of instances; what these leave open is for the launch template.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/ami-selection-order.html
 */
function batchImages(resource: TemplateResource, resources: Resolved): Pick<ServiceLaunch, 'images' | 'otherImages'> {
  const imageId = nested(resources, 'ImageId');
  if (imageId !== undefined) {
    return { images: [{ value: imageWithId(imageId), location: locationOf(resource, 'ComputeResources', 'ImageId') }], otherImages: [] };
  }
  const configurations = listOf(nested(resources, 'Ec2Configuration'));
  const location = locationOf(resource, 'ComputeResources', 'Ec2Configuration');
  if (!isKnown(configurations)) { return { images: [{ value: configurations, location }], otherImages: [] }; }
  const overrides = configurations.map(configuration => nested(configuration, 'ImageIdOverride'));
  const types = configurations.length === 0 ? [undefined] : configurations.map(configuration => textOf(nested(configuration, 'ImageType')));
  const otherImages = types.map(type => ({ value: batchImage(type), location }));
  if (overrides.every(override => override === undefined)) { return { images: [], otherImages }; }
  const ofTemplate = nested(resources, 'LaunchTemplate') === undefined ? undefined
    : new Unknown('the launch template may have an image for the kinds of instances that have none of their own');
  const images = overrides.map((override, index) => (
    { value: override === undefined ? ofTemplate ?? otherImages[index].value : imageWithId(override), location }
  ));
  return { images, otherImages };
}

function batchImage(type: Known<string | undefined>): Known<Image> {
  if (!isKnown(type)) { return type; }
  const [, service, system] = /^(ECS|EKS)_(AL2023|AL2)(?:_NVIDIA)?$/.exec(type ?? 'ECS_AL2023') ?? [];
  if (service === undefined) { return imageOf(type!); }
  const folder = service === 'ECS' ? '/aws/service/ecs/optimized-ami' : '/aws/service/eks/optimized-ami/latest';
  return imageOf(type ?? 'that Batch takes', `${folder}/amazon-linux-${system === 'AL2023' ? '2023' : '2'}/any`);
}

/** @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-vpc-subnet.html */
function emrCluster(resource: TemplateResource): ServiceLaunch {
  const { properties } = resource;
  const instances = properties.Instances;
  const one = nested(instances, 'Ec2SubnetId');
  const custom = properties.CustomAmiId;
  return {
    kind: 'emr-cluster',
    resource,
    identity: { of: 'profile', value: properties.JobFlowRole, location: locationOf(resource, 'JobFlowRole') },
    subnets: {
      value: idsOf(one ?? nested(instances, 'Ec2SubnetIds')),
      location: locationOf(resource, 'Instances', one === undefined ? 'Ec2SubnetIds' : 'Ec2SubnetId'),
    },
    otherGroups: new Unseen('EMR gives the nodes of a cluster groups of its own or several that are named; check that each lets TCP 443 out'),
    images: custom === undefined ? [] : [{ value: imageWithId(custom), location: locationOf(resource, 'CustomAmiId') }],
    otherImages: [{
      value: new Unknown('whether the image of the EMR release carries the SSM Agent is not documented; check it on a node of the cluster'),
      location: locationOf(resource, 'ReleaseLabel'),
    }],
    instanceTypes: [],
  };
}

/**
 * What no option in the template says may be in a saved configuration or in the application.
 *
 * @see https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 */
function beanstalkEnvironment(resource: TemplateResource): ServiceLaunch {
  const option = (namespace: string, name: string) => optionOf(resource, namespace, name);
  const launch = 'aws:autoscaling:launchconfiguration';
  const subnets = option('aws:ec2:vpc', 'Subnets');
  const image = option(launch, 'ImageId');
  const ids = textOf(subnets.value);
  const unseenImage = new Unknown('whether the image of the platform carries the SSM Agent is not documented; check it on an instance of the environment');
  return {
    kind: 'elastic-beanstalk-environment',
    resource,
    identity: { of: 'profile', ...option(launch, 'IamInstanceProfile') },
    subnets: { value: isKnown(ids) ? (ids ?? '').split(',').map(id => id.trim()) : ids, location: subnets.location },
    otherGroups: new Unseen('Elastic Beanstalk gives instances a security group of its own; check that it lets TCP 443 out'),
    images: [{ value: isKnown(image.value) ? imageWithId(image.value) : unseenImage, location: image.location }],
    otherImages: [],
    instanceTypes: [],
  };
}

function optionOf(resource: TemplateResource, namespace: string, name: string): { readonly value: Resolved; readonly location: PropertyLocation } {
  const options = listOf(resource.properties.OptionSettings);
  const index = isKnown(options) ? options.findIndex(option => nested(option, 'Namespace') === namespace && nested(option, 'OptionName') === name) : -1;
  const value = isKnown(options) && index >= 0 ? nested(options[index], 'Value') : undefined;
  return value === undefined
    ? { value: new Unknown(`no option of the environment in the template says ${name}`), location: locationOf(resource, 'OptionSettings') }
    : { value, location: locationOf(resource, 'OptionSettings', index) };
}

function imageWithId(value: Resolved): Known<Image> {
  const id = textOf(value);
  return isKnown(id) ? imageOf(id ?? '') : id;
}

function typesOf(resource: TemplateResource, value: Resolved | undefined, property: string): Setting<string>[] {
  const types = idsOf(value);
  const location = locationOf(resource, property);
  return isKnown(types) ? types.map(type => ({ value: type, location })) : [{ value: types, location }];
}
