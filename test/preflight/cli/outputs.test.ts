import { chmodSync, lstatSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { checkFiles, writeFiles } from '../../../lib/preflight/cli/outputs';

const folder = () => mkdtempSync(join(tmpdir(), 'preflight-outputs-'));
const report = (path: string, text = 'new') => ({ format: 'text' as const, path, given: `--output text=${path}`, text });

test('a file is replaced as a whole, and stays what it was otherwise', () => {
  const directory = folder();
  writeFileSync(join(directory, 'real.txt'), 'old and longer');
  chmodSync(join(directory, 'real.txt'), 0o640);
  symlinkSync('real.txt', join(directory, 'link.txt'));
  writeFiles([report(join(directory, 'link.txt'))]);
  expect(readFileSync(join(directory, 'real.txt'), 'utf8')).toBe('new');
  expect(lstatSync(join(directory, 'link.txt')).isSymbolicLink()).toBe(true);
  expect(statSync(join(directory, 'real.txt')).mode.toString(8)).toBe('100640');
  expect(readdirSync(directory)).toEqual(['link.txt', 'real.txt']);
});

test('where one file cannot be written, none is', () => {
  const directory = folder();
  writeFileSync(join(directory, 'a.txt'), 'old');
  const name = 'x'.repeat(300);
  expect(() => writeFiles([report(join(directory, 'a.txt')), report(join(directory, name))])).toThrow(/^--output text=.*x: ENAMETOOLONG/);
  expect(readdirSync(directory)).toEqual(['a.txt']);
  expect(readFileSync(join(directory, 'a.txt'), 'utf8')).toBe('old');
});

test('what is no file is written to', () => {
  checkFiles([report('/dev/null')]);
  writeFiles([report('/dev/null')]);
  expect(statSync('/dev/null').isFile()).toBe(false);
});

test('what could not be written is refused before the work', () => {
  const directory = folder();
  writeFileSync(join(directory, 'file'), '');
  expect(() => checkFiles([report(join(directory, 'a', 'b', 'c.txt'))])).not.toThrow();
  expect(() => checkFiles([report(join(directory, 'file', 'b', 'c.txt'))])).toThrow(`--output text=${directory}/file/b/c.txt: ${directory}/file is no folder`);
  expect(() => checkFiles([report(directory)])).toThrow('it is a folder; name a file in it');
  expect(() => checkFiles([report(join(directory, 'a')), report(`${directory}/b/../a`)])).toThrow(`--output text=${directory}/b/../a: --output text=${directory}/a writes the same file`);
});
