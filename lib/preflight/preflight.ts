import { App } from 'aws-cdk-lib';
import { blockedTexts, cloudFormationReader, engine, expectations, textReports } from './on-demand';
import { OPTION_TYPES, REQUIREMENT_TYPES } from './option-types';
import { PreflightOptions } from './preflight-options';
import { PreflightReport } from './preflight-report';
import { PreflightRequirement } from './preflight-requirement';
import { PreflightVerdict } from './preflight-verdict';
import { readOptionsOf } from './read-options';
import type { Reading } from './readers/reading';
import { openFindings, stops } from './report/open-findings';
import { checkProps, checkValue, having, required } from '../core/check-props';
import { TEXT } from '../core/prop-types';

/**
 * Proves from templates, before anything is deployed, that Session Manager will reach each node: every EC2 instance, Auto Scaling group and fleet,
 * what services of AWS start instances by, and every launch template that none of them uses, whoever wrote it.
 *
 * It deploys nothing, calls nothing in AWS and looks nothing up. What the templates do not show makes a node UNKNOWN, never CONNECTS.
 *
 * @example
 * declare const app: App;
 * const report = Preflight.ofApp(app);
 * const connects = report.node('MyStack/Node').verdict === PreflightVerdict.CONNECTS;
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-prerequisites.html
 */
export class Preflight {
  /**
   * The report on an app. Synthesizes the app. Reads the names of looked-up images from the context of the app.
   *
   * @param app the app
   * @param options what preflight looks at, and what must work
   * @throws if `exclude` or `parameters` name what is not there
   */
  public static ofApp(app: App, options: PreflightOptions = {}): PreflightReport {
    checkValue(undefined, 'app', app, required(having('an App', 'synth', 'new App()')));
    checkProps(undefined, options, OPTION_TYPES);
    return reportOn(cloudFormationReader().readApp(app, readOptionsOf(options)), options);
  }

  /**
   * Throws if Session Manager cannot reach a node of an app, which is synthesized for it, or if what is expected of access to its nodes does not hold.
   *
   * For a test, or as the last line of an app in any language.
   *
   * @param app the app
   * @param options what to look at, and whether what is not known counts
   * @returns the report, where nothing stops
   * @throws if a node is BLOCKED, or with `failOnUnknown` UNKNOWN, or there is none: the message has rule, resource, construct and fix of each finding;
   * and if an expectation does not hold: the message has who, which node, and the statements that decide; and if sessions certainly are not recorded or
   * told of as the app means
   */
  public static requireConnects(app: App, options: PreflightRequirement = {}): PreflightReport {
    checkProps(undefined, options, REQUIREMENT_TYPES);
    const report = Preflight.ofApp(app, options);
    const stopping = openFindings(report).filter(({ finding }) => stops(finding, options.failOnUnknown));
    const unmet = options.expect === undefined ? [] : expectations().unmetExpectations(report, options.expect);
    const failing = unmet.filter(each => stops(each, options.failOnUnknown));
    if (stopping.length > 0 || failing.length > 0) {
      throw new Error(blockedTexts().stoppingText(stopping, failing));
    }
    if (options.failOnUnknown && report.verdict !== PreflightVerdict.CONNECTS) {
      throw new Error(`Session Manager may not reach all nodes of this app: ${textReports().summary(report.nodes)}`);
    }
    return report;
  }

  /**
   * The report on a template, for example on `Template.fromStack(stack).toJSON()`.
   *
   * @param template the template as an object
   * @param options what preflight looks at, and what must work
   * @throws if `template` is not a CloudFormation template, or if `exclude` or `parameters` name what is not there
   */
  public static ofTemplate(template: { [key: string]: any }, options: PreflightOptions = {}): PreflightReport {
    checkProps(undefined, options, OPTION_TYPES);
    return reportOn(cloudFormationReader().readTemplate(template, readOptionsOf(options)), options);
  }

  /**
   * The report on a cloud assembly, such as `cdk.out`, or on a template file in JSON or YAML. Reads the names of looked-up images from
   * `cdk.context.json` beside it or in the working directory.
   *
   * @param path the directory or the file
   * @param options what preflight looks at, and what must work
   * @throws if it cannot be read; the error names the file, and the line where it can, or if `exclude` or `parameters` name what is not there
   */
  public static ofFile(path: string, options: PreflightOptions = {}): PreflightReport {
    checkValue(undefined, 'path', path, required(TEXT));
    checkProps(undefined, options, OPTION_TYPES);
    return reportOn(cloudFormationReader().readFile(path, readOptionsOf(options)), options);
  }

  private constructor() {}
}

/** Where all of the app is read, a node or parameter that is not there is misspelt. */
function reportOn(reading: Reading, options: PreflightOptions): PreflightReport {
  const misspelt = engine().unmatchedNames(reading, options.exclude).find(({ given }) => given === 'exclude' || given === 'parameters');
  if (misspelt) { throw new Error(misspelt.message); }
  return engine().analyze(reading, options);
}
