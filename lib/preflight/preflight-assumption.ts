import { Token } from 'aws-cdk-lib';
import type { Assumption } from './model/assumption';
import { PreflightWayOut } from './preflight-way-out';
import { checkValue, oneOf, required } from '../core/check-props';
import { fail } from '../core/errors';
import { TEXT } from '../core/prop-types';

/**
 * Something that you know and that no template shows, such as the way out of an imported subnet.
 *
 * Preflight takes it for granted where the templates show nothing, and lists it in the report. It never counts against what they show:
 * a node in a subnet without any way out stays BLOCKED.
 *
 * @example
 * declare const app: App;
 * const report = Preflight.ofApp(app, {
 *   assume: [PreflightAssumption.subnet('subnet-0123456789abcdef0', PreflightWayOut.NAT), PreflightAssumption.instanceProfile('WebServer')],
 * });
 */
export class PreflightAssumption {
  /**
   * A subnet that is in no template leads to AWS in this way, its network ACL lets it, and it is in the VPC of its nodes' security groups.
   *
   * @param subnetId the id of the subnet
   * @param wayOut the way
   */
  public static subnet(subnetId: string, wayOut: PreflightWayOut): PreflightAssumption {
    checkValue(undefined, 'wayOut', wayOut, WAY_OUT);
    return new PreflightAssumption({ key: 'subnets', name: nameOf('subnetId', subnetId, 'subnet-0123456789abcdef0'), wayOut });
  }

  /**
   * All subnets that are in no template lead to AWS in this way, their network ACLs let them, and they are in the VPC of their nodes' security
   * groups.
   *
   * @param wayOut the way
   */
  public static subnets(wayOut: PreflightWayOut): PreflightAssumption {
    checkValue(undefined, 'wayOut', wayOut, WAY_OUT);
    return new PreflightAssumption({ key: 'subnets', wayOut });
  }

  /** The default VPC is as AWS makes it: an Internet gateway, public addresses, and a security group that lets everything out. */
  public static defaultVpc(): PreflightAssumption {
    return new PreflightAssumption({ key: 'default-vpc' });
  }

  /**
   * An instance profile or role that is in no template has what a node needs, transcripts and encryption included.
   *
   * @param name the name of the instance profile or role; all that are in no template if it is left out
   */
  public static instanceProfile(name?: string): PreflightAssumption {
    return new PreflightAssumption({ key: 'profile', name: nameOf('name', name, 'WebServer') });
  }

  /**
   * A launch template that is in no template has what a node needs: an instance profile, an image with the SSM Agent for the instance type, security
   * groups that let TCP 443 out, and instance metadata. It names no subnet, which is for what starts instances from it.
   *
   * @param name the name or the id of the launch template; all that are in no template if it is left out
   */
  public static launchTemplate(name?: string): PreflightAssumption {
    return new PreflightAssumption({ key: 'launch-template', name: nameOf('name', name, 'WebServer') });
  }

  /**
   * A security group that is in no template lets TCP 443 out to everywhere, and is of the VPC of its nodes.
   *
   * What it lets in is not assumed, so it says nothing of VPC endpoints that have the group.
   *
   * @param groupId the id of the security group; all groups of nodes that are in no template if it is left out, also those that a service of AWS
   * makes itself
   */
  public static securityGroup(groupId?: string): PreflightAssumption {
    return new PreflightAssumption({ key: 'security-group', name: nameOf('groupId', groupId, 'sg-0123456789abcdef0') });
  }

  /**
   * An image of which the templates do not say what is in it carries the SSM Agent, and is for the architecture of the instance type.
   *
   * @param imageId the id of the image; all such images if it is left out
   */
  public static image(imageId?: string): PreflightAssumption {
    return new PreflightAssumption({ key: 'image', name: nameOf('imageId', imageId, 'ami-0123456789abcdef0') });
  }

  /**
   * A permissions boundary that is in no template allows what a node needs.
   *
   * @param name the name or the ARN of the managed policy; all boundaries that are in no template if it is left out
   */
  public static permissionsBoundary(name?: string): PreflightAssumption {
    return new PreflightAssumption({ key: 'permissions-boundary', name: nameOf('name', name, 'DeveloperBoundary') });
  }

  /**
   * Default Host Management Configuration is on, in the account and region of each node. Where a template turns it on, its role lets nodes register and open
   * sessions, if the role is in no template.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
   */
  public static defaultHostManagement(): PreflightAssumption {
    return new PreflightAssumption({ key: 'default-host-management' });
  }

  /** @internal */
  public readonly _assumption: Assumption;

  private constructor(assumption: Assumption) {
    this._assumption = assumption;
  }
}

const WAY_OUT = required(oneOf('a PreflightWayOut', PreflightWayOut, 'PreflightWayOut.NAT'));

function nameOf(prop: string, name: string | undefined, example: string): string | undefined {
  checkValue(undefined, prop, name, { ...TEXT, required: prop === 'subnetId' });
  if (name !== undefined && (name.trim() === '' || Token.isUnresolved(name))) {
    fail(undefined, `${prop} must be written out, got ${name.trim() === '' ? 'an empty text' : 'a token, which is only known at the deployment'}; pass one such as '${example}'`);
  }
  return name;
}
