import { ActionRefs, type GithubWorkflow, workflows } from 'projen/lib/github';
import { NODE_TO_RELEASE, RUNNER, TOOLS } from './workflow-parts';

const { WRITE } = workflows.JobPermission;

const PUBLIB = 'publib@0.2.1061';
// Of what publib needs, nothing that is newer than this day, so that a release runs no code that came out since.
const PUBLIB_DEPENDENCIES_BEFORE = '2026-09-03';
// The registries know the workflow by its file and by this environment, where somebody approves each release.
const ENVIRONMENT = 'release';
// The profile that owns the package, which is no secret.
const NUGET_USER = 'cdk-session-manager';

interface Publication {
  readonly registry: string;
  readonly permissions: workflows.JobPermissions;
  /** What publib is told, by https://github.com/cdklabs/publib#readme. */
  readonly env: Record<string, string>;
  readonly tools?: workflows.Tools;
  readonly environment?: string;
}

/** By the name that publib has for each. */
const PUBLICATIONS: Record<string, Publication> = {
  npm: {
    registry: 'npm',
    permissions: { idToken: WRITE },
    env: { NPM_TRUSTED_PUBLISHER: 'true', NPM_CONFIG_PROVENANCE: 'true', NPM_DIST_TAG: 'latest' },
  },
  pypi: {
    registry: 'PyPI',
    permissions: { idToken: WRITE },
    tools: { python: TOOLS.python },
    // With attestations, unless they are switched off.
    env: { PYPI_TRUSTED_PUBLISHER: 'true' },
  },
  nuget: {
    registry: 'NuGet',
    permissions: { idToken: WRITE },
    tools: { dotnet: TOOLS.dotnet, python: TOOLS.python },
    env: { NUGET_TRUSTED_PUBLISHER: 'true', NUGET_USERNAME: NUGET_USER },
  },
  maven: {
    registry: 'Maven Central',
    permissions: {},
    tools: { java: TOOLS.java },
    // Maven Central takes no OpenID Connect. The only secrets are here, and no other job reads them.
    environment: 'maven-central',
    env: {
      MAVEN_SERVER_ID: 'central-ossrh',
      ...Object.fromEntries(['USERNAME', 'PASSWORD', 'GPG_PRIVATE_KEY', 'GPG_PRIVATE_KEY_PASSPHRASE'].map(name => (
        [`MAVEN_${name}`, `\${{ secrets.MAVEN_${name} }}`]
      ))),
    },
  },
  golang: {
    registry: 'the branch of the Go module',
    // A branch and a tag of this repository: the token of the run is enough, and ends with it.
    permissions: { contents: WRITE },
    env: {
      GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}',
      GIT_BRANCH: 'go',
      GIT_USER_NAME: 'github-actions[bot]',
      GIT_USER_EMAIL: '41898282+github-actions[bot]@users.noreply.github.com',
    },
  },
};

/** One job for each registry, which has no sources and installs nothing but publib, and one that tells of the release. */
export function addPublishJobs(workflow: GithubWorkflow, condition: string): void {
  const common = { if: condition, runsOn: RUNNER, timeoutMinutes: 30 };
  const download = {
    name: 'Download the packages',
    uses: ActionRefs.ACTIONS_DOWNLOAD_ARTIFACT,
    with: { 'artifact-ids': '${{ needs.release.outputs.artifact_id }}', 'path': 'dist' },
  };
  for (const [name, { registry, permissions, env, tools, environment = ENVIRONMENT }] of Object.entries(PUBLICATIONS)) {
    workflow.addJob(jobOf(name), {
      ...common,
      name: `Publish to ${registry}`,
      needs: ['release'],
      environment,
      permissions,
      tools: { node: { version: NODE_TO_RELEASE }, ...tools },
      steps: [download, {
        name: 'Publish',
        env: { ...env, NPM_CONFIG_BEFORE: PUBLIB_DEPENDENCIES_BEFORE, PUBLIB_DRYRUN: '${{ inputs.dry_run }}' },
        run: `npx --yes -p ${PUBLIB} publib-${name}`,
      }],
    });
  }
  workflow.addJob('release_github', {
    ...common,
    if: `${condition} && !inputs.dry_run`,
    name: 'Tag the commit and tell what changed',
    needs: ['release', ...Object.keys(PUBLICATIONS).map(jobOf)],
    permissions: { contents: WRITE },
    steps: [download, {
      name: 'Create the release',
      env: { GH_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
      run: [
        'tag=$(cat dist/releasetag.txt)',
        'gh release view "$tag" -R "$GITHUB_REPOSITORY" ||',
        '  gh release create "$tag" -R "$GITHUB_REPOSITORY" --title "$tag" --notes-file dist/changelog.md --target "$GITHUB_SHA"',
      ].join('\n'),
    }],
  });
}

const jobOf = (publication: string) => `release_${publication}`;
