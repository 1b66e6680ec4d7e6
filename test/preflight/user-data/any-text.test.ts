import { gzipSync } from 'zlib';
import * as fc from 'fast-check';
import { judged, verdictOf } from './nodes';
import { agentInstalls } from '../../../lib/preflight/user-data/agent-install';

const HEADS = ['#!/bin/bash\n', '#!/bin/sh\n', '#cloud-config\n', '#cloud-config\nruncmd:\n', '#cloud-boothook\n', '<powershell>', '<script>', '#!/usr/bin/python3\n', '',
  'Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/x-shellscript\n\n#!/bin/sh\n', '#include\n'];
const PIECES = ['$a', '${a', '$(', ')', '`', '"', '\'', '\\', '<<E', '\nE\n', '\n', ' ', ';;', ';', '&&', '||', '|', '&', '{', '}', '(', '(x', '()', 'f() {', 'f', 'if ', 'then ', 'else ', 'fi',
  'case $a in', 'esac', 'while true; do ', 'done', 'exit 0', 'exit', 'return', 'exec ', 'eval ', 'eval "$a"', 'a=$a$a', 'a=eval\\ $a', 'bash -c ', '! ', '<#', '#>', '<powershell>', '</powershell>', '$x = $x + $x',
  'systemctl stop amazon-ssm-agent', 'yum install -y amazon-ssm-agent', 'Stop-Service AmazonSSMAgent', 'if ($false) {', '- [', ']', '&b ', '*b', ': ', '{toString: x}', '!!binary x', '--B\n', '--B--',
  'Content-Type: text/cloud-config\n\n', 'packages: ', '\uE000', '\uE001', '\uE004', '\uE010', '\uE0119', '\0', '\r\n', '%a%', 'constructor', '__proto__'];

test('no text whatsoever throws', () => {
  const noise = fc.array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 60 });
  fc.assert(fc.property(fc.constantFrom(...HEADS), noise, (head, pieces) => {
    expect(agentInstalls(head + pieces.join(''))).toHaveProperty('installs');
  }), { numRuns: 300, seed: 20231117 });
});

/** Each would take for ever, or more stack than there is, if it were read without bounds. */
const ENDLESS: readonly (readonly [string, string])[] = [
  ['a variable made of itself', `#!/bin/bash\na=xxxxxxxx\n${'a=$a$a\n'.repeat(60)}systemctl status $a`],
  ['a variable of PowerShell made of itself', `<powershell>$a = "xxxxxxxx"\n${'$a = "$a$a"\n'.repeat(60)}</powershell>`],
  ['a variable of a batch file made of itself', `<script>set a=xxxxxxxx\n${'set a=%a%%a%\n'.repeat(60)}</script>`],
  ['many uses of a long variable', `#!/bin/bash\na=${'x'.repeat(4000)}\n${'$a'.repeat(5000)}`],
  ['a text that evaluates itself', '#!/bin/bash\nx=\'eval "$x"\'\neval "$x"'],
  ['functions that call each other twice', `#!/bin/bash\nf0() { :; }\n${Array.from({ length: 40 }, (_, i) => `f${i + 1}() { f${i}; f${i}; }\n`).join('')}f40`],
  ['a function that calls itself', '#!/bin/bash\nf() { f | f & }\nf'],
  ['shells within shells', `#!/bin/bash\n${Array.from({ length: 500 }, (_, i) => `bash <<E${i}\n`).join('')}`],
];

test.each(ENDLESS)('%s is not read to its end, and what is not read is UNKNOWN', (_, userData) => {
  expect(agentInstalls(userData).unread?.reason).toBe('the user data is longer, or goes deeper, than preflight reads');
  const image = userData.startsWith('<') ? 'windows' : 'amazonLinux';
  expect(verdictOf(userData, { image })).toBe('UNKNOWN');
});

test.each([
  ['here-documents', '#!/bin/bash\n' + 'cat <<E\nE\n'.repeat(1000)],
  ['here-documents that never end', '#!/bin/bash\ncat ' + '<<E '.repeat(1000)],
  ['substitutions that never end', '#!/bin/bash\nyum install ' + '$('.repeat(2000)],
  ['variables that never end', '#!/bin/bash\necho ' + '${a '.repeat(2000)],
  ['quotes and backticks', '#!/bin/bash\n' + '"`\''.repeat(2000)],
  ['braces', '<powershell>' + '${ {'.repeat(2000) + '</powershell>'],
  ['tags that never end', '<script>'.repeat(2000)],
  ['comments that never end', '<powershell>' + '<#'.repeat(2000) + '</powershell>'],
  ['subshells', '#!/bin/bash\n' + '('.repeat(1000)],
  ['lists of YAML', '#cloud-config\nruncmd: ' + '['.repeat(1000)],
  ['parts of MIME', 'Content-Type: multipart/mixed; boundary=B\n\n' + '--B\n\nx\n'.repeat(1000)],
])('many %s are read', (_, userData) => {
  expect(agentInstalls(userData)).toMatchObject({ installs: [] });
});

test.each([
  ['a list that contains itself', '#cloud-config\nruncmd: &a [*a]'],
  ['an object that contains itself', '#cloud-config\npackages: &a {x: *a}'],
  ['keys that objects have', '#cloud-config\nruncmd: [{toString: x, valueOf: y}, {constructor: z}]\nwrite_files: [{content: {toString: x}}]\n__proto__: {x: 1}'],
  ['a command that is a number', '#cloud-config\nruncmd: [1, [2, null, true], ~]'],
])('%s is a cloud-config that is read, or not known', (_, userData) => {
  expect(agentInstalls(userData).installs).toEqual([]);
});

describe('compressed user data', () => {
  const stop = '#!/bin/bash\nsystemctl stop amazon-ssm-agent\n';
  const base64 = (bytes: Buffer) => bytes.toString('base64');

  test('is read', () => {
    expect(verdictOf('', { property: base64(gzipSync(stop)) })).toBe('BLOCKED');
    expect(verdictOf('', { property: base64(gzipSync('#!/bin/bash\necho hello')) })).toBe('CONNECTS');
    expect(verdictOf('', { property: base64(Buffer.from(`${stop}# grüßt`)) })).toBe('BLOCKED');
    const part = `Content-Type: multipart/mixed; boundary=B\nMIME-Version: 1.0\n\n--B\nContent-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\n${base64(gzipSync(stop))}\n--B--`;
    expect(verdictOf(part)).toBe('BLOCKED');
  });

  test('that unpacks to more than fits, or to nothing, does not stop preflight', () => {
    expect(judged('', { property: base64(gzipSync('x'.repeat(1_000_000))), image: 'minimal' }).verdict).toBe('UNKNOWN');
    expect(judged('', { property: base64(gzipSync(stop).subarray(0, 20)), image: 'minimal' }).verdict).toBe('UNKNOWN');
  });
});
