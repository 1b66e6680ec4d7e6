import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { WayOut } from './connectivity/way-out';
import type { NodePermissions } from './node-permissions';
import { refusesService } from './node-role';
import type { NodeStarter } from './node-starter';
import { citeRule } from '../core/cite-rule';
import { routeTableAssociation } from '../network/vpc';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/** What starts nodes, and how they are reached. */
export interface NodeBinding {
  readonly starter: NodeStarter;
  readonly subnets: ISubnet[];
  readonly wayOut: WayOut;
  readonly permissions: NodePermissions;
  /** The preferences that the nodes are made with; grants of other documents bring further ones. */
  readonly sessionPreferences?: ISessionPreferences;
}

/** Gives nodes their policies and their way out, and makes what starts them wait for both. */
export function bindNode(scope: Construct, { starter, subnets, wayOut, permissions, sessionPreferences }: NodeBinding): void {
  const { resource, role } = starter;
  // The resource and not the construct: that holds the security group, whose rules would then depend on each other in a circle.
  resource.node.addDependency(
    ...permissions._rolePermissions.addTo(scope, role),
    ...wayOut.open(scope, { starter, subnets, permissions, sessionPreferences }),
    ...subnets.flatMap(routeTableAssociation),
  );
  scope.node.addValidation({
    validate: () => [
      ...subnets.flatMap(subnet => wayOut.validate(subnet)),
      ...refusesService(role, 'ec2') ? [`role does not trust ec2.amazonaws.com, so the instance gets no credentials from it; add new iam.ServicePrincipal('ec2.amazonaws.com') to its trust policy ${citeRule('SSM-IDN-003')}`] : [],
    ],
  });
}
