import { Aspects, CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { needsGrants } from './bind-sessions';
import { DefaultHostManagement } from './default-host-management';
import { hostManagementTurnedOn } from './host-management-resources';
import { warn } from '../core/errors';
import { inSameEnvironment } from '../core/same-environment';
import { WarningId } from '../core/warning-ids';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * Makes nodes without permissions wait for Default Host Management, which may be defined after them, or says that they need one.
 *
 * @param owner the construct of what starts them
 * @param resource what starts them
 */
export function leaveToHostManagement(owner: IConstruct, resource: CfnResource): void {
  // The CDK takes an acknowledgement that came before the warning for what is inside of its construct alone.
  Aspects.of(owner).add({
    visit: node => {
      if (node === owner) { meetHostManagement(owner, resource); }
    },
  });
}

function meetHostManagement(owner: IConstruct, resource: CfnResource): void {
  const settings = hostManagementTurnedOn(owner);
  resource.node.addDependency(...settings.filter(setting => Stack.of(setting) === Stack.of(owner)));
  if (settings.length === 0) {
    warn(owner, WarningId.PERMISSIONS_NOT_PROVEN,
      'permissions is NodePermissions.none() and the role is new, so the node registers only if the account has Default Host Management Configuration in this region, which nothing in the app turns on; add a DefaultHostManagement, or acknowledge this where it is on.');
  }
}

/** Why an instance without permissions cannot host sessions: the agent calls with the role of Default Host Management, and not with the instance's. */
export function notHosted(node: IConstruct, preferences: ISessionPreferences): string[] {
  if (!needsGrants(preferences)) { return []; }
  return node.node.root.node.findAll()
    .filter((other): other is DefaultHostManagement => other instanceof DefaultHostManagement && inSameEnvironment(other, node))
    .filter(management => !management._hosts(preferences))
    .map(management => `permissions is NodePermissions.none(), so the agent calls with the role of ${management.node.path}, which lacks what sessions with ${preferences.node.path} take; pass them there as sessionPreferences, or to addSessionPreferences`);
}
