import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constructMetadata } from '../../../../../lib/preflight/readers/cloudformation/parse/construct-metadata';

const repository = mkdtempSync(join(tmpdir(), 'repository-'));
mkdirSync(join(repository, '.git'));

const made = (line: number) => ({ type: 'aws:cdk:creationStack', data: ['...new Vpc2 in aws-cdk-lib...', `new Network (${repository}/lib/network.ts:${line}:5)`] });
const hidden = { type: 'aws:cdk:creationStack', data: ['...aws-cdk-lib...', 'Array.forEach (:)'] };
const METADATA = {
  '/App': [made(1)],
  '/App/Vpc/Resource': [{ type: 'aws:cdk:logicalId', data: 'Vpc' }, made(2)],
  '/App/Vpc/Subnet/RouteTable': [{ type: 'aws:cdk:logicalId', data: 'RouteTable' }, hidden],
  '/App/Deep/Resource': [hidden],
};

function inFile(): string {
  const file = join(repository, 'App.metadata.json');
  writeFileSync(file, JSON.stringify(METADATA));
  return file;
}

describe.each([
  ['in the manifest', () => constructMetadata(METADATA)],
  ['in a file of its own', () => constructMetadata(undefined, inFile())],
])('metadata %s', (_, read) => {
  test.each([
    ['App/Vpc/Resource', 2],
    // What a Vpc makes deep inside: where the Vpc is made.
    ['App/Vpc/Subnet/RouteTable', 2],
    ['App/Vpc/Subnet', 2],
    // Nothing around it has a line but the stack.
    ['App/Deep/Resource', 1],
  ])('where %s is made', (path, line) => {
    expect(read().placeInCode(path)).toEqual({ file: 'lib/network.ts', line, column: 5 });
  });

  test('nothing is known of what is not there', () => {
    expect(read().placeInCode('Other/Vpc/Resource')).toBeUndefined();
    expect(read().pathsOf('Vpc')).toEqual(['App/Vpc/Resource']);
    expect(read().pathsOf('Other')).toEqual([]);
  });
});
