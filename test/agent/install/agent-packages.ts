import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { run } from './programs';

const PROGRAM = '#!/bin/sh\necho agent\n';

/** A package of Debian with a program where the agent's is. */
export function deb(version: string): Buffer {
  return debOf('amazon-ssm-agent', version, 'usr/bin/amazon-ssm-agent');
}

/** A package of Debian with one program. */
export function debOf(name: string, version: string, file: string): Buffer {
  return inDirectory(directory => {
    const tree = join(directory, 'tree');
    mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, 'DEBIAN/control'), [
      `Package: ${name}`, `Version: ${version}-1`, 'Architecture: all', 'Maintainer: Tests <tests@example.com>', `Description: stands for ${name}`, '',
    ].join('\n'));
    writeFileSync(join(tree, file), PROGRAM);
    chmodSync(join(tree, file), 0o755);
    run('dpkg-deb', ['--build', tree, join(directory, 'package.deb')]);
    return readFileSync(join(directory, 'package.deb'));
  });
}

/** The same as an rpm. It can be installed below another directory than /usr. */
export function rpm(version: string): Buffer {
  return inDirectory(directory => {
    const spec = join(directory, 'agent.spec');
    writeFileSync(spec, [
      'Name: amazon-ssm-agent', `Version: ${version}`, 'Release: 1', 'Summary: stands for the agent', 'License: none', 'BuildArch: noarch', 'Prefix: /usr',
      '%description', 'Stands for the agent.', '%install', 'mkdir -p %{buildroot}/usr/bin', `printf '${PROGRAM.replace(/\n/g, '\\n')}' > %{buildroot}/usr/bin/amazon-ssm-agent`,
      '%files', '%attr(0755,-,-) /usr/bin/amazon-ssm-agent', '',
    ].join('\n'));
    run('rpmbuild', ['-bb', '--quiet', '--define', `_topdir ${directory}/build`, spec], { HOME: directory });
    const built = join(directory, 'build/RPMS/noarch');
    return readFileSync(join(built, readdirSync(built)[0]));
  });
}

function inDirectory<T>(make: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    return make(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
