import { any, isKnown, Known } from '../known';
import { SecurityGroup, VpcAssociation } from './network';
import { gapIn, hasOpaque } from '../symbolic-text';

/**
 * Whether interfaces in a VPC may carry a security group: of the VPC, or associated with it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html
 */
export function isUsableIn({ vpc, associations = [] }: SecurityGroup, vpcId: string): Known<boolean> {
  return any([vpc, ...associations.map(association => association.vpc)].map(id => isKnown(id) ? isSame(id, vpcId) : id));
}

/** Whoever says what leads out of a subnet says it of the VPC that the node's groups are of, unless that is in sight, and the subnet is not. */
function isSame(id: string, vpcId: string): Known<boolean> {
  const gap = gapIn(vpcId);
  if (!gap) { return id === vpcId; }
  return hasOpaque(id) ? gap : true;
}

/** What associates a security group with a VPC that it is not of; undefined where nothing does, or needs to. */
export function associationWith({ vpc, associations = [] }: SecurityGroup, vpcId: string): VpcAssociation | undefined {
  return vpc === vpcId ? undefined : associations.find(association => association.vpc === vpcId);
}
