import { shellCommands } from '../../../lib/preflight/user-data/shell-commands';

const words = (script: string) => shellCommands(script).map(command => command.words);

test.each<[string, string[][]]>([
  ['a b\nc', [['a', 'b'], ['c']]],
  ['a  \t b; c;', [['a', 'b'], ['c']]],
  ['a && b || c & d', [['a'], ['b'], ['c'], ['d']]],
  ['a | b |\n c', [['a'], ['b'], ['c']]],
  ['(a; b)', [['a'], ['b']]],
  ['a \\\n  b', [['a', 'b']]],
  ['a\\ b c\\', [['a b', 'c']]],
  ["a 'b $(c) \"d\" #' e", [['a', 'b $(c) "d" #', 'e']]],
  ['a "b \'c\' \\"d\\" \\\\ \\x" e', [['a', 'b \'c\' "d" \\ \\x', 'e']]],
  ['a "$(b "c d")" e', [['a', '$(b "c d")', 'e']]],
  ['a "${b:-"c d"}" "`e "f"`" g', [['a', '${b:-"c d"}', '`e "f"`', 'g']]],
  ['a $(b $(c) d) ${e} `f g` $h $', [['a', '$(b $(c) d)', '${e}', '`f g`', '$h', '$']]],
  ['a "" \'\' b', [['a', '', '', 'b']]],
  ['a"b"\'c\'d', [['abcd']]],
  ['# a\nb # c\nd#e', [['b'], ['d#e']]],
  ['a > x 2>&1 >> y b', [['a', 'b']]],
  ['a 2> x &> y < z b', [['a', 'z', 'b']]],
  ['a >| x b', [['a', 'b']]],
  ['a <<< b', [['a', 'b']]],
  ['a "open b', [['a', 'open b']]],
  ["a 'open b", [['a', 'open b']]],
  ['', []],
  [';;\n;', []],
])('%j', (script, expected) => {
  expect(words(script)).toEqual(expected);
});

test('a command knows where its output goes, and whether its input comes from another command', () => {
  expect(shellCommands('a > x | b || c; d 2>/dev/null')).toEqual([
    { words: ['a'], output: 'x', piped: false }, { words: ['b'], piped: true }, { words: ['c'], piped: false, joint: '||' }, { words: ['d'], output: '/dev/null', piped: false },
  ]);
});

test('a command knows what it hangs on, and what stands before it', () => {
  expect(shellCommands('a && (b; c) || d ;; e() { f')).toEqual([
    { words: ['a'], piped: false }, { words: ['b'], piped: false, joint: '&&', punctuation: ['('] }, { words: ['c'], piped: false },
    { words: ['d'], piped: false, joint: '||', punctuation: [')'] }, { words: ['e'], piped: false, punctuation: [';;'] },
    { words: ['{', 'f'], piped: false, punctuation: ['(', ')'] },
  ]);
});

test('here-documents are the input of their commands', () => {
  expect(shellCommands('a <<X | b <<-\'Y\' d\nin x\nX\n\tin y\n\tY\nc')).toEqual([
    { words: ['a'], input: 'in x', piped: false }, { words: ['b', 'd'], input: '\tin y', piped: true }, { words: ['c'], piped: false },
  ]);
  expect(shellCommands('a << "E"\n  one\n  two\nE\nb')).toEqual([{ words: ['a'], input: '  one\n  two', piped: false }, { words: ['b'], piped: false }]);
  expect(shellCommands('a <<E\nE\nb')).toEqual([{ words: ['a'], input: '', piped: false }, { words: ['b'], piped: false }]);
  expect(shellCommands('a <<-E\n\tone\n\tE\nb')).toEqual([{ words: ['a'], input: '\tone', piped: false }, { words: ['b'], piped: false }]);
  expect(shellCommands('a <<E\none')).toEqual([{ words: ['a'], input: 'one', piped: false }]);
});
