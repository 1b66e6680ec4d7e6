import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';
import type { ISessionPreferences } from '../../preferences/session-preferences-interface';
import type { NodePermissions } from '../node-permissions';
import type { NodeStarter } from '../node-starter';

/** Nodes that take a way out. */
export interface WayOutClient {
  readonly starter: NodeStarter;
  readonly subnets: ec2.ISubnet[];
  readonly permissions: NodePermissions;
  readonly sessionPreferences?: ISessionPreferences;
}

/** A way by which a node reaches Systems Manager. */
export interface WayOut {
  readonly associatePublicIpAddress: boolean | undefined;
  readonly reachesS3: boolean;

  /** Whether package managers reach the repositories of their distribution. */
  readonly reachesRepositories: boolean;

  /** The subnets that this way needs; if the VPC has none, whichever it has, for `check` to say what is wrong. */
  defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection;

  /** Fails where this way is impossible from one of the subnets, as far as it can be seen when the node is defined. */
  check(scope: Construct, vpc: ec2.IVpc, subnets: ec2.ISubnet[]): void;

  /** What makes it impossible, as far as it can only be seen once the whole app is defined. */
  validate(subnet: ec2.ISubnet): string[];

  /** Opens the way and returns what the start of the nodes has to wait for. */
  open(scope: Construct, client: WayOutClient): IDependable[];

  /** Lets through what patches are downloaded from, as far as it is for this way to say. */
  allowPatching(): void;
}
