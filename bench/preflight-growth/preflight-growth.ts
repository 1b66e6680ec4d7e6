import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import type { Measurement } from './measure';
import { Benchmark, outputOfTsNode } from '../benchmark';

/** How much longer ten times as many nodes may take. */
const MOST_GROWTH = 11;

/** How much of the time of the synthesis it may take, in percent. It is about half of that where nothing else runs. */
const MOST_SHARE = 20;

/** How preflight grows with the number of nodes. */
export const preflightGrowth: Benchmark = {
  title: 'How preflight grows',
  description: `Each row is the middle one of three processes, by its share of the synthesis. A process synthesizes an app with the CDK and then proves it:
one VPC a stack with 50 nodes each, half of them behind a NAT gateway and half with VPC endpoints, each node with a role and a security group of its own.
The paths of constructs are in the templates, as the CDK's command line wants it. The nodes of a subnet differ in their names alone, so preflight
evaluates one of them.

Before preflight did so, it took 68.6 % of the synthesis of 1,000 nodes (the median of five runs), and 57.2 and 49.5 % of that of 10,000; in turn with it,
on a machine with other work, this one took 15.2 %, and 13.9 and 12.6 %.`,
  measure() {
    const [small, large] = [1_000, 10_000].map(middleOf);
    const growth = large.preflightMs / small.preflightMs;
    const share = 100 * Math.max(...[small, large].map(({ preflightMs, synthMs }) => preflightMs / synthMs));
    return {
      header: ['nodes', 'VPCs', 'connect', 'preflight / synth', 'preflight / preflight of 1,000', 'peak memory', 'of which before preflight'],
      rows: [small, large].map(({ nodes, connects, preflightMs, synthMs, peakMiB, peakBeforeMiB }) => [
        `${nodes}`,
        `${nodes / 50}`,
        `${connects}`,
        `${(100 * preflightMs / synthMs).toFixed(1)} %`,
        (preflightMs / small.preflightMs).toFixed(1),
        `${peakMiB} MiB`,
        `${peakBeforeMiB} MiB`,
      ]),
      failures: [
        ...large.connects !== large.nodes || small.connects !== small.nodes ? ['A node of the benchmark does not connect, so it measures something else'] : [],
        ...share > MOST_SHARE ? [`Preflight takes ${share.toFixed(1)} % of the time of the synthesis, and may take ${MOST_SHARE} %`] : [],
        ...growth > MOST_GROWTH ? [`Ten times as many nodes take ${growth.toFixed(1)} times as long, and may take ${MOST_GROWTH} times`] : [],
      ],
    };
  },
};

/** The run whose share of the synthesis is the median of three. */
function middleOf(nodes: number): Measurement {
  const runs = [1, 2, 3].map(() => measureApp(nodes));
  return runs.sort((a, b) => a.preflightMs / a.synthMs - b.preflightMs / b.synthMs)[1];
}

function measureApp(nodes: number): Measurement {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'preflight-bench-'));
  try {
    return JSON.parse(outputOfTsNode(path.join(__dirname, 'measure.ts'), `${nodes}`, outdir)) as Measurement;
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}
