import { type GitHub, GithubWorkflow } from 'projen/lib/github';
import { RUNNER, allowNothing, checkout, readingJob, setUpNode, uploadReports } from './workflow-parts';

const NODE_VERSIONS = ['20', '22', '24'];

/** `.ci/run` on each version of Node.js: for pull requests, for the merge queue, and before a release. */
export function addBuildWorkflow(github: GitHub): void {
  const build = new GithubWorkflow(github, 'build', {
    limitConcurrency: true,
    concurrencyOptions: { group: '${{ github.workflow }}-${{ github.ref }}', cancelInProgress: true },
  });
  build.on({ pullRequest: {}, mergeGroup: {}, workflowCall: {}, workflowDispatch: {} });
  allowNothing(build);
  build.addJob('gate', readingJob({
    name: 'Node.js ${{ matrix.node }}',
    strategy: { failFast: false, matrix: { domain: { node: NODE_VERSIONS } } },
    timeoutMinutes: 60,
    steps: [
      // With the tags: what changed in the API is held against the commits since the last release.
      checkout({ 'fetch-depth': 0 }),
      setUpNode('${{ matrix.node }}'),
      { name: 'Check everything', run: '.ci/run' },
      uploadReports('reports-node-${{ matrix.node }}'),
    ],
  }));
  build.addJob('coverage', readingJob({
    name: 'Coverage',
    timeoutMinutes: 90,
    steps: [
      checkout(),
      setUpNode('22'),
      { name: 'Install dependencies', run: 'npm ci' },
      // Apart from the gate: with coverage no test file shares modules with another, which takes several times as long.
      { name: 'At least 95 per cent', run: 'npm run coverage' },
      uploadReports('reports-coverage'),
    ],
  }));
  build.addJob('required', {
    name: 'required',
    needs: ['gate', 'coverage'],
    // A job that is skipped counts as passed, so this one always runs.
    if: '${{ always() }}',
    runsOn: RUNNER,
    permissions: {},
    timeoutMinutes: 5,
    env: { GATE: '${{ needs.gate.result }}', COVERAGE: '${{ needs.coverage.result }}' },
    steps: [{ name: 'All passed', run: 'test "$GATE" = success && test "$COVERAGE" = success' }],
  });
}
