import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import type { Measurement } from './measure';
import { Benchmark, outputOfTsNode } from '../benchmark';

/** How much longer ten times as many nodes may take. */
const MOST_GROWTH = 12;

/** How preflight grows with the number of nodes. */
export const preflightGrowth: Benchmark = {
  title: 'How preflight grows',
  description: `Each row is one process that synthesizes an app with the CDK and then proves it: one VPC a stack with 50 nodes each, half of them behind a NAT
gateway and half with VPC endpoints, each node with a role and a security group of its own.`,
  measure() {
    const [small, large] = [1_000, 10_000].map(measureApp);
    const growth = large.preflightMs / small.preflightMs;
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
        ...growth > MOST_GROWTH ? [`Ten times as many nodes take ${growth.toFixed(1)} times as long, and may take ${MOST_GROWTH} times`] : [],
      ],
    };
  },
};

function measureApp(nodes: number): Measurement {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'preflight-bench-'));
  try {
    return JSON.parse(outputOfTsNode(path.join(__dirname, 'measure.ts'), `${nodes}`, outdir)) as Measurement;
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}
