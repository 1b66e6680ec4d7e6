import { withAccepted } from './accept';
import { PreflightArguments } from './arguments';
import { EXIT } from './exit-status';
import { titleOf } from './inputs';
import { checkFiles, writeFiles } from './outputs';
import { Progress } from './progress';
import { readAll, refuseUnmatched } from './read';
import { Terminal, usesColor } from './terminal';
import { UsageError } from './usage-error';
import { watched } from './watched-nodes';
import { analyze } from '../engine/analyze';
import { PreflightReport } from '../preflight-report';
import { PreflightSeverity } from '../preflight-severity';
import { PreflightVerdict } from '../preflight-verdict';
import { ReportFormat, REPORT_FORMATS } from '../report/formats';
import { AccessAnswers, ReportData } from '../report/report-data';
import { sourceDate } from '../report/source-date';
import { failingText } from '../report/text-report';

/** Proves that the nodes are reached, and reports it. */
export function prove(parsed: PreflightArguments, terminal: Terminal): number {
  const { format, files, quiet, strict, node, accepted } = parsed;
  const { out, env } = terminal;
  checkFiles(files);
  const progress = new Progress(terminal, quiet);
  const reading = withAccepted(readAll(parsed, terminal, progress), accepted);
  const whole = analyze(reading, { onProgress: (done, total) => progress.show('Judging', done, total, 'nodes') });
  refuseUnmatched(reading);
  const report = only(whole, node);
  const look = { color: usesColor(out, env), width: out.columns };
  const about = {
    title: titleOf(parsed.inputs),
    madeFrom: `preflight ${parsed.inputs.join(' ')}`,
    madeAt: dateOf(terminal),
  };
  const write = (each: ReportFormat, isPrinted: boolean) => {
    const data = dataOf(report, (done, total) => progress.show(`Writing ${each}`, done, total, 'nodes'));
    return REPORT_FORMATS[each].write(data, { ...about, ...isPrinted ? look : { color: false } });
  };
  writeFiles(files.map(file => ({ ...file, text: write(file.format, false) })));
  const printed = quiet ? failingText(dataOf(report), { ...look, strict }) : write(format, true);
  progress.clear();
  out.write(printed);
  return fails(report, strict) ? EXIT.BLOCKED : EXIT.CONNECTS;
}

function dateOf({ env, now = Date.now }: Terminal): Date {
  try {
    return sourceDate(env) ?? new Date(now());
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function fails({ auditFindings, verdict }: PreflightReport, strict: boolean): boolean {
  const isAuditDead = auditFindings.some(({ severity, acknowledged }) => severity === PreflightSeverity.BLOCKED && acknowledged === undefined);
  return isAuditDead || verdict === PreflightVerdict.BLOCKED || (strict && verdict === PreflightVerdict.UNKNOWN);
}

function dataOf(report: PreflightReport, onLook: (done: number, total: number) => void = () => undefined): ReportData {
  return {
    ...report,
    nodes: watched(report.nodes, onLook),
    get accessFindings() { return report.accessFindings; },
    accessAnswers: report._accessAnswers,
  };
}

function only(report: PreflightReport, id: string | undefined): PreflightReport {
  if (id === undefined) { return report; }
  try {
    const node = report.node(id);
    const { assumptions, warnings, _accessAnswers: answers } = report;
    const stacks = report.stacks.filter(({ name }) => name === node.stack);
    const accessAnswers = answers && answersAbout(answers, node.id);
    return PreflightReport._of({ verdict: node.verdict, nodes: [node], assumptions, warnings, stacks, accessAnswers });
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
