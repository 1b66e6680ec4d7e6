import { PreflightArguments } from './arguments';
import { inputsOf } from './inputs';
import { Progress } from './progress';
import { readStandardInput } from './standard-input';
import { Terminal } from './terminal';
import { UsageError } from './usage-error';
import { unmatchedNames } from '../engine/analyze';
import { readFiles } from '../readers/cloudformation/cloudformation-reading';
import { Reading, UnmatchedName } from '../readers/reading';

const STAGES = { read: ['Reading', 'templates'], compare: ['Comparing', 'stacks'] } as const;

/** Reads all that the command line names. */
export function readAll(parsed: PreflightArguments, { input = readStandardInput }: Terminal, progress: Progress): Reading {
  const { inputs, parameters, region, assume } = parsed;
  return readFiles(inputsOf(inputs, input), {
    parameters,
    region,
    assume,
    onProgress: (done, total, stage) => {
      const [what, things] = STAGES[stage];
      progress.show(what, done, total, things);
    },
  });
}

/** An option of the command line that is of nothing is misspelt. */
const OPTIONS: { readonly [given in UnmatchedName['given']]?: string } = { parameters: '--parameter', assume: '--assume' };

export function refuseUnmatched(reading: Reading): void {
  const refused = unmatchedNames(reading).filter(({ given }) => given in OPTIONS);
  if (refused.length > 0) {
    throw new UsageError(refused.map(({ given, message }) => `${OPTIONS[given]}: ${message}`).join('\n'));
  }
}
