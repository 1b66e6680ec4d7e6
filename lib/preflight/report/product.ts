import { packageVersion } from '../package-version';

/** What writes the reports, as they name it. */
export const PRODUCT = {
  name: 'cdk-session-manager preflight',
  version: packageVersion(),
  page: 'https://github.com/cdk-session-manager/cdk-session-manager',
} as const;

/** Where the documentation is. */
export const DOCUMENTATION = `${PRODUCT.page}/blob/main`;

/** The section of a rule in the documentation. */
export function rulePage(ruleId: string): string {
  return `${DOCUMENTATION}/docs/rules.md#${ruleId.toLowerCase()}`;
}
