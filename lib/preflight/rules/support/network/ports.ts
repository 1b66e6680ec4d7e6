import { isKnown } from '../../../model/known';
import { PortRange } from '../../../model/network/network';
import { EPHEMERAL_PORTS } from '../../../model/network/traffic';
import { ManagedNode } from '../../../model/node';

export const HTTPS: PortRange = { from: 443, to: 443 };

/** The ports that a node's connections begin at; those of all platforms where its own is not known. */
export function ephemeralPortsOf({ images }: ManagedNode): PortRange {
  const platforms = images.map(({ value }) => isKnown(value) && isKnown(value.platform) ? value.platform : undefined);
  const ranges = platforms.map(platform => platform ? EPHEMERAL_PORTS[platform] : ANY_PLATFORM);
  return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) };
}

const ANY_PLATFORM: PortRange = { from: EPHEMERAL_PORTS.linux.from, to: EPHEMERAL_PORTS.windows.to };
