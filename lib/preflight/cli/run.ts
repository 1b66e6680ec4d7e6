import * as fs from 'fs';
import * as path from 'path';
import { withAccepted } from './accept';
import { Arguments, parseArguments, Question, USAGE } from './arguments';
import { Progress } from './progress';
import { UsageError } from './usage-error';
import { AccessQuestions } from '../access-questions';
import { AccessReport } from '../engine/access-report';
import { analyze, unmatchedNames } from '../engine/analyze';
import { failureText } from '../failure';
import { UnknownName } from '../find-by-id';
import { PreflightAccessVerdict } from '../preflight-access';
import { PreflightReport } from '../preflight-report';
import { PreflightSeverity } from '../preflight-severity';
import { PreflightVerdict } from '../preflight-verdict';
import { readFile } from '../readers/cloudformation/cloudformation-reading';
import { UnreadableInput } from '../readers/cloudformation/evaluate/template';
import { Reading, UnmatchedName } from '../readers/reading';
import { accessListText, accessText } from '../report/access-text';
import { ACCESS_VERDICTS } from '../report/access-words';
import { htmlReport } from '../report/html-report';
import { jsonReport } from '../report/json-report';
import { AccessAnswers } from '../report/report-data';
import { sourceDate } from '../report/source-date';
import { textReport } from '../report/text-report';

/** What the command uses of its process. Tests pass their own. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  readonly env: { readonly [name: string]: string | undefined };
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** The exit status. Scripts depend on these numbers. */
export const EXIT = { CONNECTS: 0, BLOCKED: 1, UNREADABLE: 2, FAILED: 3, UNDECIDED: 4 } as const;

/** Of an answer, as of a test: a script that goes on after 0 has an answer that is certain, and so has one that looks for 1. */
const EXIT_OF_ANSWER: { readonly [verdict in PreflightAccessVerdict]: number } = { YES: EXIT.CONNECTS, NO: EXIT.BLOCKED, UNKNOWN: EXIT.UNDECIDED };

/** Runs a command line and returns the exit status. */
export function run(args: string[], terminal: Terminal): number {
  try {
    const parsed = parseArguments(args);
    if (!parsed) {
      terminal.out.write(USAGE);
      return EXIT.CONNECTS;
    }
    return parsed.question ? answer(parsed.question, parsed, terminal) : preflight(parsed, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err.write(`${error.message}\n\n${USAGE}`);
      return EXIT.UNREADABLE;
    }
    if (error instanceof UnreadableInput) {
      terminal.err.write(`${error.message}\n`);
      return EXIT.UNREADABLE;
    }
    terminal.err.write(`${failureText(error)}\n`);
    return EXIT.FAILED;
  }
}

function preflight({ input, json, html, strict, node, parameters, region, assume, accepted }: Arguments, { out, err, env }: Terminal): number {
  const progress = new Progress(err);
  const read = readFile(input, { parameters, region, assume, onProgress: (done, total) => progress.show('Reading', done, total) });
  const reading = withAccepted(read, accepted);
  const whole = analyze(reading, { onProgress: (done, total) => progress.show('Judging', done, total) });
  progress.clear();
  refuseUnmatched(reading);
  const report = only(whole, node);
  if (html !== undefined) {
    writeReport(html, htmlReport({ ...report, accessAnswers: report._accessAnswers }, {
      title: path.basename(path.resolve(input)), madeFrom: `preflight ${input}`, madeAt: sourceDate(env) ?? new Date(),
    }));
  }
  out.write(json ? `${jsonReport(report)}\n` : textReport(report, { color: out.isTTY === true && !env.NO_COLOR, width: out.columns }));
  const isAuditDead = report.auditFindings.some(({ severity, acknowledged }) => severity === PreflightSeverity.BLOCKED && acknowledged === undefined);
  const fails = isAuditDead || report.verdict === PreflightVerdict.BLOCKED || (strict && report.verdict === PreflightVerdict.UNKNOWN);
  return fails ? EXIT.BLOCKED : EXIT.CONNECTS;
}

/** Answers a question about access; no node is judged for it. */
function answer({ principal, node, document }: Question, { input, json, parameters, region }: Arguments, { out, err }: Terminal): number {
  const progress = new Progress(err);
  const reading = readFile(input, { parameters, region, onProgress: (done, total) => progress.show('Reading', done, total) });
  progress.clear();
  refuseUnmatched(reading);
  const questions = new AccessQuestions(new AccessReport(reading, reading.model.nodes));
  const options = { width: out.columns };
  const accesses = ask(() => principal === undefined ? questions.whoCan(node!, document)
    : node === undefined ? questions.whatCan(principal, document) : [questions.access(principal, node, document)]);
  const isOne = principal !== undefined && node !== undefined;
  const text = () => isOne ? accessText(accesses[0], options) : accessListText(accesses, principal === undefined ? 'principals' : 'nodes', options);
  out.write(json ? `${JSON.stringify(isOne ? accesses[0] : accesses, undefined, 2)}\n` : text());
  return EXIT_OF_ANSWER[ACCESS_VERDICTS.find(each => accesses.some(({ verdict }) => verdict === each)) ?? PreflightAccessVerdict.NO];
}

function ask<T>(question: () => T): T {
  try {
    return question();
  } catch (error) {
    throw error instanceof UnknownName ? new UsageError(error.message) : error;
  }
}

/** An option of the command line that is of nothing is misspelt. */
const OPTIONS: { readonly [given in UnmatchedName['given']]?: string } = { parameters: '--parameter', assume: '--assume' };

function refuseUnmatched(reading: Reading): void {
  const refused = unmatchedNames(reading).filter(({ given }) => given in OPTIONS);
  if (refused.length > 0) {
    throw new UsageError(refused.map(({ given, message }) => `${OPTIONS[given]}: ${message}`).join('\n'));
  }
}

function only(report: PreflightReport, id: string | undefined): PreflightReport {
  if (id === undefined) { return report; }
  try {
    const node = report.node(id);
    const { assumptions, warnings, _accessAnswers: answers } = report;
    const accessAnswers = answers && answersAbout(answers, node.id);
    return PreflightReport._of({ verdict: node.verdict, nodes: [node], assumptions, warnings, accessAnswers });
  } catch (error) {
    throw new UsageError(`--node: ${(error as Error).message}`);
  }
}

function answersAbout(answers: AccessAnswers, nodeId: string): AccessAnswers {
  return {
    get principals() { return answers.principals; },
    // They are of people, and not of the node.
    accessFindings: [],
    nodes: answers.nodes.filter(({ id }) => id === nodeId),
    access: (principal, node) => answers.access(principal, node),
    accessWith: (principal, node, document) => answers.accessWith(principal, node, document),
  };
}

function writeReport(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`--html: ${(error as Error).message}`);
  }
}
