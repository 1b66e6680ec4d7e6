import * as fs from 'fs';
import * as path from 'path';
import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { cloudFormationReader, engine, textReports } from './on-demand';
import { PreflightFinding } from './preflight-finding';
import { PreflightNode } from './preflight-node';
import { PreflightOptions } from './preflight-options';
import { PreflightReport } from './preflight-report';
import { PreflightSeverity } from './preflight-severity';
import { PreflightVerdict } from './preflight-verdict';
import { RULE_TITLES } from './rule-catalog';

/**
 * What makes synthesis stop.
 */
export interface SessionManagerPreflightProps extends PreflightOptions {
  /**
   * Whether a node of which something cannot be seen stops synthesis, too.
   *
   * @default false
   */
  readonly failOnUnknown?: boolean;

  /**
   * Whether to print a line for each node.
   *
   * @default true
   */
  readonly printNodes?: boolean;
}

/**
 * Preflight as a part of synthesis: a node that Session Manager will not reach stops it, with the resource, the property and the fix.
 *
 * A finding is accepted with `Validations.of(x).acknowledge({ id: 'SSM-NET-003', reason: '...' })`, where `x` is the node, what has to be changed, or
 * a construct around one of them, up to its stack: no assembly holds what is said at an app or a stage.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class SessionManagerPreflight implements IPolicyValidationPlugin {
  /** The name in the validation report, and before `::` in the ids of acknowledgements. */
  public readonly name: string = 'SessionManagerPreflight';

  /** The version of the library. */
  public readonly version?: string = packageVersion();

  /** The rules, see docs/rules.md. */
  public readonly ruleIds?: string[] = Object.keys(RULE_TITLES);

  public constructor(private readonly props: SessionManagerPreflightProps = {}) {}

  /**
   * Called by the CDK.
   *
   * @param context the templates
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const [first, ...others] = context.templatePaths.map(file => path.resolve(file));
    if (first === undefined) {
      return { success: true, violations: [] };
    }
    const directory = assemblyOf(first, others);
    const templatePaths = withNested([first, ...others]);
    const report = engine().analyze(cloudFormationReader().readFile(directory, this.props), {
      ...this.props,
      includes: ({ resource: { source } }) => source.origin === 'template' && templatePaths.has(source.templatePath),
    });
    if (this.props.printNodes ?? true) {
      // The CDK prints a plugin's violations, and nothing of what is well; stdout is the template's.
      process.stderr.write(report.nodes.map(node => `${textReports().nodeLine(node)}\n`).join(''));
    }
    const violations = violationsOf(report, this.props.failOnUnknown ?? false);
    return { success: violations.every(({ severity }) => severity !== FATAL), violations };
  }
}

/** Nested stacks have templates of their own, which the CDK does not name. */
function withNested(templatePaths: string[]): ReadonlySet<string> {
  const directories = new Set(templatePaths.map(file => path.dirname(file)));
  const nested = [...directories].flatMap(directory => (
    fs.readdirSync(directory).filter(file => file.endsWith('.nested.template.json')).map(file => path.join(directory, file))
  ));
  return new Set([...templatePaths, ...nested]);
}

/** The CDK lets an id that is acknowledged anywhere pass everywhere, unless the violation is fatal; scopes are looked at here. */
const FATAL = 'fatal';

function violationsOf({ nodes }: PreflightReport, failOnUnknown: boolean): PolicyViolation[] {
  const open = nodes.flatMap(node => node.findings.filter(({ acknowledged }) => acknowledged === undefined).map(finding => ({ node, finding })));
  const groups = new Map<string, { readonly node: PreflightNode; readonly finding: PreflightFinding }[]>();
  for (const item of open) {
    const key = [item.finding.ruleId, item.finding.severity, item.finding.message, item.finding.stack, item.finding.logicalId].join('\n');
    groups.set(key, [...groups.get(key) ?? [], item]);
  }
  return [...groups.values()].map(items => violationOf(items[0].finding, items.map(({ node }) => node), failOnUnknown));
}

function violationOf(finding: PreflightFinding, nodes: PreflightNode[], failOnUnknown: boolean): PolicyViolation {
  const stops = finding.severity === PreflightSeverity.BLOCKED || (failOnUnknown && finding.severity === PreflightSeverity.UNKNOWN);
  return {
    ruleName: finding.ruleId,
    description: finding.message,
    fix: finding.fix,
    severity: stops ? FATAL : 'warning',
    violatingResources: [{
      resourceLogicalId: finding.logicalId,
      templatePath: finding.templatePath ?? '',
      locations: finding.property ? [finding.property] : [],
    }],
    ruleMetadata: {
      Verdict: finding.severity === PreflightSeverity.WARNING ? PreflightVerdict.CONNECTS : finding.severity,
      Nodes: nodes.map(({ id }) => id).join(', '),
      Capabilities: finding.capabilities.join(', '),
      Source: finding.contract,
    },
  };
}

/** The outermost assembly that holds all templates: those of stages are in directories inside. */
function assemblyOf(first: string, others: string[]): string {
  const shortest = others.map(file => path.dirname(file)).reduce((a, b) => b.length < a.length ? b : a, path.dirname(first));
  const parent = path.dirname(shortest);
  return fs.existsSync(path.join(parent, 'manifest.json')) && fs.existsSync(path.join(parent, 'cdk.out')) ? parent : shortest;
}

function packageVersion(): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string };
  return version;
}
