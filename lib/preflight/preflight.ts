import { App } from 'aws-cdk-lib';
import { cloudFormationReader, engine } from './on-demand';
import { PreflightOptions } from './preflight-options';
import { PreflightReport } from './preflight-report';

/**
 * Proves from templates, before anything is deployed, that Session Manager will reach each node: every EC2 instance, Auto Scaling group and
 * launch template, whoever wrote it.
 *
 * Nothing is deployed, called or looked up. What the templates do not show makes a node UNKNOWN, never CONNECTS.
 */
export class Preflight {
  /**
   * The report on an app, which is synthesized for it.
   *
   * @param app the app
   * @param options what to look at
   */
  public static ofApp(app: App, options: PreflightOptions = {}): PreflightReport {
    return engine().analyze(cloudFormationReader().readApp(app, options), options);
  }

  /**
   * The report on a template, for example on `Template.fromStack(stack).toJSON()`.
   *
   * @param template the template as an object
   * @param options what to look at
   * @throws if it is no template
   */
  public static ofTemplate(template: { [key: string]: any }, options: PreflightOptions = {}): PreflightReport {
    return engine().analyze(cloudFormationReader().readTemplate(template, options), options);
  }

  /**
   * The report on a cloud assembly (`cdk.out`) or on a template in a file, JSON or YAML.
   *
   * @param path the directory or the file
   * @param options what to look at
   * @throws if it cannot be read; the error says which file, and which line
   */
  public static ofFile(path: string, options: PreflightOptions = {}): PreflightReport {
    return engine().analyze(cloudFormationReader().readFile(path, options), options);
  }

  private constructor() {}
}
