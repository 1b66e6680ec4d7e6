import type { IAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ISessionPreferences } from './session-preferences-interface';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/**
 * A node of the library's own, which knows what hosting sessions takes on it.
 *
 * @internal
 */
export interface SessionHost {
  /**
   * Where the node is; undefined for an imported one.
   *
   * @internal
   */
  readonly _vpc?: ec2.IVpc;

  /**
   * Makes the node able to host sessions with these preferences; once, however many grants ask for it.
   *
   * @internal
   */
  _host(preferences: ISessionPreferences, streams?: boolean): void;
}

export function isSessionHost(node: ISsmManagedInstance): node is ISsmManagedInstance & SessionHost {
  return '_host' in node;
}

/** The node's side of a session that somebody is granted. */
export function host(node: ISsmManagedInstance, preferences: ISessionPreferences, streams: boolean): void {
  if (isSessionHost(node)) {
    node._host(preferences, streams);
  } else {
    preferences.grantHost(node);
  }
}

const fleets = new WeakMap<IAutoScalingGroup, SessionHost>();

/** Makes it known that the instances of a group are nodes of the library's own. */
export function registerFleet(group: IAutoScalingGroup, fleet: SessionHost): void {
  fleets.set(group, fleet);
}

/** The side of the instances of a group; of one that is none of the library's own, the role alone is known. */
export function hostOnFleet(group: IAutoScalingGroup, preferences: ISessionPreferences, streams: boolean): void {
  const fleet = fleets.get(group);
  if (fleet) {
    fleet._host(preferences, streams);
  } else {
    preferences.grantHost(group);
  }
}
