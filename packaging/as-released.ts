/**
 * Makes the packages of languages as the release workflow does, by the steps that are written there: from a checkout and the package of JavaScript in dist/js.
 * What a workflow of GitHub has and a machine has not is replaced: the checkout by the files of the work tree, and `npm ci` by the modules that are there.
 */
import { execFileSync, execSync } from 'child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'fs';
import { join, resolve } from 'path';
import { parse } from 'yaml';

const REPOSITORY = resolve(__dirname, '..');
const FOLDER = join(REPOSITORY, '.cache/release');
const FROM = 'Extract build artifact';

interface Workflow {
  readonly jobs: Record<string, { readonly steps: { readonly name?: string; readonly run?: string }[] }>;
}

function checkOut(folder: string): void {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: REPOSITORY, encoding: 'utf8', maxBuffer: 2 ** 26 });
  files.split('\0').filter(file => file !== '').forEach(file => cpSync(join(REPOSITORY, file), join(folder, file)));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
}

function makePackage(workflow: Workflow, job: string, language: string): void {
  const { steps } = workflow.jobs[job];
  const from = steps.findIndex(({ name }) => name === FROM);
  const to = steps.findIndex(({ name }) => name === `Collect ${language} artifact`);
  if (from < 0 || to < from) {
    throw new Error(`the job ${job} of the release workflow has no steps from "${FROM}" to "Collect ${language} artifact"`);
  }
  rmSync(join(FOLDER, 'dist.old'), { recursive: true, force: true });
  rmSync(join(FOLDER, 'dist'), { recursive: true, force: true });
  cpSync(join(REPOSITORY, 'dist/js'), join(FOLDER, 'dist/js'), { recursive: true });
  for (const { run } of steps.slice(from, to + 1)) {
    console.log(`$ ${run}`);
    execSync(run!, { cwd: FOLDER, stdio: 'inherit', shell: '/bin/bash' });
  }
  const target = join(REPOSITORY, 'dist', language);
  rmSync(target, { recursive: true, force: true });
  cpSync(join(FOLDER, 'dist', language), target, { recursive: true });
}

const workflow = parse(readFileSync(join(REPOSITORY, '.github/workflows/release.yml'), 'utf8')) as Workflow;
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
checkOut(join(FOLDER, '.repo'));
makePackage(workflow, 'release_pypi', 'python');
makePackage(workflow, 'release_maven', 'java');
