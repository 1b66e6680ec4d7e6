import * as fs from 'fs';
import * as path from 'path';
import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolatingResource, PolicyViolation } from 'aws-cdk-lib';
import { failureText } from './failure';
import { accessCauses, blockedTexts, cloudFormationReader, engine, expectations, textReports } from './on-demand';
import { REQUIREMENT_TYPES } from './option-types';
import { packageVersion } from './package-version';
import { PreflightFinding } from './preflight-finding';
import { PreflightReport } from './preflight-report';
import { PreflightReportFormat } from './preflight-report-format';
import { PreflightRequirement } from './preflight-requirement';
import { PreflightSeverity } from './preflight-severity';
import { PreflightVerdict } from './preflight-verdict';
import { readOptionsOf } from './read-options';
import type { ReadOptions } from './readers/cloudformation/evaluate/template';
import { OpenFinding, openFindings, stops } from './report/open-findings';
import { EXPECTATION, UnmetExpectation } from './report/unmet-expectation';
import { UnwritableReport, writeReports } from './report-files';
import { RULE_TITLES } from './rule-catalog';
import { libraryStops, stoppingReport } from './stop-synthesis';
import { PropTypes, checkProps, mapOf, oneOf } from '../core/check-props';
import { BOOLEAN } from '../core/prop-types';

/**
 * Properties of `SessionManagerPreflight`.
 */
export interface SessionManagerPreflightProps extends PreflightRequirement {
  /**
   * Whether to print one line for each node to stderr.
   *
   * @default true
   */
  readonly printNodes?: boolean;

  /**
   * Files to write the report into, and what each is to hold, for example `{ 'preflight.sarif': PreflightReportFormat.SARIF }`. A path is one from the
   * working directory. What is in a file is replaced. They are written whether synthesis fails or not; a file that cannot be written makes it fail.
   *
   * @default - none
   */
  readonly reportFiles?: { readonly [file: string]: PreflightReportFormat };
}

const FORMAT = oneOf('a PreflightReportFormat', PreflightReportFormat, 'PreflightReportFormat.SARIF');

const PROP_TYPES: PropTypes<SessionManagerPreflightProps> = {
  ...REQUIREMENT_TYPES,
  printNodes: BOOLEAN,
  reportFiles: mapOf('an object of PreflightReportFormat', `{ 'preflight.sarif': ${FORMAT.example} }`, FORMAT),
};

/**
 * Preflight as part of synthesis. A node that is BLOCKED makes synthesis fail, and so does an expectation of access that does not hold, or an audit of
 * sessions that certainly records or tells nothing (`SSM-AUD-...`). The validation report names the rule, the resource, the property and the fix.
 *
 * Accept a finding with `Validations.of(x).acknowledge({ id: 'SSM-NET-003', reason: '...' })`. `x` is the node, the resource that the finding
 * names, or a construct around one of them, up to its stack. An acknowledgement on an app or a stage has no effect, because the cloud assembly
 * does not hold it.
 *
 * What people may do beside what is meant (`SSM-ACC-...`) is a warning, once for all people of whom the same is true; it makes nothing fail. `x` is then
 * the person, the policy that the finding names, or a construct around one of them.
 *
 * With an `aws-cdk-lib` older than 2.262.0, `app.synth()` throws an error that holds the findings, because such a library does not make the `cdk`
 * command or another language fail.
 *
 * @example
 * declare const app: App;
 * Validations.of(app).addPlugins(new SessionManagerPreflight({ failOnUnknown: true }));
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class SessionManagerPreflight implements IPolicyValidationPlugin {
  /** The name in the validation report. An acknowledgement may have it before the id of the rule: `SessionManagerPreflight::SSM-NET-003`. */
  public readonly name: string = 'SessionManagerPreflight';

  /** The version of the library. */
  public readonly version?: string = packageVersion();

  /** The ids of all rules. docs/rules.md has a section for each rule. */
  public readonly ruleIds?: string[] = Object.keys(RULE_TITLES);

  private readonly readOptions: ReadOptions;

  /**
   * @throws if an option is not what it has to be
   */
  public constructor(private readonly props: SessionManagerPreflightProps = {}) {
    checkProps(undefined, props, PROP_TYPES);
    this.readOptions = readOptionsOf(props);
  }

  /**
   * Checks the templates. The CDK calls this at the end of synthesis.
   *
   * It never throws, because the CDK would go on as if nothing had been found: what keeps it from a verdict is a violation that makes synthesis fail.
   *
   * @param context the paths of the templates
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    try {
      return this.check(context);
    } catch (error) {
      return failed(isOfTheInput(error) ? error.message : failureText(error));
    }
  }

  private check(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const [first, ...others] = context.templatePaths.map(file => path.resolve(file));
    if (first === undefined) { return this.judged(NOTHING); }
    const directory = assemblyOf(first, others);
    const templatePaths = withNested([first, ...others]);
    const report = engine().analyze(cloudFormationReader().readFile(directory, this.readOptions), {
      ...this.props,
      includes: ({ resource: { source } }) => source.origin === 'template' && templatePaths.has(source.templatePath),
    });
    this.print(report);
    return this.judged(report);
  }

  private judged(report: PreflightReport): PolicyValidationPluginReport {
    const { expect, failOnUnknown, reportFiles = {} } = this.props;
    writeReports(report, reportFiles);
    const findings = openFindings(report);
    const unmet = expect === undefined ? [] : expectations().unmetExpectations(report, expect);
    const stopping = findings.filter(({ finding }) => stops(finding, failOnUnknown));
    const failing = unmet.filter(each => stops(each, failOnUnknown));
    const violations = [
      ...findings.map(each => violationOf(each, stopping.includes(each))),
      ...accessViolations(report),
      ...unmet.map(each => violationOfExpectation(each, failing.includes(each))),
    ];
    const success = stopping.length === 0 && failing.length === 0;
    return success || libraryStops() ? { success, violations } : stoppingReport(violations, blockedTexts().stoppingText(stopping, failing));
  }

  /**
   * The CDK prints the violations of a plugin only. stdout is for the template.
   *
   * A name that is of nothing may be right: a plugin of a stage does not see the other stages. It stops nobody, because without it less is proven.
   */
  private print({ nodes, warnings }: PreflightReport): void {
    const nodeLines = this.props.printNodes ?? true ? nodes.map(node => textReports().nodeLine(node)) : [];
    const lines = [...warnings.map(warning => `SessionManagerPreflight: ${warning}`), ...nodeLines];
    process.stderr.write(lines.map(line => `${line}\n`).join(''));
  }
}

/** An app without stacks. */
const NOTHING = PreflightReport._of({ verdict: PreflightVerdict.CONNECTS, nodes: [], assumptions: [] });

/** Nothing was proven: a report that makes synthesis fail. */
function failed(message: string): PolicyValidationPluginReport {
  const violations = [{ ruleName: FAILED, description: message, severity: FATAL, violatingResources: [NOWHERE] }];
  return libraryStops() ? { success: false, violations } : stoppingReport(violations, message);
}

/** What is violated where there is no verdict. It is no rule, so that nobody can acknowledge it. */
const FAILED = 'preflight-failed';

/** Since 2.262.0 the CDK prints a violation once for each of its places, and does not fail if it has nothing to print. */
const NOWHERE: PolicyViolatingResource = { locations: [] };

/** Whether somebody else has to mend it: what is to be read, or where to write. */
function isOfTheInput(error: unknown): error is Error {
  return error instanceof UnwritableReport || (error instanceof Error && error.name === 'UnreadableInput');
}

/** The CDK does not name the templates of nested stacks. */
function withNested(templatePaths: string[]): ReadonlySet<string> {
  const directories = new Set(templatePaths.map(file => path.dirname(file)));
  const nested = [...directories].flatMap(directory => (
    fs.readdirSync(directory).filter(file => file.endsWith('.nested.template.json')).map(file => path.join(directory, file))
  ));
  return new Set([...templatePaths, ...nested]);
}

/**
 * The severity of a violation that makes synthesis fail.
 *
 * Where a rule is acknowledged anywhere, the CDK drops all its violations but the fatal ones. Here an acknowledgement counts in its scope only.
 */
const FATAL = 'fatal';

function violationOf({ finding, nodes }: OpenFinding, isFatal: boolean): PolicyViolation {
  return {
    ruleName: finding.ruleId,
    description: finding.message,
    fix: finding.fix,
    severity: isFatal ? FATAL : 'warning',
    violatingResources: violatingResources([finding]),
    ruleMetadata: nodes.length === 0 ? { Source: finding.contract } : {
      Verdict: finding.severity === PreflightSeverity.WARNING ? PreflightVerdict.CONNECTS : finding.severity,
      Nodes: nodes.join(', '),
      Capabilities: finding.capabilities.join(', '),
      Source: finding.contract,
    },
  };
}

function violationOfExpectation({ severity, message, statements, fix, source, property }: UnmetExpectation, isFatal: boolean): PolicyViolation {
  return {
    ruleName: EXPECTATION,
    description: [message, ...statements.map(statement => `decided by ${statement}`)].join('; '),
    fix,
    severity: isFatal ? FATAL : 'warning',
    violatingResources: [source === undefined ? NOWHERE : {
      resourceLogicalId: source.name, templatePath: source.templatePath ?? '', locations: property === undefined ? [] : [property],
    }],
    ruleMetadata: { Verdict: severity },
  };
}

/** Once for all people of whom the same is said. */
function accessViolations({ accessFindings }: PreflightReport): PolicyViolation[] {
  const open = accessCauses().accessCausesOf(accessFindings.filter(({ acknowledged }) => acknowledged === undefined));
  return open.map(({ finding, predicate, findings }) => {
    const people = findings.map(({ principal }) => principal).join(', ');
    return {
      ruleName: finding.ruleId,
      description: findings.length === 1 ? finding.message : `${people}: ${predicate}`,
      fix: finding.fix,
      severity: 'warning',
      violatingResources: violatingResources(findings),
      ruleMetadata: { Principals: people, Source: finding.contract },
    };
  });
}

function violatingResources(findings: readonly PreflightFinding[]): PolicyViolation['violatingResources'] {
  const places = new Map(findings.map(finding => [JSON.stringify([finding.templatePath, finding.logicalId, finding.property]), finding]));
  return [...places.values()].map(({ logicalId, templatePath = '', property }) => ({
    resourceLogicalId: logicalId, templatePath, locations: property ? [property] : [],
  }));
}

/** The outermost assembly that holds all templates. Each stage has its own assembly in a directory inside. */
function assemblyOf(first: string, others: string[]): string {
  const shortest = others.map(file => path.dirname(file)).reduce((a, b) => b.length < a.length ? b : a, path.dirname(first));
  const parent = path.dirname(shortest);
  return fs.existsSync(path.join(parent, 'manifest.json')) && fs.existsSync(path.join(parent, 'cdk.out')) ? parent : shortest;
}
