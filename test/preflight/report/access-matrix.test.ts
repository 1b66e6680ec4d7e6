import { answersOf, Opens, principal, SHELLS, SSH, TEAM, TUNNEL } from './fixtures';
import { AccessMatrix, accessMatrix, MatrixLimits, MatrixRow } from '../../../lib/preflight/report/access-matrix';

const WIDE: MatrixLimits = { rows: 100, columns: 100 };
const people = (...ids: string[]) => ids.map(id => principal(id));
const names = (rows: readonly MatrixRow[]) => rows.map(({ principals, cells }) => `${principals.map(({ id }) => id).join('+')}: ${cells.map(({ verdict }) => verdict).join(' ')}`);
const columnsOf = ({ columns }: AccessMatrix) => columns.map(({ nodes }) => nodes.map(({ id }) => id).join('+'));
const matrixOf = (ids: string[], nodes: string[], opens: Opens, limits = WIDE) => accessMatrix(answersOf(people(...ids), nodes, opens), limits)!;

test('people by nodes', () => {
  const matrix = accessMatrix(TEAM, WIDE)!;

  expect(columnsOf(matrix)).toEqual(['Shop/Dev', 'Shop/Prod']);
  expect(names(matrix.rows)).toEqual(['Developers: YES NO', 'Operators: YES YES', 'Contractor: NO YES', 'Guest: NO UNKNOWN']);
  expect(matrix.documents.map(({ key }) => key)).toEqual([SHELLS, TUNNEL, SSH]);
  expect(matrix).toMatchObject({ serviceRows: [], idleServices: 1, leftOut: { principals: 0, nodes: 0 } });
});

test('people of whom the same is true share a row, and nodes a column, whatever policies decide', () => {
  const matrix = matrixOf(['Ann', 'Bob', 'Cy'], ['A', 'B', 'C'], (who, what) => (who === 'Cy') === (what === 'B') ? [SHELLS] : []);

  expect(columnsOf(matrix)).toEqual(['A+C', 'B']);
  expect(names(matrix.rows)).toEqual(['Ann+Bob: YES NO', 'Cy: NO YES']);
});

test.each<[string, Opens]>([
  ['the document', who => who === 'Ann' ? [SHELLS] : [TUNNEL]],
  ['a second document', who => who === 'Ann' ? [SHELLS] : [SHELLS, TUNNEL]],
  ['what it takes', who => who === 'Ann' ? [SHELLS] : [SHELLS, 'MFA']],
  ['that it is certain', who => who === 'Ann' ? [SHELLS] : [SHELLS, `${TUNNEL}?`]],
])('people who differ in %s do not', (_, opens) => {
  expect(matrixOf(['Ann', 'Bob'], ['A'], opens).rows).toHaveLength(2);
});

test('nodes with documents of their own share no column', () => {
  const [here, there] = ['Here/Doc', 'There/Doc'].map(document => answersOf(people('Ann'), ['A', 'B'], () => [document], [document]));
  const matrix = accessMatrix({ ...here, access: (of, node) => (node === 'A' ? here : there).access(of, node) }, WIDE)!;

  expect([columnsOf(matrix), matrix.documents.map(({ name }) => name)]).toEqual([['A', 'B'], ['Here/Doc', 'There/Doc']]);
});

test('who opens something comes first, and what somebody opens', () => {
  const matrix = matrixOf(['Ann', 'Bob', 'Cy'], ['A', 'B'], (who, what) => who === 'Cy' && what === 'B' ? [SHELLS] : []);

  expect(columnsOf(matrix)).toEqual(['B', 'A']);
  expect(names(matrix.rows)).toEqual(['Cy: YES NO', 'Ann+Bob: NO NO']);
});

test('roles of services come last where they open something, never with people, and are counted where they do not', () => {
  const roles = ['Lambda', 'Node1', 'Node2'].map(id => principal(id, { isForServices: true }));
  const matrix = accessMatrix(answersOf([...roles, ...people('Ann')], ['A'], who => ['Ann', 'Lambda'].includes(who) ? [SHELLS] : []), WIDE)!;

  expect([names(matrix.rows), names(matrix.serviceRows), matrix.idleServices]).toEqual([['Ann: YES'], ['Lambda: YES'], 2]);
});

test('what has no place is counted, not the kinds of it', () => {
  const matrix = matrixOf(['Ann', 'Bob', 'Cy', 'Di'], ['A', 'B', 'C', 'D', 'E'], (who, what) => ['AnnA', 'BobB'].includes(who + what) ? [SHELLS] : [], { rows: 1, columns: 2 });

  expect([columnsOf(matrix), names(matrix.rows)]).toEqual([['A', 'B'], ['Ann: YES NO']]);
  expect(matrix.leftOut).toEqual({ principals: 3, nodes: 3 });
});

test('roles of services have what room people leave', () => {
  const lambdas = [principal('One', { isForServices: true }), principal('Two', { isForServices: true })];
  const matrix = accessMatrix(answersOf([...lambdas, ...people('Ann')], ['A'], who => who === 'One' ? [SHELLS] : [TUNNEL]), { rows: 2, columns: 1 })!;

  expect([names(matrix.rows), names(matrix.serviceRows), matrix.leftOut]).toEqual([['Ann: YES'], ['One: YES'], { principals: 1, nodes: 0 }]);
});

test.each([
  ['nobody', [], ['A']], ['no node', people('Ann'), []], ['roles of services that open nothing', [principal('Node', { isForServices: true })], ['A']],
])('%s makes no matrix', (_, principals, nodes) => {
  expect(accessMatrix(answersOf(principals, nodes, () => []), WIDE)).toBeUndefined();
});

test('a document that only the policies of some people name is not offered', () => {
  const answers = answersOf(people('Ann', 'Bob'), ['A'], () => [SHELLS]);
  const more = answersOf(people('Bob'), ['A'], () => [SHELLS], [SHELLS, 'From-elsewhere']);
  const matrix = accessMatrix({ ...answers, access: (of, node) => (of.id === 'Bob' ? more : answers).access(of, node) }, WIDE)!;

  expect(matrix.documents.map(({ name }) => name)).toEqual([SHELLS, TUNNEL]);
});
