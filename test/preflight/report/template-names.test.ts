import { finding, node } from './fixtures';
import { templateNames } from '../../../lib/preflight/report/template-names';

const named = (...paths: (string | undefined)[]) => {
  const names = templateNames([node('A', { findings: paths.map(templatePath => finding('SSM-NET-006', { templatePath })) })]);
  return paths.flatMap(path => path === undefined ? [] : names(path));
};

test.each([
  ['one template by its file', ['/home/me/cdk.out/Shop.template.json'], ['Shop.template.json']],
  ['templates of an assembly by their files', ['/home/me/cdk.out/A.template.json', '/home/me/cdk.out/B.template.json'], ['A.template.json', 'B.template.json']],
  ['templates of stages by their directories', ['/home/me/cdk.out/assembly-A/S.json', '/home/me/cdk.out/assembly-B/S.json'], ['assembly-A/S.json', 'assembly-B/S.json']],
  ['a stage beside the app', ['/x/cdk.out/S.json', '/x/cdk.out/assembly-B/S.json'], ['S.json', 'assembly-B/S.json']],
  ['relative paths', ['cdk.out/A.json', 'cdk.out/assembly-B/S.json'], ['A.json', 'assembly-B/S.json']],
  ['directories that begin alike', ['/x/out/A.json', '/x/out-2/A.json'], ['out/A.json', 'out-2/A.json']],
  ['findings without a template', [undefined, '/x/A.json'], ['A.json']],
])('%s', (_, paths, expected) => {
  expect(named(...paths)).toEqual(expected);
});

test('a template that no finding of a node names is named by its file', () => {
  expect(templateNames([node('A', { findings: [finding('SSM-NET-006', { templatePath: '/x/out/A.json' })] })])('/elsewhere/B.json')).toBe('B.json');
  expect(templateNames([])('/elsewhere/B.json')).toBe('B.json');
});
