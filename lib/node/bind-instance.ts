import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { WayOut } from './connectivity/way-out';
import type { NodePermissions } from './node-permissions';
import { refusesEc2 } from './node-role';
import { citeRule } from '../core/cite-rule';
import { routeTableAssociation } from '../network/vpc';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/** An instance and how it is reached. */
export interface InstanceBinding {
  readonly instance: ec2.Instance;
  readonly subnet: ec2.ISubnet;
  readonly wayOut: WayOut;
  readonly permissions: NodePermissions;
  /** The preferences that the instance is made with; grants of other documents bring further ones. */
  readonly sessionPreferences?: ISessionPreferences;
}

/** Gives an instance its policies and its way out, and makes it wait for both. */
export function bindInstance(scope: Construct, { instance, subnet, wayOut, permissions, sessionPreferences }: InstanceBinding): void {
  // The resource and not the construct: that holds the security group, whose rules would then depend on each other in a circle.
  instance.instance.node.addDependency(
    ...permissions._rolePermissions.addTo(scope, instance.role),
    ...wayOut.open(scope, { instance, subnet, permissions, sessionPreferences }),
    ...routeTableAssociation(subnet),
  );
  scope.node.addValidation({
    validate: () => [
      ...wayOut.validate(subnet),
      ...refusesEc2(instance.role) ? [`role does not trust ec2.amazonaws.com, so the instance gets no credentials from it; add new iam.ServicePrincipal('ec2.amazonaws.com') to its trust policy ${citeRule('SSM-IDN-003')}`] : [],
    ],
  });
}
