import { IConstruct } from 'constructs';
import type { MaintenanceTargets } from './maintenance-targets';
import { citeRule } from '../core/cite-rule';
import { fail, warn } from '../core/errors';
import { inOtherEnvironment } from '../core/same-environment';
import { WarningId } from '../core/warning-ids';

/** What a node calls only where State Manager or Run Command works on it. */
const MAINTENANCE_ACTION = 'ssm:ListInstanceAssociations';

/** Fails or warns where a node that is named cannot do what it is told. */
export function checkNodes(scope: IConstruct, { _nodes: nodes }: MaintenanceTargets, { takesS3 }: { readonly takesS3: boolean }): void {
  for (const { node, reach } of nodes) {
    if (inOtherEnvironment(scope, node)) {
      fail(scope, `targets must be of the account and region of ${scope.node.path}, got ${node.node.path} of another; make one in the stack of the node`);
    }
    if (takesS3 && reach && !reach.wayOut.reachesS3) {
      fail(scope, `targets has ${node.node.path}, which reaches no bucket of AWS's, where updates and patches come from; set s3: true in SsmVpcEndpoints, which is free of charge, or in SsmConnectivity.centralEndpoints(...) ${citeRule('SSM-AGT-009')}`);
    }
    if (reach && !reach.permissions._rolePermissions.ssmActions.includes(MAINTENANCE_ACTION)) {
      warn(scope, WarningId.MAINTENANCE_PERMISSIONS_NOT_PROVEN,
        `targets has ${node.node.path}, whose permissions are those of sessions alone: State Manager and Run Command do nothing there unless its role has more. Use NodePermissions.managedInstanceCore().`);
    }
  }
}
