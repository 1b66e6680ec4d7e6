import { EXPECTATION, UnmetExpectation } from './unmet-expectation';
import { plain } from './wording';

/** Expectations that stop somebody, for the message of an error. */
export function expectationsText(unmet: readonly UnmetExpectation[]): string {
  return ['What is expected of access does not hold, as it is:', ...unmet.map(blockText)].join('\n\n');
}

function blockText({ severity, message, statements, fix, source }: UnmetExpectation): string {
  return [
    `${EXPECTATION} ${severity}: ${message}`,
    ...statements.map(statement => `  Decided by: ${statement}`),
    ...source?.constructPath === undefined ? [] : [`  Construct: ${source.constructPath}`],
    `  Fix: ${fix}`,
  ].map(plain).join('\n');
}
