import { execFile, execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { type Server, createServer } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';

const SCRIPT = resolve(__dirname, '../../.ci/compare-api.js');
const NAME = 'compared-library';
const METHODS = ['start', 'stop'];

jest.setTimeout(180_000);

let folder: string;
let registry: Server;
/** What the registry has: a packed library, nothing, or a fault. */
let published: { readonly tarball: Buffer } | 'nothing' | 'fault';

beforeAll(async () => {
  registry = createServer((request, response) => {
    if (published === 'fault') {
      response.writeHead(500).end('{}');
    } else if (published === 'nothing') {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Not found"}');
    } else if (request.url!.endsWith('.tgz')) {
      response.end(published.tarball);
    } else {
      const tarball = `http://localhost:${(registry.address() as AddressInfo).port}/${NAME}.tgz`;
      const version = { name: NAME, version: '1.0.0', dist: { tarball } };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ 'name': NAME, 'dist-tags': { latest: '1.0.0' }, 'versions': { '1.0.0': version } }));
    }
  });
  await new Promise<void>(done => registry.listen(0, 'localhost', done));
});
afterAll(() => {
  registry.closeAllConnections();
  registry.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-api-'));
  git('init', '--quiet');
  published = { tarball: packed(METHODS) };
});

test('Before the first release there is nothing to compare with, and the script says so', async () => {
  published = 'nothing';
  writeLibrary(folder, ['start']);
  expect(await compare()).toEqual({ status: 0, output: `${NAME} is not on npm yet, so there is no API to compare with.\n` });
});

test.each([
  ['the same API', METHODS],
  ['one more method', [...METHODS, 'restart']],
])('%s breaks nobody', async (_, methods) => {
  writeLibrary(folder, methods);
  const { status, output } = await compare();
  expect(output).toContain(`Comparing with ${NAME}@1.0.0.\nNo caller breaks.`);
  expect(status).toBe(0);
});

describe('A method less', () => {
  beforeEach(() => {
    commit('feat: first');
    git('tag', 'v1.0.0');
    writeLibrary(folder, ['start']);
  });

  test('fails if no commit since the release says so, and the message says what to do', async () => {
    git('tag', '--delete', 'v1.0.0');
    commit('feat!: a break that is released');
    git('tag', 'v1.0.0');
    commit('docs: what "feat!: " means');
    commit('fix: it stops\n\nThis is no\nBREAKING CHANGE');
    const { status, output } = await compare();
    expect(output).toContain(`[removed:${NAME}.Session.stop]`);
    expect(output).toContain('No commit since v1.0.0 says that it breaks something. Keep the API, or write "!" before the colon');
    expect(status).toBe(1);
  });

  test('passes if commits say so, and names them', async () => {
    commit('feat!: sessions stop by themselves');
    commit('refactor(session)!: no stop');
    commit('fix: sessions end\n\nBREAKING CHANGE: stop is gone');
    commit('docs: sessions');
    const { status, output } = await compare();
    expect(output).toContain('That is said by\n  fix: sessions end\n  refactor(session)!: no stop\n  feat!: sessions stop by themselves\n');
    expect(status).toBe(0);
  });

  test('passes if .compatignore names it', async () => {
    writeFileSync(join(folder, '.compatignore'), `# Nobody could call it.\nremoved:${NAME}.Session.stop\n`);
    const { status, output } = await compare();
    expect(output).toContain('No caller breaks.');
    expect(status).toBe(0);
  });

  test('fails without the tag of the release, and the message says how to get it', async () => {
    git('tag', '--delete', 'v1.0.0');
    const { status, output } = await compare();
    expect(output).toContain('the commits since the tag v1.0.0 are not here: git fetch --tags --unshallow');
    expect(status).toBe(1);
  });
});

test('A registry that fails does not pass for one that has nothing', async () => {
  published = 'fault';
  writeLibrary(folder, METHODS);
  const { status, output } = await compare();
  expect(output).toContain(`npm cannot tell whether ${NAME} is published`);
  expect(status).toBe(1);
});

test('The task "compat" runs the script', () => {
  const { tasks } = JSON.parse(readFileSync(join(__dirname, '../../.projen/tasks.json'), 'utf8'));
  expect(tasks.compat.steps).toEqual([{ exec: 'node .ci/compare-api.js' }]);
});

async function compare(): Promise<{ readonly status: number; readonly output: string }> {
  const env = {
    ...process.env,
    npm_config_registry: `http://localhost:${(registry.address() as AddressInfo).port}/`,
    npm_config_cache: join(folder, '.npm'),
    npm_config_fetch_retries: '0',
  };
  return new Promise(done => execFile(process.execPath, [SCRIPT], { cwd: folder, env }, (error, stdout, stderr) => (
    done({ status: Number(error?.code ?? 0), output: `${stdout}${stderr}` })
  )));
}

function packed(methods: string[]): Buffer {
  const library = mkdtempSync(join(tmpdir(), 'compare-api-'));
  mkdirSync(join(library, 'package'));
  writeLibrary(join(library, 'package'), methods);
  execFileSync('tar', ['czf', 'library.tgz', 'package'], { cwd: library });
  return readFileSync(join(library, 'library.tgz'));
}

/** As jsii compiles a class with these methods. */
function writeLibrary(directory: string, methods: string[]): void {
  const fqn = `${NAME}.Session`;
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: NAME, version: '1.0.0', main: 'index.js', jsii: {} }));
  writeFileSync(join(directory, '.jsii'), JSON.stringify({
    schema: 'jsii/0.10.0',
    name: NAME,
    version: '1.0.0',
    docs: { stability: 'stable' },
    jsiiVersion: '6.0.0',
    types: { [fqn]: { assembly: NAME, fqn, kind: 'class', name: 'Session', methods: methods.map(name => ({ name, docs: { stability: 'stable' } })) } },
  }));
}

function commit(message: string): void {
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--allow-empty', '--message', message);
}

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: folder });
}
