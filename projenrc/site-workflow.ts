import { type GitHub, GithubWorkflow, workflows } from 'projen/lib/github';
import { DEPLOY_PAGES, UPLOAD_PAGES } from './pinned-actions';
import { RUNNER, allowNothing, checkout, readingJob, setUpNode } from './workflow-parts';

const { WRITE } = workflows.JobPermission;

/** Publishes the guides of main. */
export function addSiteWorkflow(github: GitHub): void {
  const site = new GithubWorkflow(github, 'site', { limitConcurrency: true, concurrencyOptions: { group: '${{ github.workflow }}', cancelInProgress: false } });
  site.on({ push: { branches: ['main'] }, workflowDispatch: {} });
  allowNothing(site);
  site.addJob('build', readingJob({
    name: 'Build the site',
    // A run by hand may be on any branch.
    if: "${{ github.ref == 'refs/heads/main' }}",
    timeoutMinutes: 30,
    steps: [
      checkout(),
      setUpNode('22'),
      { name: 'Install dependencies', run: 'npm ci' },
      { name: 'Compile', run: 'npx projen compile' },
      { name: 'Translate the snippets', run: 'npx projen docs:python' },
      { name: 'Build', run: 'npx projen docs:site' },
      { name: 'Upload the site', uses: UPLOAD_PAGES, with: { path: 'site/.vitepress/dist' } },
    ],
  }));
  site.addJob('deploy', {
    name: 'Publish the site',
    needs: ['build'],
    runsOn: RUNNER,
    permissions: { pages: WRITE, idToken: WRITE },
    environment: 'github-pages',
    timeoutMinutes: 10,
    steps: [{ name: 'Deploy', uses: DEPLOY_PAGES }],
  });
}
