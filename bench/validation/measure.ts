import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { Preflight } from '../../lib';
import { cloudFormationReader, engine as preflightEngine } from '../../lib/preflight/on-demand';
import { median } from '../benchmark';

const RUNS = 3;

const [file] = process.argv.slice(2);
// Loading is for the other benchmark.
preflightEngine();
cloudFormationReader();
const engine = new RegoEngine();
const validate = () => engine.validateStandard(new TemplateFile(file));
const preflight = () => Preflight.ofFile(file);
// Each loads and compiles before it is measured; then they take turns, so that a busy machine is busy for both.
const first = { preflight: msOf(preflight), validate: msOf(validate) };
const runs = Array.from({ length: RUNS }, () => ({ preflight: msOf(preflight), validate: msOf(validate) }));
engine.free();
process.stdout.write(JSON.stringify({
  first: first.preflight / first.validate,
  again: median(runs.map(run => run.preflight)) / median(runs.map(run => run.validate)),
}));

function msOf(run: () => unknown): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e6;
}
