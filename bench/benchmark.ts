import { execFileSync } from 'child_process';

/** A part of docs/benchmarks.md. */
export interface Benchmark {
  readonly title: string;
  /** What is measured, and how. */
  readonly description: string;
  measure(): Measurements;
}

/** What one run of a benchmark came to. Only ratios within one run say something on another machine. */
export interface Measurements {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Why the benchmark fails; empty if it does not. */
  readonly failures: readonly string[];
}

/** What a new Node.js prints, whose memory and loaded modules are its own. */
export function outputOfNode(...args: string[]): string {
  return execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The same of a TypeScript file, with the library as it is published: compiled. */
export function outputOfTsNode(...args: string[]): string {
  return outputOfNode(require.resolve('ts-node/dist/bin'), '--transpile-only', ...args);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

export function markdownTable({ header, rows }: Measurements): string {
  return [header, header.map(() => '---:'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
