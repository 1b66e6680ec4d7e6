import { createHash } from 'crypto';
import { once } from 'events';
import { existsSync, mkdirSync, writeFileSync } from 'fs';
import { AddressInfo, createServer } from 'net';
import { join } from 'path';
import { debOf } from './agent-packages';
import { Bucket } from './bucket';
import { Node, Outcome } from './node';
import { program } from './programs';
import { scriptInstallCommands } from '../../../lib/agent/script-install';

const MISSING = 'script could not be installed: session transcripts in S3 will be missing';
const DONE = 'the commands of the user ran';
const BSDUTILS = debOf('bsdutils', '2.40', 'usr/bin/script');

let repository: Bucket;
let node: Node;
beforeAll(async () => { repository = await Bucket.start(); });
beforeEach(() => { node = new Node([]); });
afterEach(() => {
  node.remove();
  repository.empty();
});
afterAll(() => repository.stop());

/** An image of Debian whose apt-get reads the repositories at some addresses. */
function image(...addresses: string[]): void {
  const apt = join(node.root, 'apt');
  ['etc', 'lists/partial', 'archives/partial'].forEach(directory => mkdirSync(join(apt, directory), { recursive: true }));
  writeFileSync(join(apt, 'etc/sources.list'), addresses.map(address => `deb [trusted=yes] ${address}/ ./\n`).join(''));
  const settings = [
    `Dir::Etc="${apt}/etc"`, `Dir::State::lists="${apt}/lists"`, `Dir::Cache="${apt}"`, `Dir::State::status="${node.root}/var/lib/dpkg/status"`,
    `Dir::Log="${apt}"`, `Dir::Bin::dpkg="${node.root}/bin/dpkg"`, 'APT::Sandbox::User=""', 'Debug::NoLocking=1', 'DPkg::Path=""', 'APT::Architecture=amd64', 'Acquire::http::Proxy=DIRECT',
  ];
  node.script('apt-get', `exec ${program('apt-get')} ${settings.map(setting => `-o '${setting.replace(/"/g, '')}'`).join(' ')} "$@"`);
}

function publish(): void {
  const sums = { MD5sum: 'md5', SHA256: 'sha256' };
  repository.put('./bsdutils.deb', BSDUTILS);
  repository.put('./Packages', Buffer.from([
    'Package: bsdutils', 'Version: 2.40-1', 'Architecture: all', 'Maintainer: Tests <tests@example.com>', 'Filename: ./bsdutils.deb', `Size: ${BSDUTILS.length}`,
    ...Object.entries(sums).map(([field, sum]) => `${field}: ${createHash(sum).update(BSDUTILS).digest('hex')}`), 'Description: stands for bsdutils', '', '',
  ].join('\n')));
}

/** Commands that wait a second where those of the library wait ten. */
async function boot(first = '#!/bin/bash'): Promise<Outcome> {
  return node.boot([first, ...scriptInstallCommands(), `echo ${DONE}`].join('\n').replaceAll('Timeout=10', 'Timeout=1'));
}

test('is installed from a repository of Debian', async () => {
  image(repository.url);
  publish();
  const outcome = await boot();
  expect(outcome.stderr).not.toContain(MISSING);
  expect(existsSync(join(node.root, 'usr/bin/script'))).toBe(true);
  expect([outcome.status, outcome.stdout.trim().split('\n').pop()]).toEqual([0, DONE]);
});

test('is not installed again', async () => {
  image(repository.url);
  publish();
  await boot();
  repository.empty();
  const again = await boot();
  expect([again.status, again.stdout, again.stderr]).toEqual([0, `${DONE}\n`, '']);
  expect(repository.requests).toEqual([]);
});

test.each<[string, () => void]>([
  ['has no such package', () => repository.put('./Packages', Buffer.from('\n'))],
  ['is not there', () => undefined],
  ['has another package than its list says', () => {
    publish();
    repository.put('./bsdutils.deb', debOf('bsdutils', '2.40', 'usr/bin/other'));
  }],
])('is reported missing when the repository %s, and the commands of the user run', async (_, prepare) => {
  image(repository.url);
  prepare();
  await expectMissing();
});

test('is reported missing when nothing listens where the repository should be', async () => {
  image('http://127.0.0.1:1');
  await expectMissing();
});

test('is reported missing when the repository takes the connection and never answers', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  try {
    image(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    await expectMissing('#!/bin/bash\nset -euo pipefail');
  } finally {
    silent.close();
  }
});

/** In scripts that go on after errors and in those that don't. */
async function expectMissing(...firsts: string[]): Promise<void> {
  for (const first of firsts.length > 0 ? firsts : ['#!/bin/bash', '#!/bin/bash\nset -euo pipefail']) {
    const outcome = await boot(first);
    expect(outcome.stderr.trim().split('\n').pop()).toBe(MISSING);
    expect([outcome.status, outcome.stdout.trim().split('\n').pop()]).toEqual([0, DONE]);
  }
  expect(existsSync(join(node.root, 'usr/bin/script'))).toBe(false);
}
