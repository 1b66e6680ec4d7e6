import type { readSync } from 'node:fs';
import { readStandardInput } from '../../../lib/preflight/cli/standard-input';

/** What reads give, one after the other: texts, or the codes of errors. */
function reads(...steps: readonly (string | { readonly code: string })[]) {
  const left = [...steps];
  const read = ((_: number, buffer: Buffer) => {
    const step = left.shift() ?? '';
    if (typeof step !== 'string') { throw Object.assign(new Error(step.code), step); }
    return buffer.write(step);
  }) as typeof readSync;
  return () => readStandardInput(read).toString();
}

test('is read to its end, piece by piece', () => {
  expect(reads('Resources:\n', '  Vpc: {}\n')()).toBe('Resources:\n  Vpc: {}\n');
  expect(reads()()).toBe('');
});

test('is waited for where a pipe has nothing yet', () => {
  expect(reads({ code: 'EAGAIN' }, 'a', { code: 'EAGAIN' }, 'b')()).toBe('ab');
});

test('ends where a pipe of Windows does', () => {
  expect(reads('a', { code: 'EOF' })()).toBe('a');
});

test('that cannot be read is an error', () => {
  expect(reads({ code: 'EISDIR' })).toThrow('EISDIR');
});
