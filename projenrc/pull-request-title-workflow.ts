import { type GitHub, GithubWorkflow } from 'projen/lib/github';
import { COMMIT_TYPES } from './commit-types';
import { RUNNER, allowNothing } from './workflow-parts';

/** A pull request is squashed into one commit with its title, which decides whether there is a release. */
export function addPullRequestTitleWorkflow(github: GitHub): void {
  const workflow = new GithubWorkflow(github, 'pull-request-title', {
    limitConcurrency: true,
    concurrencyOptions: { group: '${{ github.workflow }}-${{ github.ref }}', cancelInProgress: true },
  });
  // The merge queue wants an answer from each required check.
  workflow.on({ pullRequest: { types: ['opened', 'edited', 'reopened', 'synchronize'] }, mergeGroup: {} });
  allowNothing(workflow);
  workflow.addJob('title', {
    name: 'title',
    if: "${{ github.event_name == 'pull_request' }}",
    runsOn: RUNNER,
    permissions: {},
    timeoutMinutes: 5,
    env: { TITLE: '${{ github.event.pull_request.title }}', PATTERN: `^(${COMMIT_TYPES.join('|')})(\\([^()[:space:]]+\\))?!?: .+` },
    steps: [{
      name: 'The title is a conventional commit',
      run: [
        'if ! grep --extended-regexp --quiet "$PATTERN" <<< "$TITLE"; then',
        `  echo '::error::The title must be like "fix: what was wrong" with one of these types: ${COMMIT_TYPES.join(', ')}. A breaking change has "!" before the colon.'`,
        '  exit 1',
        'fi',
      ].join('\n'),
    }],
  });
}
