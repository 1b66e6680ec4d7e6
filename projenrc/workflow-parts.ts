import { ActionRefs, type GithubWorkflow, workflows } from 'projen/lib/github';

export const RUNNER = ['ubuntu-24.04'];
/** With npm 11.5.1 or newer, which publishes without a token. */
export const NODE_TO_RELEASE = '24';
/** What the packages are compiled and published with. */
export const TOOLS = {
  java: { version: '17' },
  python: { version: '3.12' },
  dotnet: { version: '10.x' },
  go: { version: '1.26.x' },
};

/** Leaves a job without any right but those that it names. */
export function allowNothing(workflow: GithubWorkflow): void {
  workflow.file!.addOverride('permissions.contents', 'none');
}

/** Gets the sources, and leaves no token behind. */
export function checkout(options: Record<string, number> = {}): workflows.JobStep {
  return { name: 'Checkout', uses: ActionRefs.ACTIONS_CHECKOUT, with: { ...options, 'persist-credentials': false } };
}

/** Without a cache, which a run with fewer rights could have written. */
export function setUpNode(version: string): workflows.JobStep {
  return { name: 'Set up Node.js', uses: ActionRefs.ACTIONS_SETUP_NODE, with: { 'node-version': version, 'package-manager-cache': false } };
}

/** A job that may read the sources and nothing else. */
export function readingJob(job: Pick<workflows.Job, 'name' | 'if' | 'strategy' | 'timeoutMinutes' | 'steps'>): workflows.Job {
  return { ...job, runsOn: RUNNER, permissions: { contents: workflows.JobPermission.READ }, env: { CI: 'true' } };
}

/** Keeps what a run found, whether it passed or not. */
export function uploadReports(name: string): workflows.JobStep {
  return {
    name: 'Upload the reports',
    if: '${{ !cancelled() }}',
    uses: ActionRefs.ACTIONS_UPLOAD_ARTIFACT,
    with: { name, 'path': 'test-reports\n.cache/logs\ncoverage/coverage-summary.json', 'include-hidden-files': true, 'if-no-files-found': 'ignore' },
  };
}
