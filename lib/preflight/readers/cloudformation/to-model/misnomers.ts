import { idsOf, locationOf, textOf } from './values';
import { holdsNoImage } from '../../../../agent/image-parameters';
import { isKnown, Known } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Misnomer } from '../../../model/misnomer';
import { display, hasOpaque, isLiteral } from '../../../model/symbolic-text';
import { listed } from '../../../model/words';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** In which form a property takes an instance profile. */
export type ProfileForm = 'name' | 'arn' | 'either';

/**
 * Names and ARNs that are confused. A template set finds a resource by all its texts, whatever a property takes, so this is looked at apart.
 *
 * A name that somebody has written out may well be that of something outside of the template, so only what is made up tells the type.
 */
export class Misnomers {
  constructor(private readonly set: TemplateSet) {}

  ofProfile(value: Known<string | undefined>, location: PropertyLocation, form: ProfileForm): Misnomer[] {
    if (!isKnown(value) || value === undefined) { return []; }
    const wanted = `the ${form === 'arn' ? 'ARN' : form === 'name' ? 'name' : 'name or the ARN'} of an instance profile`;
    const role = this.set.find(value, 'AWS::IAM::Role');
    if (isArn(value) ? /:role\//.test(value) : role && hasOpaque(value) && !this.set.find(value, 'AWS::IAM::InstanceProfile')) {
      const given = role ? `the role ${role.location.name}` : `the role ${display(value)}`;
      return [{ location, given, wanted, fix: 'make an instance profile (AWS::IAM::InstanceProfile) with that role, and name the profile' }];
    }
    if (form === 'either' || isArn(value) === (form === 'arn')) { return []; }
    const profile = this.set.find(value, 'AWS::IAM::InstanceProfile');
    const given = `the ${form === 'arn' ? 'name' : 'ARN'} of the instance profile ${profile?.location.name ?? display(value)}`;
    return [{ location, given, wanted, fix: form === 'arn' ? 'give Arn the ARN (Fn::GetAtt; in the CDK instanceProfileArn), or put the name into Name' : 'give it the name of the profile (Ref; in the CDK instanceProfileName)' }];
  }

  ofRoles(profile: TemplateResource): Misnomer[] {
    const roles = idsOf(profile.properties.Roles);
    if (!isKnown(roles)) { return []; }
    const location = locationOf(profile, 'Roles');
    const names = roles.filter(isKnown);
    const arns = names.filter(isArn).map(arn => {
      const role = this.set.find(arn, 'AWS::IAM::Role');
      return { location, given: `the ARN of the role ${role?.location.name ?? display(arn)}`, wanted: 'the name of a role', fix: 'name the role by its name (Ref; in the CDK roleName)' };
    });
    const several = names.length > 1
      ? [{ location, given: `the roles ${listed(names.map(display))}`, wanted: 'one role', fix: 'leave one role in Roles, with the policies of all of them' }] : [];
    return [...arns, ...several];
  }

  /** Managed policies and the boundary of a role. */
  ofPolicies(role: TemplateResource): Misnomer[] {
    const arns = idsOf(role.properties.ManagedPolicyArns);
    const boundary = textOf(role.properties.PermissionsBoundary);
    return [
      ...isKnown(arns) ? arns.flatMap((arn, index) => ofPolicy(arn, locationOf(role, 'ManagedPolicyArns', index), role)) : [],
      ...ofPolicy(boundary, locationOf(role, 'PermissionsBoundary'), role),
    ];
  }

  /** The address of a NAT gateway. `Ref` of an Elastic IP address gives the address. */
  ofAllocation(gateway: TemplateResource): Misnomer[] {
    const id = textOf(gateway.properties.AllocationId);
    if (!isKnown(id) || id === undefined) { return []; }
    const address = this.set.find(id, 'AWS::EC2::EIP');
    const isAddress = address ? address.ref === id : /^\d+(\.\d+){3}$/.test(id);
    return isAddress ? [{
      location: locationOf(gateway, 'AllocationId'),
      given: `the address ${address ? `of ${address.location.name}` : id}`,
      wanted: 'the allocation id of an Elastic IP address',
      fix: `give AllocationId the attribute AllocationId of ${address?.location.name ?? 'the Elastic IP address'} (Fn::GetAtt; in the CDK attrAllocationId)`,
    }] : [];
  }

  ofImage(value: Known<string>, location: PropertyLocation): Misnomer[] {
    if (!isKnown(value)) { return []; }
    const wanted = 'the id of an image';
    const [, parameter] = /^(?:\{\{)?resolve:ssm:([^:{}]+)/.exec(value) ?? [];
    if (parameter !== undefined) {
      return holdsNoImage(parameter)
        ? [{ location, given: `the parameter ${parameter}, which holds no id of an image`, wanted, fix: 'name the parameter that holds the id alone; its path ends in image_id or ami-id' }] : [];
    }
    return isLiteral(value) && value.startsWith('/')
      ? [{ location, given: `the path ${value} itself`, wanted, fix: `write {{resolve:ssm:${value}}}, or give the parameter the type AWS::SSM::Parameter::Value<AWS::EC2::Image::Id> (in the CDK MachineImage.fromSsmParameter)` }] : [];
  }
}

function ofPolicy(arn: Known<string | undefined>, location: PropertyLocation, role: TemplateResource): Misnomer[] {
  if (!isKnown(arn) || arn === undefined) { return []; }
  const { partition, region } = role.environment;
  const wanted = 'the ARN of a managed policy';
  const fix = 'write arn:${AWS::Partition}:iam::aws:policy/ before the name of a policy of AWS (in the CDK ManagedPolicy.fromAwsManagedPolicyName), or take the ARN of a policy of the template (Ref; in the CDK managedPolicyArn)';
  if (!isArn(arn)) { return [{ location, given: `'${display(arn)}'`, wanted, fix }]; }
  const [, other] = /^arn:([^:]*):iam:/.exec(arn) ?? [];
  // Without a region the partition is only taken to be aws.
  return other === undefined || other === partition || !isLiteral(other) || !isLiteral(region) ? []
    : [{ location, given: `the policy ${display(arn)} of the partition ${other}`, wanted: `${wanted} of the partition ${partition}`, fix: 'write the partition into the ARN as ${AWS::Partition} (in the CDK Aws.PARTITION)' }];
}

function isArn(text: string): boolean {
  return text.startsWith('arn:');
}

/** The form that a place takes: an instance the name, a launch configuration both, a launch template each in a property of its own. */
export function profileForm(value: Resolved | undefined, { resource }: PropertyLocation): ProfileForm {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) { return 'Arn' in value ? 'arn' : 'name'; }
  return resource.type === 'AWS::AutoScaling::LaunchConfiguration' ? 'either' : 'name';
}
