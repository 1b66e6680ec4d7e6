import { type GitHub, GithubWorkflow, workflows } from 'projen/lib/github';
import { RUNNER, allowNothing, checkout, readingJob, setUpNode, uploadReports } from './workflow-parts';

const { WRITE } = workflows.JobPermission;

/** What takes long, and the newest versions of upstream, which would make the gate fail for reasons that no change has. */
export function addNightlyWorkflow(github: GitHub): void {
  const nightly = new GithubWorkflow(github, 'nightly');
  nightly.on({ schedule: [{ cron: '17 3 * * *' }], workflowDispatch: {} });
  allowNothing(nightly);
  nightly.addJob('newest', readingJob({
    name: 'Newest versions of upstream',
    timeoutMinutes: 90,
    steps: [
      checkout(),
      setUpNode('22'),
      { name: 'Check with the newest versions', run: '.ci/newest' },
      uploadReports('reports-newest'),
    ],
  }));
  nightly.addJob('whole', readingJob({
    name: 'All cases',
    timeoutMinutes: 90,
    steps: [
      checkout(),
      setUpNode('22'),
      { name: 'Install dependencies', run: 'npm ci' },
      { name: 'Test all cases, and more random ones', run: 'npx jest --ci', env: { TESTS: 'whole' } },
      uploadReports('reports-whole'),
    ],
  }));
  nightly.addJob('report', {
    name: 'Open an issue, or add to the open one',
    needs: ['newest', 'whole'],
    if: '${{ failure() }}',
    runsOn: RUNNER,
    permissions: { issues: WRITE },
    timeoutMinutes: 5,
    env: { GH_TOKEN: '${{ secrets.GITHUB_TOKEN }}', GH_REPO: '${{ github.repository }}' },
    steps: [{
      name: 'Report',
      run: [
        'run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"',
        'gh label create nightly --description "Fails by night" --force',
        'open=$(gh issue list --label nightly --state open --limit 1 --json number --jq ".[].number")',
        'if [ -n "$open" ]; then',
        '  gh issue comment "$open" --body "It failed again: $run"',
        'else',
        '  gh issue create --title "The nightly tests fail" --label nightly --body "$run says what failed. On your machine, \\`.ci/newest\\` and \\`TESTS=whole npx jest\\` do the same."',
        'fi',
      ].join('\n'),
    }],
  });
}
