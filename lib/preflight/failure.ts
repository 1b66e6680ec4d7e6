/** What to tell where preflight itself failed: an error that nobody foresaw is a bug, and no verdict. */
export function failureText(error: unknown): string {
  return [
    'Preflight itself failed, so this is no verdict: nothing is known about any node. That is a bug of cdk-session-manager; please report it with',
    `the lines below at ${ISSUES}`,
    error instanceof Error ? error.stack ?? error.message : String(error),
  ].join('\n');
}

const ISSUES = 'https://github.com/cdk-session-manager/cdk-session-manager/issues';
