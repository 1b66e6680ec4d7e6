import * as fc from 'fast-check';
import { duplicateKey, lineOfJsonError } from '../../../../../lib/preflight/readers/cloudformation/parse/json-position';

describe('the line of an error in JSON', () => {
  test.each([
    ['{"a": x}', 1],
    ['{\n"a": 1,\n"b": x\n}', 3],
    ['{\n"a": 1,\n}', 3],
    ['{\n"a": 1\n"b": 2}', 3],
    ['{\n"a" 1}', 2],
    ['{\n"a"\n: 1,,}', 3],
    ['{\n"a": [1,\n2,\n]}', 4],
    ['{\n"a": [1\n2]}', 3],
    ['{\n"a": [1}', 2],
    ['{\n"a": 1]', 2],
    ['{\n"a": 01}', 2],
    ['{\n"a": -}', 2],
    ['{\n"a": 1.}', 2],
    ['{\n"a": tru}', 2],
    ['{\n"a": \'x\'}', 2],
    ['{\n"a": "x\ny"}', 2],
    ['{\n"a": "\\x"}', 2],
    ['{\n"a": "\\u12"}', 2],
    ['{\na: 1}', 2],
    ['{\n1: 1}', 2],
    ['{\n"a": {\n"b": 1', 3],
    ['{\n"a": 1\n\n\n', 2],
    ['{}\n{}', 2],
    ['{}\n,', 2],
    ['[]\n]', 2],
    ['{}\n:', 2],
    ['\n\n:', 3],
    ['{\n"a": "x', 2],
    ['[1,\n\u00a0 2]', 2],
    ['{\n"a": {}}\n}', 3],
    ['[{},\n{"a": [[], {}, "x", -1.5e+3, true, false, null]}\n, +1]', 3],
    ['{\n"a": [1,\n],\n"b": 1\n}', 3],
    ['{\n"a": {"b": 1,\n},\n"b": 1\n}', 3],
    ['', 1],
    ['[\n,1]', 2],
    ['[\n:1]', 2],
    ['{\n[1]: 1}', 2],
  ])('%j is %d', (text, line) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(lineOfJsonError(text)).toBe(line);
  });

  test('is found behind, and inside, texts of any length', () => {
    const long = 'x\\n'.repeat(1_000_000);
    expect(lineOfJsonError(`["${long}",\nx]`)).toBe(2);
    expect(lineOfJsonError(`[\n"${long}`)).toBe(2);
    expect(lineOfJsonError(`[\n"${'x'.repeat(5_000_000)}`)).toBe(2);
  });

  test('is that of a wrong character anywhere', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('@', '?', '\\'), (json, position, character) => {
      // One token on each line: outside of texts, a wrong character is on its own line.
      const lines = JSON.stringify(JSON.parse(json), null, 1).split('\n');
      const at = position % (lines.length + 1);
      const text = [...lines.slice(0, at), character, ...lines.slice(at)].join('\n');
      expect(lineOfJsonError(text)).toBe(at + 1);
    }), { seed: 20240502, numRuns: 300 });
  });
});

describe('a key that is there twice', () => {
  test.each([
    ['{"a": 1,\n"b": 2,\n"a": 3}', 'a', 3],
    ['{"a": {\n"b": 1,\n"b": 1}}', 'b', 3],
    ['[{}, {"a": 1,\n\n"a": 1}]', 'a', 3],
    ['{"a": 1, "\\u0061":\n1}', 'a', 1],
    ['{"__proto__": 1,\n"__proto__": 2}', '__proto__', 2],
    ['{"": 1,\n"": 2}', '', 2],
    ['{"a": {"b": 1},\n"c": {"b": 1},\n"c": 1, "a": 1}', 'c', 3],
  ])('%j', (json, key, line) => expect(duplicateKey(json)).toEqual({ key, line }));

  test.each(['{}', '[]', '1', '{"a": {"a": {"a": ["a", "a"]}}, "A": 1}', '{"a": [{"b": 1}, {"b": 1}], "b": "a"}', '{"a\\"": 1, "a": 1}'])('%j has none', json => {
    expect(duplicateKey(json)).toBeUndefined();
  });

  test('is no error of JSON, whose line is told', () => expect(lineOfJsonError('{"a": 1,\n"a": 2,\n"b" 1}')).toBe(3));

  test('is found in what JSON.stringify writes only where somebody adds it', () => {
    fc.assert(fc.property(fc.jsonValue(), value => duplicateKey(JSON.stringify(value, null, 1)) === undefined));
  });
});
