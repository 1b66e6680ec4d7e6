import { PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { isOlder } from '../agent/versions';

/**
 * The first aws-cdk-lib that was seen to fail synthesis by itself, in every language, with and without the CDK CLI.
 *
 * Older ones set an exit code, which only a process of Node.js has. And the CLI takes that over since 2.1119: it sets
 * `@aws-cdk/core:failSynthOnValidationErrors` to false, and reads a report that these libraries do not write.
 */
const FAILS_BY_ITSELF = '2.262.0';

/** Whether the aws-cdk-lib of the app fails synthesis where a plugin reports a violation. */
export function libraryStops(): boolean {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { version } = require('aws-cdk-lib/package.json') as { readonly version: string };
  return !isOlder(version, FAILS_BY_ITSELF);
}

/**
 * A report on which an older library fails with this message.
 *
 * The library catches what a plugin throws, and goes on. It reads the violations only when it formats them, and what is thrown then ends synthesis.
 */
export function stoppingReport(violations: PolicyViolation[], message: string): PolicyValidationPluginReport {
  const stop: PolicyViolation = { ...violations[0], get ruleName(): string { throw new Error(message); } };
  return { success: false, violations: [stop, ...violations.slice(1)] };
}
