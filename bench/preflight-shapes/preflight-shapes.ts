import * as path from 'path';
import { SHAPES } from './shapes';
import { Benchmark, median, outputOfTsNode } from '../benchmark';

/** How many there are of what the shape has many of; it is measured with twice as many, too. */
const SIZES: { readonly [what in keyof typeof SHAPES]: number } = {
  'rules of a security group': 10_000,
  'nodes of a template': 2_000,
  'entries of a network ACL': 1_500,
  'people of a template': 500,
};

const RUNS = 3;

/** How much longer twice as much may take: 2 is linear, 4 is quadratic, and a busy machine lies in between. */
const MOST_GROWTH = 3;

/** How preflight grows with what one template has many of. */
export const preflightShapes: Benchmark = {
  title: 'How preflight grows within a template',
  description: `How many times as long preflight takes for twice as much, in user CPU time: medians of ${RUNS} processes each. What people may do, and who can open one of the
nodes, is part of it. 2 is linear, 4 is quadratic. Every node has a role and a security group of its own, and no two rules or entries can be joined.`,
  measure() {
    const measured = Object.entries(SIZES).map(([what, size]) => {
      const runs = Array.from({ length: RUNS }, () => JSON.parse(outputOfTsNode(path.join(__dirname, 'measure.ts'), what, `${size}`)) as [number, number]);
      return { what, size, growth: median(runs.map(([once, twice]) => twice / once)) };
    });
    return {
      header: ['what there are many of', 'from', 'to', 'twice as much / once'],
      rows: measured.map(({ what, size, growth }) => [what, `${size}`, `${2 * size}`, growth.toFixed(1)]),
      failures: measured.filter(({ growth }) => growth > MOST_GROWTH)
        .map(({ what, growth }) => `Twice as many ${what} take ${growth.toFixed(1)} times as long, and may take ${MOST_GROWTH} times`),
    };
  },
};
