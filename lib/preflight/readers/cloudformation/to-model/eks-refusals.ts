import { LaunchSettings } from './launch-settings';
import { listOf, locationOf, nested, textOf } from './values';
import { all, isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Refusal } from '../../../model/refusal';
import { Resolved, TemplateResource } from '../evaluate/template';

/** What there is, and where; `isThere` is whether it is there for sure. */
interface Said {
  readonly isThere: Known<boolean>;
  readonly location: PropertyLocation;
}

/**
 * Why EKS refuses a node group with a launch template: one of the two says what is for the other to say, or both say it. The template is undefined
 * where it is not in sight.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_LaunchTemplateSpecification.html
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
 */
export function eksRefusals(group: TemplateResource, template: LaunchSettings | undefined): Refusal[] {
  return [...!template ? [] : [...ofTemplate(group, template), ...ofBoth(group, template)], ...besideTemplate(group)];
}

/** What a launch template must not say at all. */
function ofTemplate({ location: { name } }: TemplateResource, template: LaunchSettings): Refusal[] {
  const within = (setting: string, what: string, fix: string, isThere = isSet) => {
    const { value, location } = template.get(setting);
    return refusal({ isThere: isThere(value), location }, `its launch template ${location.resource.name} has ${what}`, fix);
  };
  const remove = (what: string) => `take ${what} out of the launch template of ${name}`;
  return [
    ...within('IamInstanceProfile', 'an instance profile', `${remove('the instance profile')}: the role of the node group is the role of its nodes`),
    ...subnetsIn(template).flatMap(said => refusal(said, `its launch template ${said.location.resource.name} has a subnet in a network interface`,
      `${remove('the subnet')}: the nodes start in the subnets of the node group`)),
    ...within('InstanceMarketOptions', 'Spot options', `${remove('the Spot options')}, and give the node group the capacity type SPOT`, options => is(nested(options, 'MarketType'), 'spot')),
    ...within('HibernationOptions', 'hibernation', remove('the hibernation options')),
    ...within('InstanceInitiatedShutdownBehavior', 'a shutdown behavior', remove('the shutdown behavior')),
  ];
}

function subnetsIn(template: LaunchSettings): Said[] {
  const { value, location: { resource, property } } = template.get('NetworkInterfaces');
  const interfaces = listOf(value);
  if (!isKnown(interfaces)) { return [{ isThere: interfaces, location: { resource, property } }]; }
  return interfaces.map((each, index) => ({ isThere: isSet(nested(each, 'SubnetId')), location: { resource, property: `${property}/${index}/SubnetId` } }));
}

/** What one of them may say, and not both. */
function ofBoth(group: TemplateResource, template: LaunchSettings): Refusal[] {
  const { name } = group.location;
  const image = isSet(template.get('ImageId').value);
  const imageType = textOf(group.properties.AmiType);
  const hasType = isKnown(imageType) ? imageType !== undefined && imageType !== 'CUSTOM' : imageType;
  const both = (isThere: Known<boolean>, property: string, what: string, of: string) => (
    refusal({ isThere, location: locationOf(group, property) }, `it has ${what}, and its launch template ${template.get('ImageId').location.resource.name} has ${of}`, `leave ${what} out of ${name}, or ${of} out of its launch template`)
  );
  return [
    ...both(all([hasType, image]), 'AmiType', 'an image type', 'an image'),
    ...both(all([isSet(group.properties.ReleaseVersion), image]), 'ReleaseVersion', 'a release version', 'an image'),
    ...both(all([isSet(group.properties.InstanceTypes), isSet(template.get('InstanceType').value)]), 'InstanceTypes', 'instance types', 'an instance type'),
  ];
}

/** What a node group must not say beside any launch template. */
function besideTemplate(group: TemplateResource): Refusal[] {
  const { name } = group.location;
  const beside = (property: string, what: string, fix: string) => (
    refusal({ isThere: isSet(group.properties[property]), location: locationOf(group, property) }, `it has ${what} beside a launch template`, `leave ${what} out of ${name}, and ${fix}`)
  );
  return [
    ...beside('DiskSize', 'the disk size', 'say it in the block devices of the launch template'),
    ...beside('RemoteAccess', 'the remote access', 'say the key pair and the security groups in the launch template'),
  ];
}

function refusal({ isThere, location }: Said, because: string, fix: string): Refusal[] {
  return isThere === false ? [] : [{ location, by: 'EKS', because, holds: isThere, fix }];
}

function isSet(value: Resolved | undefined): Known<boolean> {
  return value instanceof Unknown ? value : value !== undefined && value !== null;
}

function is(value: Resolved | undefined, wanted: string): Known<boolean> {
  const text = textOf(value);
  return isKnown(text) ? text === wanted : text;
}
