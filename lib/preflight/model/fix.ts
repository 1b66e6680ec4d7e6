import { SourceLocation } from './location';

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
  /** Let a policy allow something. */
  | { readonly change: 'allow'; readonly what: string; readonly in: SettingName; readonly of: string }
  /** Attach the Internet gateway to the VPC. */
  | { readonly change: 'attach-internet-gateway' }
  /** Let the endpoint be of the region that it is in. */
  | { readonly change: 'use-own-region' }
  | { readonly change: 'give-public-address'; readonly to: string }
  /** Start a node only after other resources are there. */
  | { readonly change: 'start-after'; readonly node: SourceLocation; readonly others: readonly SourceLocation[] }
  /** The same in general, for no node in particular. */
  | { readonly change: 'start-after-these'; readonly what: string };

/** What a change may be of, in words of the model. */
export type SettingName =
  | 'vpc.dns-support' | 'vpc.dns-hostnames'
  | 'subnet.dns64' | 'subnet.ipv6-address'
  | 'nat-gateway.address' | 'nat-gateway.connectivity' | 'nat-instance.source-dest-check'
  | 'endpoint.private-dns' | 'endpoint.subnets' | 'endpoint.route-tables' | 'endpoint.policy'
  | 'node.ipv6-address' | 'node.metadata-tokens' | 'node.metadata-endpoint'
  | 'instance-profile.roles' | 'role.trust-policy'
  | 'log-group.key' | 'key.enabled' | 'key.spec';
