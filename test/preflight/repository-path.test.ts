import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathInRepository } from '../../lib/preflight/repository-path';

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'path-')));

afterEach(() => jest.restoreAllMocks());

test('from the root of the repository, wherever the command runs', () => {
  const repository = join(directory, 'repository');
  mkdirSync(join(repository, '.git'), { recursive: true });
  expect(pathInRepository(join(repository, 'infra/lib/shop.ts'))).toBe('infra/lib/shop.ts');
  jest.spyOn(process, 'cwd').mockReturnValue(join(repository, 'infra'));
  expect(pathInRepository('cdk.out/Shop.template.json')).toBe('infra/cdk.out/Shop.template.json');
});

test('of a worktree, whose .git is a file', () => {
  const worktree = join(directory, 'worktree');
  mkdirSync(worktree);
  writeFileSync(join(worktree, '.git'), 'gitdir: elsewhere');
  expect(pathInRepository(join(worktree, 'lib/shop.ts'))).toBe('lib/shop.ts');
});

test('without a repository from the working directory', () => {
  jest.spyOn(process, 'cwd').mockReturnValue(join(directory, 'plain'));
  expect(pathInRepository(join(directory, 'plain/lib/shop.ts'))).toBe('lib/shop.ts');
  expect(pathInRepository(join(directory, 'other/lib/shop.ts'))).toBeUndefined();
  expect(pathInRepository(join(directory, 'plain'))).toBeUndefined();
});
