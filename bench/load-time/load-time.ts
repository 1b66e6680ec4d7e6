import * as fs from 'fs';
import * as path from 'path';
import { Benchmark, median, outputOfNode } from '../benchmark';

const ROOT = path.join(__dirname, '../..');
const LIBRARY = path.join(ROOT, 'lib');
const RUNS = 15;

/**
 * How many times as long an app may load with the library as without it. The constructs alone add a tenth to a fifth, and preflight adds half as much as
 * the CDK takes: in between, where a busy machine makes neither look like the other.
 */
const MOST_RATIO = 1.3;

/** A module of the CDK, and the exports of it that the constructs use. Each export loads its file when it is first read. */
type Uses = Map<string, Set<string>>;

/** How much longer an app loads because of the library. */
export const loadTime: Benchmark = {
  title: 'What loading the library takes',
  description: `How long an app that uses the library loads, as a multiple of what it takes to load what the constructs use of the CDK: medians of ${RUNS} processes
each, in turn. The library is compiled, as it is published.`,
  measure() {
    const uses = usesOfTheCdk();
    const runs = Array.from({ length: RUNS }, () => ({ without: load(uses), withLibrary: load(uses, ROOT) }));
    const [without, withLibrary] = [median(runs.map(run => run.without)), median(runs.map(run => run.withLibrary))];
    const ratio = withLibrary / without;
    return {
      header: ['modules of the CDK', 'with the library / without it'],
      rows: [[`${uses.size}`, ratio.toFixed(2)]],
      failures: ratio > MOST_RATIO ? [`An app loads ${ratio.toFixed(2)} times as long with the library, and may load ${MOST_RATIO} times as long`] : [],
    };
  },
};

/** What is left of the imports of the constructs in their compiled files, without types. */
function usesOfTheCdk(): Uses {
  const sources = fs.readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }).filter(file => /(?<!\.d)\.ts$/.test(file) && !file.startsWith('preflight'));
  const uses: Uses = new Map();
  for (const file of sources) {
    const compiled = fs.readFileSync(path.join(LIBRARY, file.replace(/ts$/, 'js')), 'utf8');
    for (const [, variable, module] of compiled.matchAll(/const (\w+) = (?:__importStar\()?require\("((?:aws-cdk-lib|constructs)\b[^"]*)"\)/g)) {
      const names = [...compiled.matchAll(new RegExp(`\\b${variable}\\.(\\w+)`, 'g'))].map(([, name]) => name);
      uses.set(module, new Set([...uses.get(module) ?? [], ...names]));
    }
  }
  return uses;
}

/** How many milliseconds a process takes to load what is used of the CDK, and then the library. */
function load(uses: Uses, library?: string): number {
  const cdk = [...uses].map(([module, names]) => [require.resolve(module), [...names]]);
  return Number(outputOfNode(path.join(__dirname, 'load.js'), JSON.stringify({ cdk, library })));
}
