import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { MotoServer } from './moto-server';

let cache: string;
beforeEach(() => { cache = mkdtempSync(join(tmpdir(), 'moto-')); });
afterEach(() => rmSync(cache, { recursive: true }));

test('says what is missing without Python', async () => {
  await expect(MotoServer.start({ python: 'no-python-here', cache })).rejects.toThrow(
    /^these tests run against moto, a Python program, and "no-python-here -m venv \S+" failed: spawnSync no-python-here ENOENT\. Install Python 3\.10 or newer/,
  );
});

test('says what is missing without venv, and leaves no incomplete installation', async () => {
  const python = join(cache, 'python');
  writeFileSync(python, '#!/bin/sh\necho "No module named venv" >&2\nexit 1\n', { mode: 0o755 });
  await expect(MotoServer.start({ python, cache })).rejects.toThrow(/failed: No module named venv\. Install Python 3\.10 or newer with its modules venv and pip/);
  expect(readdirSync(cache)).toEqual(['python']);
  expect(existsSync(python)).toBe(true);
});
