import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import type { VARIANTS } from './variants';
import { Benchmark, median, outputOfTsNode } from '../benchmark';

type Variant = keyof typeof VARIANTS;

const SIZES = [1, 50, 90];
const ROUNDS = 15;

/** How many times as long synthesis may take with the library as with the same resources written by hand; a busy machine doubles single runs. */
const MOST_RATIO = 1.3;

/** How long synthesis takes with the library. */
export const synthesis: Benchmark = {
  title: 'What the library adds to synthesis',
  description: `How long it takes to define and synthesize a stack of nodes in isolated subnets, as a multiple of what it takes with the same resources from
aws-cdk-lib alone, and with its \`BastionHostLinux\`, which encrypts no volume and waits for less: medians of the ratios in ${ROUNDS} rounds, in each of
which each way has a process of its own. Preflight is not part of it.`,
  measure() {
    const ratios = SIZES.map(nodes => {
      const rounds = Array.from({ length: ROUNDS }, (_, round) => {
        // Back and forth, since the speed of a machine changes while this runs.
        const order: Variant[] = round % 2 === 0 ? ['byHand', 'library', 'bastionHosts'] : ['bastionHosts', 'library', 'byHand'];
        const times = Object.fromEntries(order.map(variant => [variant, synthesize(variant, nodes)])) as Record<Variant, number>;
        return { byHand: times.library / times.byHand, bastionHosts: times.library / times.bastionHosts };
      });
      return { nodes, byHand: median(rounds.map(round => round.byHand)), bastionHosts: median(rounds.map(round => round.bastionHosts)) };
    });
    return {
      header: ['nodes', 'library / by hand', 'library / BastionHostLinux'],
      rows: ratios.map(({ nodes, byHand, bastionHosts }) => [`${nodes}`, byHand.toFixed(2), bastionHosts.toFixed(2)]),
      failures: ratios.filter(({ byHand }) => byHand > MOST_RATIO)
        .map(({ nodes, byHand }) => `${nodes} nodes synthesize in ${byHand.toFixed(2)} times the time that they take by hand, and may take ${MOST_RATIO} times`),
    };
  },
};

/** How many milliseconds it takes. */
function synthesize(variant: Variant, nodes: number): number {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'synthesis-bench-'));
  try {
    return Number(outputOfTsNode(path.join(__dirname, 'measure.ts'), variant, `${nodes}`, outdir));
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}
