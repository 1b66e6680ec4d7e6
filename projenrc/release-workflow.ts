import type { awscdk } from 'projen';
import { ActionRefs, type GithubWorkflow, workflows } from 'projen/lib/github';
import { Release } from 'projen/lib/release';
import { RELEASABLE_COMMITS } from './commit-types';
import { ATTEST } from './pinned-actions';
import { addPublishJobs } from './publish-jobs';
import { NODE_TO_RELEASE, RUNNER, TOOLS, allowNothing, checkout, setUpNode } from './workflow-parts';

const { READ, WRITE } = workflows.JobPermission;
const FIRST_VERSION = '0.1.0';

/** Publishes what a push to main brings, if the gate passes and if a feature, a fix or a break is among it. */
export function addReleaseWorkflow(project: awscdk.AwsCdkConstructLibrary): void {
  const release = new Release(project, {
    branch: 'main',
    versionFile: 'package.json',
    artifactsDirectory: project.artifactsDirectory,
    releasableCommits: RELEASABLE_COMMITS,
    // 13 needs Node.js 22.
    bumpPackage: 'commit-and-tag-version@^12',
    nextVersionCommand: `node -p "process.env.VERSION === '0.0.0' ? '${FIRST_VERSION}' : ''"`,
    // Packs all languages once, where nothing can be published. The gate has run the tests.
    tasks: [project.compileTask, project.postCompileTask, project.tasks.tryFind('package-all')!],
    workflowPermissions: { contents: READ },
    releaseWorkflowSetupSteps: [
      setUpNode(NODE_TO_RELEASE),
      { name: 'Set up Java', uses: ActionRefs.ACTIONS_SETUP_JAVA, with: { 'distribution': 'corretto', 'java-version': TOOLS.java.version } },
      { name: 'Set up Python', uses: ActionRefs.ACTIONS_SETUP_PYTHON, with: { 'python-version': TOOLS.python.version } },
      { name: 'Set up .NET', uses: ActionRefs.ACTIONS_SETUP_DOTNET, with: { 'dotnet-version': TOOLS.dotnet.version, 'cache': false } },
      { name: 'Set up Go', uses: ActionRefs.ACTIONS_SETUP_GO, with: { 'go-version': TOOLS.go.version, 'cache': false } },
      { name: 'Install dependencies', run: 'npm ci' },
    ],
    // The jobs that projen would add install all dependencies where they may publish.
    githubRelease: false,
  });
  const workflow = project.github!.tryFindWorkflow('release')!;
  const { condition } = release.publisher;
  allowNothing(workflow);
  addGate(workflow);
  addAttestation(workflow, condition!);
  addPublishJobs(workflow, condition!);
}

function addGate(workflow: GithubWorkflow): void {
  workflow.addJob('gate', {
    uses: './.github/workflows/build.yml',
    // A run by hand may be on any branch.
    if: "${{ github.ref == 'refs/heads/main' }}",
    permissions: { contents: READ },
  });
  workflow.patchStep('release', 'checkout', checkout({ 'fetch-depth': 0 }));
  workflow.file!.addOverride('jobs.release.needs', ['gate']);
  workflow.file!.addOverride('jobs.release.timeout-minutes', 60);
}

function addAttestation(workflow: GithubWorkflow, condition: string): void {
  workflow.addJob('attest', {
    name: 'Sign where the packages were built',
    needs: ['release'],
    if: `${condition} && !inputs.dry_run`,
    runsOn: RUNNER,
    permissions: { idToken: WRITE, attestations: WRITE },
    timeoutMinutes: 10,
    steps: [
      {
        name: 'Download the packages',
        uses: ActionRefs.ACTIONS_DOWNLOAD_ARTIFACT,
        with: { 'artifact-ids': '${{ needs.release.outputs.artifact_id }}', 'path': 'dist' },
      },
      { name: 'Attest', uses: ATTEST, with: { 'subject-path': 'dist/js/*.tgz\ndist/python/*\ndist/dotnet/*.nupkg\ndist/java/**/*.jar' } },
    ],
  });
}
