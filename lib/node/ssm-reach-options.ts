import type { NodePermissions } from './node-permissions';
import type { SsmConnectivity } from './ssm-connectivity';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * How a node reaches Systems Manager, what it may do there, and how sessions with it are logged and encrypted.
 */
export interface SsmReachOptions {
  /**
   * The way by which the node reaches Systems Manager.
   *
   * @default - taken from the type of the node's subnet: `publicIp()` in a public one, `natGateway()` in a private one with egress; an
   * isolated one is an error without `privateLink(endpoints)`
   */
  readonly connectivity?: SsmConnectivity;

  /**
   * What the node's role may do in Systems Manager.
   *
   * @default NodePermissions.managedInstanceCore()
   */
  readonly permissions?: NodePermissions;

  /**
   * How sessions with the node are logged and encrypted: `SessionPreferences`, or `AccountSessionPreferences` where those are the account's
   * default. The node's role gets the permissions to host such sessions, and the node's commands and grants name their document.
   *
   * With `SsmConnectivity.privateLink(endpoints)` the endpoints need them too.
   *
   * @default - the account's default preferences; the node's role gets no permissions for them
   */
  readonly sessionPreferences?: ISessionPreferences;
}
