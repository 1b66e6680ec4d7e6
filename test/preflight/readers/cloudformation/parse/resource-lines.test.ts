import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resourceLines } from '../../../../../lib/preflight/readers/cloudformation/parse/resource-lines';

const directory = mkdtempSync(join(tmpdir(), 'lines-'));

function linesOf(text: string, name = 'template.json'): { [logicalId: string]: number } {
  const file = join(directory, name);
  writeFileSync(file, text);
  return Object.fromEntries(resourceLines(file));
}

test('of JSON', () => {
  const template = { Parameters: { Vpc: { Type: 'String' } }, Resources: { Vpc: { Type: 'AWS::EC2::VPC' }, Node: { Metadata: { Vpc: { Resources: {} } } } }, Outputs: { Out: { Value: 1 } } };
  expect(linesOf(JSON.stringify(template, undefined, 1))).toEqual({ Vpc: 8, Node: 11 });
  expect(linesOf(JSON.stringify(template))).toEqual({ Vpc: 1, Node: 1 });
});

test('of JSON with marks and escapes in texts, lists, and any white space', () => {
  const text = '{\r\n"Description": "a \\"}{[:\\\\",\r\n"Rules": [[{"Resources": {}}]],\r\n"Resources"\r\n:\r\n{ "\\u0041":\r\n {"Type": ":"} , "B"\r\n:{}\r\n}}';
  expect(linesOf(text)).toEqual({ A: 6, B: 7 });
});

test('of YAML, with short forms, comments and quotes', () => {
  const text = '# A comment\nResources:\n  # Another\n  Vpc:\n    Type: AWS::EC2::VPC\n  "Node":\n    Type: AWS::EC2::Instance\n    SubnetId: !Ref Subnet\nOutputs:\n  Out: {}\n';
  expect(linesOf(text, 'template.yaml')).toEqual({ Vpc: 4, Node: 6 });
  expect(linesOf(text, 'template')).toEqual({ Vpc: 4, Node: 6 });
});

test.each(readdirSync(join(__dirname, '../../../foreign/templates')).filter(file => /\.(yaml|json)$/.test(file)))('of %s', file => {
  const path = join(__dirname, '../../../foreign/templates', file);
  const lines = readFileSync(path, 'utf8').split('\n');
  const found = [...resourceLines(path)];
  expect(found.length).toBeGreaterThan(0);
  for (const [logicalId, line] of found) { expect(lines[line - 1]).toContain(logicalId); }
});

test('none of a file that is gone or holds something else', () => {
  expect(resourceLines(join(directory, 'gone.json')).size).toBe(0);
  expect(linesOf('[1, 2]')).toEqual({});
  expect(linesOf('7', 'seven.yaml')).toEqual({});
  expect(linesOf('Resources: 7', 'resources.yaml')).toEqual({});
});
