import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, Stage, Validations } from 'aws-cdk-lib';
import { version } from 'aws-cdk-lib/package.json';
import { SessionManagerPreflight, SessionManagerPreflightProps } from '../../lib';
import * as stopSynthesis from '../../lib/preflight/stop-synthesis';

/** Whether the aws-cdk-lib of the tests fails by itself where a plugin reports a violation. An older one the plugin has to stop by an error. */
export const FAILS_BY_ITSELF = Number(version.split('.')[1]) >= 262;

/** Something that stops a run, in the words that each version of aws-cdk-lib is told. */
export interface Stop {
  readonly ruleName: string;
  readonly description: string;
  readonly decidedBy: string[];
  readonly resource?: string;
  readonly property?: string;
  readonly constructPath?: string;
  readonly fix?: string;
}

export interface Violation {
  readonly ruleName: string;
  readonly severity: string;
  readonly description: string;
  readonly fix?: string;
  readonly ruleMetadata?: Record<string, string>;
  readonly violatingConstructs: { readonly constructPath?: string; readonly resource?: string; readonly locations: string[] }[];
}

export interface Run {
  /** What stops it. Nothing does where it passes. */
  readonly stops: Stop[];
  /** What the report has of the plugin. An older library writes none for a run that is stopped. */
  readonly violations: Violation[];
}

interface Ending {
  readonly error?: string;
  readonly exitCode: typeof process.exitCode;
  readonly report?: { readonly fails: boolean; readonly violations: Violation[] };
}

/** What all that ran in a test wrote to stderr. */
export let stderr: string;
let exitCode: typeof process.exitCode;

beforeEach(() => {
  stderr = '';
  exitCode = process.exitCode;
  jest.spyOn(process.stderr, 'write').mockImplementation(text => { stderr += text; return true; });
  jest.spyOn(console, 'error').mockImplementation(text => { stderr += text; });
});

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = exitCode;
});

/** Synthesizes an app with the plugin. If something stops it, the run has to fail as the aws-cdk-lib of the tests lets it fail. */
export function synth(app: App, props?: SessionManagerPreflightProps, at: App | Stage = app): Run {
  return (FAILS_BY_ITSELF ? runByReport : runByError)(app, endOf(app, props, at));
}

/** What the plugin reports to a library that fails by itself, whether the one of the tests does so or not. */
export function violationsOf(app: App, props?: SessionManagerPreflightProps): Violation[] {
  const { report } = as(true, () => endOf(app, props));
  expect(report).toMatchObject({ fails: true });
  return report!.violations;
}

/** The error by which the plugin stops a library that does not fail by itself, whether the one of the tests does so or not. */
export function errorOf(app: App, props?: SessionManagerPreflightProps): string {
  const { error, report } = as(false, () => endOf(app, props));
  expect([typeof error, report]).toEqual(['string', undefined]);
  return error!;
}

function as(failsByItself: boolean, run: () => Ending): Ending {
  const spy = jest.spyOn(stopSynthesis, 'libraryStops').mockReturnValue(failsByItself);
  const ending = run();
  spy.mockRestore();
  return ending;
}

function endOf(app: App, props?: SessionManagerPreflightProps, at: App | Stage = app): Ending {
  Validations.of(at).addPlugins(new SessionManagerPreflight(props));
  process.exitCode = 0;
  let error: string | undefined;
  try {
    app.synth();
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  return { error, exitCode: process.exitCode, report: reportIn(app.outdir) };
}

function reportIn(directory: string): Ending['report'] {
  const file = join(directory, FAILS_BY_ITSELF ? 'validation-report.json' : 'policy-validation-report.json');
  if (!existsSync(file)) { return undefined; }
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8'));
  const found = pluginReports.find((each: any) => (each.pluginName ?? each.summary.pluginName) === 'SessionManagerPreflight');
  return {
    fails: found !== undefined && (FAILS_BY_ITSELF ? found.conclusion : found.summary.status) === 'failure',
    violations: (found?.violations ?? []).map(({ suggestedFix, violatingConstructs, ...violation }: any) => ({
      fix: suggestedFix,
      ...violation,
      violatingConstructs: violatingConstructs.map(({ cloudFormationResource: at, ...old }: any) => ({
        constructPath: old.constructPath, resource: at?.logicalId ?? old.resourceLogicalId, locations: at?.propertyPaths ?? old.locations ?? [],
      })),
    })),
  };
}

/** The older library looks at nothing but the error, and so do the CDK CLI and other languages. */
function runByError(_: App, { error, exitCode: code, report }: Ending): Run {
  if (error === undefined) {
    expect([code, report?.fails ?? false]).toEqual([0, false]);
    return { stops: [], violations: report?.violations ?? [] };
  }
  expect([code, report]).toEqual([0, undefined]);
  return { stops: stopsIn(error), violations: [] };
}

function runByReport(app: App, { error, exitCode: code, report }: Ending): Run {
  const violations = report?.violations ?? [];
  if (report?.fails !== true) {
    expect([error, code]).toEqual([undefined, 0]);
    return { stops: [], violations };
  }
  const fatal = violations.filter(({ severity }) => severity === 'fatal');
  expect(fatal).not.toEqual([]);
  const [told, ...failure] = failureOf(app, error);
  expect([error, code]).toEqual(failure);
  for (const { description, fix, ruleName, violatingConstructs: [{ constructPath }] } of told === undefined ? [] : fatal) {
    [description, fix ?? '', constructPath ?? '', `SessionManagerPreflight::${ruleName}`].forEach(text => expect(told).toContain(text));
  }
  return { stops: fatal.map(stopOf), violations };
}

/** Where a newer library tells what stops a run, and the error and the exit code with which it ends, which depend on who runs it. */
function failureOf(app: App, error?: string): [told: string | undefined, error: unknown, exitCode: number] {
  const context = (name: string) => app.node.tryGetContext(`@aws-cdk/core:${name}`);
  if (context('failSynthOnValidationErrors') === false) {
    return [undefined, undefined, 0];
  }
  switch (context('appMode') ?? process.env.NODE_ENV) {
    case 'process': return [stderr, undefined, 1];
    case 'test': return [error, expect.any(String), 0];
    default: return [stderr, expect.stringMatching(/^Validation failed\. A copy of this report can be found in: /), 0];
  }
}

const DECIDED_BY = 'decided by ';

function stopOf({ ruleName, description, fix, violatingConstructs: [{ constructPath, resource, locations: [property] }] }: Violation): Stop {
  const [what, ...decidedBy] = description.split(`; ${DECIDED_BY}`);
  return { ruleName, description: what, decidedBy, resource, property, constructPath: constructPath || undefined, fix };
}

/** Reads the error of the plugin, which has a block for each finding, or is a sentence where there is no verdict. */
function stopsIn(error: string): Stop[] {
  const blocks = error.split('\n\n').map(block => ({ block, head: /^(\S+) (?:BLOCKED|UNKNOWN): (.*)/.exec(block) }));
  const stops = blocks.flatMap(({ block, head }) => {
    if (head === null) { return []; }
    const line = (title: string) => [...block.matchAll(new RegExp(`^ {2}${title}: (.*)$`, 'gm'))].map(([, text]) => text);
    const decidedBy = line('Decided by');
    const [, resource, property] = /^(\w+) \(.*\)(?:, (\S+))? in /.exec(line('Resource').join()) ?? /(\w+)\/(Properties\/\S+)$/.exec(decidedBy[0]) ?? [];
    return [{ ruleName: head[1], description: head[2], decidedBy, resource, property, constructPath: line('Construct')[0], fix: line('Fix')[0] }];
  });
  return stops.length > 0 ? stops : [{ ruleName: 'preflight-failed', description: error, decidedBy: [] }];
}
