import { execFileSync } from 'child_process';
import { readFileSync, readdirSync } from 'fs';
import { join, resolve } from 'path';
import newest from './newest.json';
import { devDependencies, name, version } from '../../package.json';

export const REPOSITORY = resolve(__dirname, '../..');
export const TARBALL = join(REPOSITORY, 'dist/js', `${name}@${version}.jsii.tgz`);

/** Versions of aws-cdk-lib that an app may have. The newest is one that was tried: .ci/newest says by night whether there is another that fits. */
export const CDK_VERSIONS = { oldest: devDependencies['aws-cdk-lib'], newest: process.env.NEWEST_AWS_CDK_LIB ?? newest['aws-cdk-lib'] };

export function run(cwd: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, AWS_REGION: undefined }, stdio: ['ignore', 'pipe', 'pipe'] });
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

/** Installs the packed library for TypeScript into a folder. */
export function installForTypeScript(folder: string, cdkVersion: string): void {
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', TARBALL, `aws-cdk-lib@${cdkVersion}`, 'constructs@^10.5.1',
    `typescript@${devDependencies.typescript}`, `@types/node@${devDependencies['@types/node']}`);
}

/** Installs the packed library for Python into a virtual environment in a folder. Returns its interpreter. */
export function installForPython(folder: string, cdkVersion: string): string {
  const wheels = join(REPOSITORY, 'dist/python');
  const [wheel] = readdirSync(wheels).filter(file => file.endsWith('.whl'));
  run(folder, 'python3', '-m', 'venv', 'venv');
  run(folder, 'venv/bin/pip', 'install', '--quiet', join(wheels, wheel), `aws-cdk-lib==${cdkVersion}`);
  return join(folder, 'venv/bin/python');
}

export const documentation = (file: string) => readFileSync(join(REPOSITORY, 'docs', file), 'utf8');
