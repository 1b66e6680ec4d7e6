import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import newest from './newest.json';
import { devDependencies, name, version } from '../../package.json';
import { installedOnce } from '../installed-once';

export const REPOSITORY = resolve(__dirname, '../..');
export const TARBALL = join(REPOSITORY, 'dist/js', `${name}@${version}.jsii.tgz`);

/** Versions of aws-cdk-lib that an app may have. The newest is one that was tried: .ci/newest says by night whether there is another that fits. */
export const CDK_VERSIONS = { oldest: devDependencies['aws-cdk-lib'], newest: process.env.NEWEST_AWS_CDK_LIB ?? newest['aws-cdk-lib'] };

export function run(cwd: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26, env: { ...process.env, AWS_REGION: undefined }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** How a command ends, and what it prints on both streams. */
export function outcome(cwd: string, command: string, ...args: string[]): { readonly status: number; readonly output: string } {
  try {
    return { status: 0, output: run(cwd, command, ...args) };
  } catch (error) {
    const { status, stdout, stderr } = error as { readonly status: number; readonly stdout: string; readonly stderr: string };
    return { status, output: `${stdout}\n${stderr}` };
  }
}

// Not in the repository, whose modules and settings an app would find.
const CACHE = join(tmpdir(), `${name}-consumers`);

/** A folder in which something is installed once for all tests. What is packed says whether it is still the same. */
const shared = (program: string, pins: string, install: (folder: string) => void) => installedOnce({ program, pins, install, cache: CACHE });

/** Where the packed library is installed for TypeScript, with an aws-cdk-lib. */
export function installedForTypeScript(cdkVersion: string): string {
  return shared(`typescript-${cdkVersion}`, TARBALL, folder => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', version: '1.0.0', private: true }));
    run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', TARBALL, `aws-cdk-lib@${cdkVersion}`, `constructs@${devDependencies.constructs}`,
      `typescript@${devDependencies.typescript}`, `@types/node@${devDependencies['@types/node']}`);
  });
}

/** The interpreter of a virtual environment with the packed library and an aws-cdk-lib. */
export function installedForPython(cdkVersion: string): string {
  const wheels = join(REPOSITORY, 'dist/python');
  const wheel = join(wheels, readdirSync(wheels).find(file => file.endsWith('.whl'))!);
  const python = 'bin/python';
  return join(shared(`python-${cdkVersion}`, wheel, folder => {
    run(folder, 'python3', '-m', 'venv', '.');
    run(folder, python, '-m', 'pip', 'install', '--quiet', wheel, `aws-cdk-lib==${cdkVersion}`);
  }), python);
}

/** A new folder for an app, which finds what is installed. */
export const newFolder = (installed: string, app: string) => mkdtempSync(join(installed, `${app}-`));

export const documentation = (file: string) => readFileSync(join(REPOSITORY, 'docs', file), 'utf8');
