import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import type { Measurement } from './measure';

/** How much longer ten times as many nodes may take. */
const MOST_GROWTH = 12;

const [small, large] = [1_000, 10_000].map(measure);
const growth = large.preflightMs / small.preflightMs;
const table = [
  '| nodes | VPCs | connect | preflight / synth | preflight / preflight of 1,000 | peak memory | of which before preflight |',
  '|---:|---:|---:|---:|---:|---:|---:|',
  ...[small, large].map(({ nodes, connects, preflightMs, synthMs, peakMiB, peakBeforeMiB }) => {
    const share = `${(100 * preflightMs / synthMs).toFixed(1)} %`;
    return `| ${nodes} | ${nodes / 50} | ${connects} | ${share} | ${(preflightMs / small.preflightMs).toFixed(1)} | ${peakMiB} MiB | ${peakBeforeMiB} MiB |`;
  }),
].join('\n');
process.stdout.write(`${table}\n`);

if (process.argv.includes('--write')) {
  fs.writeFileSync(path.join(__dirname, '..', 'docs', 'benchmarks.md'), [
    '# Benchmarks',
    '',
    'How preflight grows, from `npm run bench -- --write`. Each row is one process that synthesizes an app with the CDK and then proves it: one VPC a',
    'stack with 50 nodes each, half of them behind a NAT gateway and half with VPC endpoints, each node with a role and a security group of its own.',
    'Times are given as ratios within one run, since seconds are the machine\'s.',
    '',
    `Measured on ${new Date().toISOString().slice(0, 10)} with Node.js ${process.versions.node}.`,
    '',
    table,
    '',
  ].join('\n'));
}
if (large.connects !== large.nodes || small.connects !== small.nodes) {
  throw new Error('A node of the benchmark does not connect, so it measures something else');
}
if (growth > MOST_GROWTH) {
  throw new Error(`Ten times as many nodes take ${growth.toFixed(1)} times as long, and may take ${MOST_GROWTH} times`);
}

function measure(nodes: number): Measurement {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'preflight-bench-'));
  try {
    const args = ['--max-old-space-size=6144', require.resolve('ts-node/dist/bin'), '--prefer-ts-exts', '--transpile-only', path.join(__dirname, 'measure.ts'), String(nodes), outdir];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as Measurement;
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}
