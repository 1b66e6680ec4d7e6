import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeInCode } from '../../../../../lib/preflight/readers/cloudformation/parse/code-place';

const repository = mkdtempSync(join(tmpdir(), 'repository-'));
mkdirSync(join(repository, '.git'));

const place = (file: string, line = 12, column = 5) => ({ file, line, column });

test('the innermost line that is of no package', () => {
  expect(placeInCode([
    '...new Vpc2 in aws-cdk-lib...',
    `new Network (${repository}/lib/network.ts:12:5)`,
    `<anonymous> (${repository}/bin/app.ts:4:1)`,
    '...node internals, ts-node...',
  ])).toEqual(place('lib/network.ts'));
});

test.each([
  ['of a function without a name', `${'/'}REPOSITORY/lib/network.ts:12:5`],
  ['of an ES module', 'new Network (file:///REPOSITORY/lib/network.ts:12:5)'],
  ['of a directory with blanks and brackets', 'new Network (/REPOSITORY/my app [1]/../lib/network.ts:12:5)'],
  ['of Node.js itself', '    at new Network (/REPOSITORY/lib/network.ts:12:5)'],
])('a line %s', (_, line) => {
  expect(placeInCode([line.replace('/REPOSITORY', repository)])).toEqual(place('lib/network.ts'));
});

test('from the working directory where there is no repository', () => {
  const directory = mkdtempSync(join(tmpdir(), 'directory-'));
  const cwd = jest.spyOn(process, 'cwd').mockReturnValue(directory);
  expect(placeInCode([`new Network (${directory}/lib/network.ts:12:5)`])).toEqual(place('lib/network.ts'));
  cwd.mockRestore();
});

test.each([
  ['nothing', undefined],
  ['no list', 'new Network (/REPOSITORY/lib/network.ts:12:5)'],
  ['an empty list', []],
  ['no code of the app', ['(no user code in 10 frames, use --stack-trace-limit to capture more)']],
  ['packages', ['new Shared (/REPOSITORY/node_modules/shared/lib/index.js:12:5)', 'Array.forEach (:)']],
  ['what runs the CDK for Python', ['...new Vpc2 in aws-cdk-lib...', 'Kernel.create (/REPOSITORY/lib/program.js:1:53537)']],
  ['files that are not of this machine', ['new Network (/nowhere/lib/network.ts:12:5)']],
  ['other things', [7, null, {}, 'new Network (lib/network.ts:12:5)', 'webpack:///./lib/network.ts:12:5']],
])('none in %s', (_, trace) => {
  const here = Array.isArray(trace) ? trace.map(line => typeof line === 'string' ? line.replace('/REPOSITORY', repository) : line) : trace;
  expect(placeInCode(here)).toBeUndefined();
});
