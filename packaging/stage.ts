/**
 * Makes the folder that the packages of all languages are made from: what npm would pack, without what nobody who installs it uses. The folder is the first
 * argument, and the others are what it leaves as it is.
 */
import { execFileSync } from 'child_process';
import { mkdirSync, rmSync } from 'fs';
import { join, resolve } from 'path';
import { slimPackage } from './slim-package';

async function stage(folder: string, asTheyAre: string[]): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { encoding: 'utf8' }));
  const tarball = join(folder, filename);
  execFileSync('tar', ['-xzf', tarball, '--strip-components', '1', '-C', folder]);
  rmSync(tarball);
  await slimPackage(folder, asTheyAre);
}

const [folder, ...asTheyAre] = process.argv.slice(2);
void stage(resolve(folder), asTheyAre);
