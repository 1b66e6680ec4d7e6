import { SourceLocation } from './location';
import { Service } from './session/service';

/**
 * What to do about a finding, free of where the model was read: a live key is enabled, where a template leaves `Enabled` out. The reader words it.
 *
 * A text is advice that reads the same everywhere. Several steps are alternatives, unless they are all to be done.
 */
export type Fix = FixStep | readonly FixStep[] | { readonly all: readonly FixStep[] };

export type FixStep = string | Change;

export type Change =
  /** Give a setting a value, or any value where it is left out. */
  | { readonly change: 'set'; readonly setting: SettingName; readonly of?: string; readonly to?: string }
  /** Give a setting the value that it has by default. */
  | { readonly change: 'reset'; readonly setting: SettingName; readonly of?: string }
  /** Put something into a setting that is a list, or that names something. */
  | { readonly change: 'name'; readonly what: string; readonly in: SettingName; readonly of: string }
  /** Let a policy allow something: these actions, and to this service, where that is all that it takes. */
  | {
    readonly change: 'allow';
    readonly what: string;
    readonly in: SettingName;
    readonly of: string;
    readonly actions?: readonly string[];
    readonly service?: string;
  }
  /** Attach the Internet gateway to the VPC. */
  | { readonly change: 'attach-internet-gateway' }
  /** Let the endpoint be of the region that it is in. */
  | { readonly change: 'use-own-region' }
  | { readonly change: 'give-public-address'; readonly to: string }
  /** Start a node only after other resources are there. */
  | { readonly change: 'start-after'; readonly node: SourceLocation; readonly others: readonly SourceLocation[] }
  /** The same in general, for no node in particular. */
  | { readonly change: 'start-after-these'; readonly what: string }
  /** Something else, in words that read the same everywhere. A reader may know a form of it beside the words. */
  | { readonly change: 'do'; readonly deed: Deed; readonly words: string };

/** What is done about a finding, and by nothing that is a setting alone. */
export type Deed =
  | { readonly what: SimpleDeed }
  | { readonly what: 'add-endpoint'; readonly service: Service }
  /** Let a role call actions; of one service, if not on everything. */
  | { readonly what: 'grant' | 'grant-in-boundary'; readonly actions: readonly string[] }
  /** Let a role in by the policy of a resource. */
  | { readonly what: 'let-in'; readonly actions: readonly string[] }
  | { readonly what: 'attach-managed-policy'; readonly policy: string }
  | { readonly what: 'add-user-data'; readonly command: string };

export type SimpleDeed =
  | 'let-node-out' | 'let-acl-out' | 'let-acl-replies-in' | 'add-endpoints' | 'let-node-into-endpoint' | 'open-public-access'
  | 'give-instance-profile' | 'let-logs-use-key' | 'guard-sessions';

/** A fix as code of a CDK app, in each language. */
export interface FixCode {
  readonly typescript: string;
  readonly python: string;
}

/** A deed in words. */
export function deed(what: SimpleDeed | Deed, words: string): FixStep {
  return { change: 'do', deed: typeof what === 'string' ? { what } : what, words };
}

/** What a change may be of, in words of the model. */
export type SettingName =
  | 'vpc.dns-support' | 'vpc.dns-hostnames'
  | 'subnet.dns64' | 'subnet.ipv6-address'
  | 'nat-gateway.address' | 'nat-gateway.connectivity' | 'nat-instance.source-dest-check'
  | 'endpoint.private-dns' | 'endpoint.subnets' | 'endpoint.route-tables' | 'endpoint.policy'
  | 'node.ipv6-address' | 'node.metadata-tokens' | 'node.metadata-endpoint'
  | 'instance-profile.roles' | 'role.trust-policy'
  | 'log-group.key' | 'key.enabled' | 'key.spec';
