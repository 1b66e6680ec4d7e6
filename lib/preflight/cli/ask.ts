import { PreflightArguments, Question } from './arguments';
import { EXIT } from './exit-status';
import { Progress } from './progress';
import { readAll, refuseUnmatched } from './read';
import { Terminal } from './terminal';
import { UsageError } from './usage-error';
import { AccessQuestions } from '../access-questions';
import { AccessReport } from '../engine/access-report';
import { UnknownName } from '../find-by-id';
import { PreflightAccess, PreflightAccessVerdict } from '../preflight-access';
import { accessListText, accessText } from '../report/access-text';
import { ACCESS_VERDICTS } from '../report/access-words';

/** Of an answer, as of a test: a script that goes on after 0 has an answer that is certain, and so has one that looks for 1. */
const EXIT_OF_ANSWER: { readonly [verdict in PreflightAccessVerdict]: number } = { YES: EXIT.CONNECTS, NO: EXIT.BLOCKED, UNKNOWN: EXIT.UNDECIDED };

/** Answers a question about access; no node is judged for it. */
export function ask(question: Question, parsed: PreflightArguments, terminal: Terminal): number {
  const { out } = terminal;
  const { format, quiet } = parsed;
  const progress = new Progress(terminal, quiet);
  const reading = readAll(parsed, terminal, progress);
  progress.clear();
  refuseUnmatched(reading);
  const accesses = answers(question, new AccessQuestions(new AccessReport(reading, reading.model.nodes)));
  if (!quiet) { out.write(format === 'json' ? jsonOf(question, accesses) : textOf(question, accesses, out.columns)); }
  return EXIT_OF_ANSWER[ACCESS_VERDICTS.find(each => accesses.some(({ verdict }) => verdict === each)) ?? PreflightAccessVerdict.NO];
}

function answers({ principal, node, document }: Question, questions: AccessQuestions): PreflightAccess[] {
  try {
    return principal === undefined ? questions.whoCan(node!, document)
      : node === undefined ? questions.whatCan(principal, document) : [questions.access(principal, node, document)];
  } catch (error) {
    throw error instanceof UnknownName ? new UsageError(error.message) : error;
  }
}

function jsonOf(question: Question, accesses: readonly PreflightAccess[]): string {
  return `${JSON.stringify(isOfOne(question) ? accesses[0] : accesses, undefined, 2)}\n`;
}

function textOf(question: Question, accesses: readonly PreflightAccess[], width: number | undefined): string {
  const about = question.principal === undefined ? 'principals' : 'nodes';
  return isOfOne(question) ? accessText(accesses[0], { width }) : accessListText(accesses, about, { width });
}

/** Of one person and one node. */
function isOfOne({ principal, node }: Question): boolean {
  return principal !== undefined && node !== undefined;
}
