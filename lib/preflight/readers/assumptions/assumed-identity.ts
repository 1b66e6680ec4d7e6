import { assumedLocation } from './assumed-location';
import { HOST_MANAGEMENT_PRINCIPAL } from '../../../agent/host-management';
import { AttachedPolicy, InstanceProfile, PolicyDocument, Role } from '../../model/iam/policy';
import { Unknown } from '../../model/known';
import { DefaultHostManagement, Environment } from '../../model/node';
import { display, gap } from '../../model/symbolic-text';

/** A profile with a role that allows all that a node needs. */
export function assumedProfile(id: string | undefined): InstanceProfile {
  return { location: assumedLocation('instance-profile', 'AWS::IAM::InstanceProfile', named(id, 'instance profile')), role: assumedRole(undefined, []) };
}

/** A role that allows all that a node needs. What denies it something within sight still does. */
export function assumedRole(name: string | undefined, policies: readonly AttachedPolicy[]): Role {
  const location = assumedLocation('role', 'AWS::IAM::Role', named(name, 'role'));
  // Policies of buckets and keys may name the role by its ARN, which nobody knows.
  const arn = gap('the ARN of a role that is not in the assembly is not known');
  return {
    name: named(name, 'role'),
    arn,
    location,
    trust: { value: MAY_BE_ASSUMED, location },
    policies: [{ name: 'what was assumed', location, document: EVERYTHING, foreign: true }, ...policies],
  };
}

export function assumedBoundary(boundary: AttachedPolicy): AttachedPolicy {
  return { ...boundary, document: EVERYTHING };
}

export function assumedHostManagement(environment: Environment, onTakeOver: () => void): DefaultHostManagement {
  return {
    location: assumedLocation('host-management', 'AWS::SSM::ServiceSetting', 'Default Host Management Configuration'),
    role: new Unknown('nothing says which role Default Host Management Configuration has'),
    environment,
    onTakeOver,
  };
}

function named(id: string | undefined, what: string): string {
  return id === undefined ? `the ${what}` : display(id);
}

const EVERYTHING: PolicyDocument = { statements: [{ label: 'statement 1', effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }] };

/** By EC2, and by Systems Manager for Default Host Management. */
const MAY_BE_ASSUMED: PolicyDocument = {
  statements: [{ label: 'statement 1', effect: 'Allow', principals: { Service: ['ec2.amazonaws.com', HOST_MANAGEMENT_PRINCIPAL] }, actions: ['sts:AssumeRole'], conditions: [] }],
};
