import { accessSync, chmodSync, constants, mkdirSync, realpathSync, renameSync, rmSync, Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from './usage-error';
import { meantHint } from '../../core/nearest';
import { listed } from '../model/words';
import { ReportFormat, REPORT_FORMATS } from '../report/formats';

/** A report in a file. */
export interface ReportFile {
  readonly format: ReportFormat;
  readonly path: string;
  /** As it was given, for errors. */
  readonly given: string;
}

const FORMATS = Object.keys(REPORT_FORMATS) as ReportFormat[];

/** The format of `--format` and `--output`. */
export function formatOf(option: string, text: string): ReportFormat {
  const format = FORMATS.find(each => each === text);
  if (format === undefined) { throw new UsageError(`${option} takes ${listed(FORMATS, 'or')}, got '${text}'${meantHint(text, FORMATS)}`); }
  return format;
}

/** The file of `--output FORMAT=FILE`. */
export function reportFile(text: string): ReportFile {
  const at = text.indexOf('=');
  if (at < 0) { throw new UsageError(`--output takes FORMAT=FILE, got '${text}': --output html=report.html`); }
  const format = formatOf('--output', text.slice(0, at));
  const path = text.slice(at + 1);
  if (path === '') { throw new UsageError(`--output ${format}= lacks a file: --output ${format}=report.${ENDINGS[format] ?? format}`); }
  if (path === '-') { throw new UsageError(`--output ${format}=- : for standard output, give --format ${format}`); }
  return { format, path, given: `--output ${text}` };
}

const ENDINGS: { readonly [format: string]: string | undefined } = { text: 'txt', junit: 'xml' };

/** Refuses, before the long work, what could not be written after it. */
export function checkFiles(files: readonly ReportFile[]): void {
  const seen = new Map<string, ReportFile>();
  for (const file of files) {
    const path = resolve(file.path);
    const other = seen.get(path);
    if (other) { throw new UsageError(`${file.given}: ${other.given} writes the same file`); }
    seen.set(path, file);
    const problem = problemOf(path);
    if (problem !== undefined) { throw new UsageError(`${file.given}: ${problem}`); }
  }
}

/** Writes all files or none; folders that are missing are made. */
export function writeFiles(files: readonly (ReportFile & { readonly text: string })[]): void {
  const written: { readonly from: string; readonly to: string }[] = [];
  for (const { path, text, given } of files) {
    try {
      written.push(...write(path, text));
    } catch (error) {
      written.forEach(({ from }) => rmSync(from, { force: true }));
      throw new UsageError(`${given}: ${(error as Error).message}`);
    }
  }
  written.forEach(({ from, to }) => renameSync(from, to));
}

/** Beside the file, for it to appear as a whole. What is no file, such as a pipe, is written to. */
function write(path: string, text: string): { readonly from: string; readonly to: string }[] {
  const existing = statOf(path);
  if (existing && !existing.isFile()) {
    writeFileSync(path, text);
    return [];
  }
  mkdirSync(dirname(path), { recursive: true });
  const to = existing ? realpathSync(path) : path;
  const from = `${to}.${process.pid}.tmp`;
  try {
    writeFileSync(from, text, { flag: 'wx' });
    if (existing) { chmodSync(from, existing.mode); }
  } catch (error) {
    rmSync(from, { force: true });
    throw error;
  }
  return [{ from, to }];
}

/** Undefined where nothing is, or nothing can be. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function problemOf(path: string): string | undefined {
  const existing = statOf(path);
  if (existing?.isDirectory()) { return 'it is a folder; name a file in it'; }
  let folder = dirname(path);
  while (statOf(folder) === undefined) { folder = dirname(folder); }
  if (!statOf(folder)!.isDirectory()) { return `${folder} is no folder`; }
  try {
    accessSync(existing && !existing.isFile() ? path : folder, constants.W_OK);
    return undefined;
  } catch {
    return `${folder} may not be written to`;
  }
}
