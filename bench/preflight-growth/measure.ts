import { appOf } from './assembly';
import { Preflight, PreflightVerdict } from '../../lib';
import { cloudFormationReader, engine } from '../../lib/preflight/on-demand';

/** What one process measured of one app. */
export interface Measurement {
  readonly nodes: number;
  readonly connects: number;
  readonly synthMs: number;
  readonly preflightMs: number;
  /** Of the whole process, the CDK's share included. */
  readonly peakMiB: number;
  /** What the peak was before preflight began. */
  readonly peakBeforeMiB: number;
}

// A process of its own for each size, so that one's peak of memory is not another's.
const [nodes, outdir] = process.argv.slice(2);
// Loading is for the other benchmark.
engine();
cloudFormationReader();
const app = appOf(Number(nodes), outdir);
const start = process.hrtime.bigint();
app.synth();
const synthesized = process.hrtime.bigint();
const peakBeforeMiB = peak();
const report = Preflight.ofFile(outdir);
const done = process.hrtime.bigint();
const measurement: Measurement = {
  nodes: report.nodes.length,
  connects: report.nodes.filter(({ verdict }) => verdict === PreflightVerdict.CONNECTS).length,
  synthMs: ms(start, synthesized),
  preflightMs: ms(synthesized, done),
  peakMiB: peak(),
  peakBeforeMiB,
};
process.stdout.write(JSON.stringify(measurement));

function ms(from: bigint, to: bigint): number {
  return Number((to - from) / 1_000_000n);
}

function peak(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
