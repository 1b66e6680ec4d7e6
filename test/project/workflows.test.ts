import { execFileSync } from 'child_process';
import { readFileSync, readdirSync } from 'fs';
import { dirname, join, resolve } from 'path';
import { parse } from 'yaml';
import { pythonEnvironment } from '../python-environment';

const REPOSITORY = resolve(__dirname, '../..');
const DIRECTORY = join(REPOSITORY, '.github/workflows');

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
  readonly env?: Record<string, string>;
}
interface Job {
  readonly 'needs'?: string | string[];
  readonly 'if'?: string;
  readonly 'permissions'?: Record<string, string>;
  readonly 'environment'?: string;
  readonly 'strategy'?: { readonly 'fail-fast': boolean; readonly 'matrix': Record<string, string[]> };
  readonly 'timeout-minutes'?: number;
  readonly 'uses'?: string;
  readonly 'steps'?: Step[];
}
interface Workflow {
  readonly on: Record<string, Record<string, unknown>>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const texts = Object.fromEntries(readdirSync(DIRECTORY).map(file => [file.replace('.yml', ''), readFileSync(join(DIRECTORY, file), 'utf8')]));
const workflows: Record<string, Workflow> = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parse(text)]));
const jobs = Object.entries(workflows).flatMap(([workflow, { jobs: those }]) => Object.entries(those).map(([id, job]) => ({ name: `${workflow}/${id}`, job })));
const steps = jobs.flatMap(({ name, job }) => (job.steps ?? []).map(step => ({ name, step })));
const { release, build, nightly } = workflows;
const needsOf = ({ needs = [] }: Job) => [needs].flat();

test('docs/releasing.md tells of each workflow, environment and secret', () => {
  const documentation = readFileSync(join(REPOSITORY, 'docs/releasing.md'), 'utf8');
  expect(Object.keys(workflows)).toEqual(['build', 'nightly', 'pull-request-title', 'release', 'site']);
  const environments = jobs.flatMap(({ job }) => job.environment ?? []);
  const secrets = Object.values(texts).flatMap(text => text.match(/(?<=secrets\.)(?!GITHUB_TOKEN)\w+/g) ?? []);
  for (const name of [...Object.keys(workflows).map(workflow => `${workflow}.yml`), ...environments, ...secrets]) {
    expect(documentation).toContain(`\`${name}\``);
  }
});

describe('No code of others runs unseen', () => {
  test('Each action is named by its commit', () => {
    const used = new Set(steps.flatMap(({ step }) => step.uses ?? []));
    expect(used.size).toBeGreaterThan(5);
    for (const action of used) {
      expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
    }
  });

  test('publib has an exact version, and what it needs is no newer than a day', () => {
    const published = steps.filter(({ step }) => step.run?.includes('publib'));
    expect(published).toHaveLength(5);
    for (const { step } of published) {
      expect(step.run).toMatch(/^npx --yes -p publib@\d+\.\d+\.\d+ publib-[a-z]+$/);
      expect(step.env!.NPM_CONFIG_BEFORE).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  test('Where something can be published or written, no sources and no dependencies are', () => {
    const powerful = jobs.filter(({ job }) => job.environment !== undefined || Object.values(job.permissions ?? {}).includes('write'));
    expect(powerful.map(({ name }) => name)).toEqual([
      'nightly/report', 'release/attest', 'release/release_npm', 'release/release_pypi', 'release/release_nuget', 'release/release_maven',
      'release/release_golang', 'release/release_github', 'site/deploy',
    ]);
    for (const { job } of powerful) {
      expect(JSON.stringify(job.steps)).not.toMatch(/actions\/checkout|npm (ci|install)|projen/);
    }
  });

  test('No cache is restored, which a run with fewer rights could have written', () => {
    for (const { step } of steps.filter(({ step: { uses = '' } }) => /setup-(node|go|dotnet)|actions\/cache/.test(uses))) {
      expect(step.with).toMatchObject(step.uses!.includes('setup-node') ? { 'package-manager-cache': false } : { cache: false });
    }
  });
});

describe('Nobody gets a right that is not needed', () => {
  test('Without a word a job may do nothing', () => {
    for (const workflow of Object.values(workflows)) {
      expect(workflow.permissions).toEqual({ contents: 'none' });
    }
  });

  test('Each job says what it may do', () => {
    const permissions = Object.fromEntries(jobs.map(({ name, job }) => [name, job.permissions]));
    const mayPublish = { 'id-token': 'write' };
    expect(permissions).toEqual({
      'build/gate': { contents: 'read' },
      'build/coverage': { contents: 'read' },
      'build/required': {},
      'nightly/newest': { contents: 'read' },
      'nightly/whole': { contents: 'read' },
      'nightly/report': { issues: 'write' },
      'pull-request-title/title': {},
      'release/gate': { contents: 'read' },
      'release/release': { contents: 'read' },
      'release/attest': { 'id-token': 'write', 'attestations': 'write' },
      'release/release_npm': mayPublish,
      'release/release_pypi': mayPublish,
      'release/release_nuget': mayPublish,
      'release/release_maven': {},
      'release/release_golang': { contents: 'write' },
      'release/release_github': { contents: 'write' },
      'site/build': { contents: 'read' },
      'site/deploy': { 'pages': 'write', 'id-token': 'write' },
    });
  });

  test('The secrets are those of Maven Central, in one job, behind an environment of its own', () => {
    const secrets = jobs.flatMap(({ name, job }) => (JSON.stringify(job).match(/secrets\.\w+/g) ?? []).map(secret => `${name} ${secret}`));
    expect(secrets.filter(secret => !secret.endsWith('GITHUB_TOKEN'))).toEqual([
      'MAVEN_USERNAME', 'MAVEN_PASSWORD', 'MAVEN_GPG_PRIVATE_KEY', 'MAVEN_GPG_PRIVATE_KEY_PASSPHRASE',
    ].map(secret => `release/release_maven secrets.${secret}`));
    expect(jobs.filter(({ job }) => job.environment === 'maven-central').map(({ name }) => name)).toEqual(['release/release_maven']);
  });

  test('Checkouts leave no token behind', () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts.map(({ name }) => name)).toEqual(['build/gate', 'build/coverage', 'nightly/newest', 'nightly/whole', 'release/release', 'site/build']);
    for (const { step } of checkouts) {
      expect(step.with).toMatchObject({ 'persist-credentials': false });
    }
  });

  test('A pull request gets no rights of the repository', () => {
    expect(Object.values(texts).join('')).not.toMatch(/pull_request_target|workflow_run|issue_comment/);
  });

  test('No text of somebody becomes part of a script', () => {
    for (const { step } of steps) {
      expect(step.run ?? '').not.toContain('${{');
    }
  });
});

describe('The gate', () => {
  test('.ci/run runs on each version of Node.js that is supported, and one that fails stops no other', () => {
    expect(build.jobs.gate.strategy).toEqual({ 'fail-fast': false, 'matrix': { node: ['20', '22', '24'] } });
    expect(build.jobs.gate.steps!.map(({ run }) => run).filter(Boolean)).toEqual(['.ci/run']);
    expect(build.on).toEqual({ pull_request: {}, merge_group: {}, workflow_call: {}, workflow_dispatch: {} });
  });

  test('a coverage below the threshold fails', () => {
    expect(build.jobs.coverage.steps!.map(({ run }) => run).filter(Boolean)).toEqual(['npm ci', 'npm run coverage']);
  });

  test.each([
    ['success', 'success', 0],
    ['failure', 'success', 1],
    ['cancelled', 'success', 1],
    ['skipped', 'success', 1],
    ['success', 'failure', 1],
    ['success', 'skipped', 1],
  ])('"required" of a gate with %s and a coverage with %s ends with %d', (GATE, COVERAGE, status) => {
    const { required } = build.jobs;
    expect(required).toMatchObject({
      needs: ['gate', 'coverage'], if: '${{ always() }}', env: { GATE: '${{ needs.gate.result }}', COVERAGE: '${{ needs.coverage.result }}' },
    });
    expect(shell(required.steps![0].run!, { GATE, COVERAGE })).toBe(status);
  });

  test('Each job that runs something ends in time', () => {
    for (const { job } of jobs.filter(({ job: { uses } }) => uses === undefined)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(90);
    }
  });
});

test.each([
  ['feat: a', 0],
  ['fix(preflight): what was wrong', 0],
  ['refactor!: no more', 0],
  ['docs(rules)!: x', 0],
  ['Add a thing', 1],
  ['feat:a', 1],
  ['feature: a', 1],
  ['feat(a b): c', 1],
  ['', 1],
  ['$(touch /tmp/pwned) feat: a', 1],
])('The title %j of a pull request ends with %d', (TITLE, status) => {
  const { env, steps: [step] } = workflows['pull-request-title'].jobs.title as Required<Step & Job>;
  expect(env.TITLE).toBe('${{ github.event.pull_request.title }}');
  expect(shell(step.run!, { ...env, TITLE })).toBe(status);
});

describe('A release', () => {
  test('needs the gate, and only main has one', () => {
    expect(release.on).toMatchObject({ push: { branches: ['main'] } });
    expect(release.jobs.gate).toMatchObject({ uses: './.github/workflows/build.yml', if: "${{ github.ref == 'refs/heads/main' }}" });
    expect(needsOf(release.jobs.release)).toEqual(['gate']);
    for (const [id, job] of Object.entries(release.jobs).filter(([name]) => !['gate', 'release'].includes(name))) {
      expect([id, needsOf(job)[0]]).toEqual([id, 'release']);
      // Neither always() nor failure(), so the job is skipped where one that it needs did not pass.
      expect(job.if).toMatch(/^needs\.release\.outputs\.tag_exists != 'true' && needs\.release\.outputs\.latest_commit == github\.sha( && !inputs\.dry_run)?$/);
    }
  });

  test('is published where somebody approves it', () => {
    const inEnvironments = Object.entries(release.jobs).filter(([, job]) => job.environment);
    expect(Object.fromEntries(inEnvironments.map(([id, job]) => [id, job.environment]))).toEqual({
      release_npm: 'release', release_pypi: 'release', release_nuget: 'release', release_golang: 'release', release_maven: 'maven-central',
    });
  });

  test.each([
    ['npm', { NPM_TRUSTED_PUBLISHER: 'true', NPM_CONFIG_PROVENANCE: 'true' }],
    ['pypi', { PYPI_TRUSTED_PUBLISHER: 'true' }],
    ['nuget', { NUGET_TRUSTED_PUBLISHER: 'true' }],
  ])('goes to %s without a token, and with provenance where there is one', (registry, env) => {
    const { steps: those = [] } = release.jobs[`release_${registry}`];
    expect(those.at(-1)!.env).toMatchObject(env);
    expect(those.at(-1)!.env).not.toHaveProperty('PYPI_DISABLE_ATTESTATIONS');
    expect(JSON.stringify(those)).not.toContain('secrets.');
  });

  test('tells of itself after all registries have it, and only then has a tag', () => {
    const registries = Object.keys(release.jobs).filter(id => id.startsWith('release_') && id !== 'release_github');
    expect(registries).toHaveLength(5);
    expect(needsOf(release.jobs.release_github)).toEqual(['release', ...registries]);
  });

  test('by way of trial publishes nothing', () => {
    for (const [id, job] of Object.entries(release.jobs).filter(([name]) => /^(attest|release_)/.test(name))) {
      const dry = job.if!.includes('!inputs.dry_run') || job.steps!.at(-1)!.env?.PUBLIB_DRYRUN === '${{ inputs.dry_run }}';
      expect([id, dry]).toEqual([id, true]);
    }
  });
});

test('What is newest upstream, and what takes long, is tried by night, and who looks after it is told', () => {
  expect(nightly.on).toEqual({ schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }], workflow_dispatch: {} });
  expect(nightly.jobs.newest.steps!.map(({ run }) => run).filter(Boolean)).toEqual(['.ci/newest']);
  expect(nightly.jobs.whole.steps).toContainEqual(expect.objectContaining({ run: 'npx jest --ci', env: { TESTS: 'whole' } }));
  expect(nightly.jobs.report).toMatchObject({ needs: ['newest', 'whole'], if: '${{ failure() }}' });
});

test('zizmor finds nothing', () => {
  const python = pythonEnvironment({ program: 'zizmor', requirements: join(__dirname, 'requirements.txt') });
  const args = ['--offline', '--no-progress', '--no-exit-codes', '--min-severity', 'medium', '--format', 'json-v1', DIRECTORY];
  const report = execFileSync(join(dirname(python), 'zizmor'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  expect(JSON.parse(report)).toEqual([]);
});

function shell(script: string, env: Record<string, string>): number {
  try {
    // As GitHub runs a step.
    execFileSync('bash', ['-e', '-c', script], { env: { PATH: process.env.PATH, ...env }, stdio: 'ignore' });
    return 0;
  } catch (error) {
    return (error as { readonly status: number }).status;
  }
}
