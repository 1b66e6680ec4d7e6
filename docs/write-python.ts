import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { PAGES, isForEveryLanguage, snippetsOf } from './pages';
import { inPython } from './python';

const CACHE = join(__dirname, '../.cache');

/** Writes what the site shows, the Python of each snippet by its TypeScript, and the programs that the tests run. */
async function write(): Promise<void> {
  const all = PAGES.flatMap(snippetsOf);
  const programs = await inPython(all.filter(isForEveryLanguage));
  const shown = all.map(({ code, ownPython }) => [code, programs.find(program => program.code === code)?.python ?? ownPython ?? null]);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(join(CACHE, 'python.json'), JSON.stringify(Object.fromEntries(shown)));
  writeFileSync(join(CACHE, 'python-programs.json'), JSON.stringify(programs));
}

void write();
