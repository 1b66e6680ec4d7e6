import { readdirSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';
import { COPIES, withCopies } from './copies';
import { analyze } from '../../../lib/preflight/engine/analyze';
import * as evaluation from '../../../lib/preflight/engine/evaluate-rules';
import { readTemplate as read } from '../../../lib/preflight/readers/cloudformation/cloudformation-reading';
import { UnreadableInput } from '../../../lib/preflight/readers/cloudformation/evaluate/template';
import { readTemplate } from '../../../lib/preflight/readers/cloudformation/parse/read-file';
import { Reading } from '../../../lib/preflight/readers/reading';
import { drawn } from '../../drawn';
import { NODE_TEMPLATE, Template } from '../node-template';

const FOREIGN = join(__dirname, '..', 'foreign', 'templates');
const OPTIONS = { region: 'eu-west-1', account: '111122223333' };
const TEMPLATES = readdirSync(FOREIGN, { withFileTypes: true }).filter(entry => entry.isFile())
  .map(({ name }): [string, Template] => [name, withCopies(readTemplate(join(FOREIGN, name)) as Template)]);

afterEach(() => { jest.restoreAllMocks(); });

/** A reading in which no node is known to be like another one. */
function oneByOne(reading: Reading): Reading {
  const { model, forks } = reading;
  return {
    ...reading,
    model: { ...model, nodes: model.nodes.map(({ resource, read: readNode }) => ({ resource, read: readNode })) },
    forks: () => (forks?.() ?? []).map(fork => ({
      ...fork, branches: () => fork.branches().map(branch => ({ ...branch, reading: oneByOne(branch.reading) })),
    })),
  };
}

const reportOf = (template: Template) => analyze(read(template, OPTIONS)).toJsonText();
const reportOneByOne = (template: Template) => analyze(oneByOne(read(template, OPTIONS))).toJsonText();
/** How many nodes are judged by another one. */
const likeOthers = (template: Template) => {
  const { nodes } = read(template, OPTIONS).model;
  return nodes.length - new Set(nodes.map(({ likeness }, index) => likeness?.of ?? index)).size;
};

test.each(TEMPLATES)('%s, several times: each copy is judged as if it were alone', (_, template) => {
  expect(reportOf(template)).toBe(reportOneByOne(template));
});

test('in a third of these templates copies are alike', () => {
  const withLikeness = TEMPLATES.filter(([, template]) => likeOthers(template) >= COPIES - 1);
  expect(withLikeness.length).toBeGreaterThan(TEMPLATES.length / 3);
});

/** Changes one thing somewhere in a template: takes it away, or puts something else in its place. */
function changed(template: Template, place: number, other: number): Template {
  const copy = JSON.parse(JSON.stringify(template)) as Template;
  const places = Object.values(copy.Resources).flatMap(placesIn);
  const [at, key] = places[place % places.length];
  const name = Object.keys(copy.Resources)[other % Object.keys(copy.Resources).length];
  const others = [undefined, { Ref: name }, 'no-such-thing', '0.0.0.0/0', true, name];
  const value = others[other % others.length];
  if (value === undefined && !Array.isArray(at)) { delete at[key]; } else { at[key] = value ?? ''; }
  return copy;
}

interface Values {
  [key: string]: unknown;
}

function placesIn(value: unknown): [Values, string][] {
  if (typeof value !== 'object' || value === null) { return []; }
  return Object.keys(value).flatMap((key): [Values, string][] => [[value as Values, key], ...placesIn((value as Values)[key])]);
}

describe('a change of one copy is never taken for one of the others', () => {
  const bases: [string, Template, number][] = [['by hand', withCopies(NODE_TEMPLATE), 100], ...TEMPLATES.map(([name, template]): [string, Template, number] => [name, template, 1])];

  test.each(bases)('%s', (_, template, numRuns) => {
    fc.assert(fc.property(fc.nat(), fc.nat(), (place, other) => {
      const broken = changed(template, place, other);
      expect(outcomeOf(() => reportOf(broken))).toBe(outcomeOf(() => reportOneByOne(broken)));
    }), drawn(numRuns, 20261128));
  }, 600_000);
});

/** The report, or why there is none. */
function outcomeOf(report: () => string): string {
  try {
    return report();
  } catch (error) {
    if (error instanceof UnreadableInput) { return error.message; }
    throw error;
  }
}

describe('how many nodes are evaluated', () => {
  const evaluated = (template: Template) => {
    const spy = jest.spyOn(evaluation, 'evaluateRules');
    analyze(read(template, OPTIONS));
    return spy.mock.calls.length;
  };

  test('one, where nothing is found', () => {
    expect(evaluated(withCopies(NODE_TEMPLATE))).toBe(1);
  });

  test('two, where the names in what is found may be words', () => {
    const { Out, ...others } = NODE_TEMPLATE.Resources;
    expect(evaluated(withCopies({ ...NODE_TEMPLATE, Resources: { ...others, Node: { ...others.Node, DependsOn: 'OnTable' } } }))).toBe(2);
  });
});
