import { opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { nearMiss, nearMissHint } from '../../../../../lib/preflight/rules/support/logging/near-miss';

test.each([
  ['session-logs', 'sessionlogs'],
  ['session-logs', 'session.logs'],
  ['session-logs', 'Session_Logs'],
  ['/sessions/shell', 'sessions-shell'],
  ['session-logs', 'session-log'],
  ['session-log', 'session-logs'],
  ['session-logs', 'session-lags'],
  ['session-logs', 'sesison-logs'],
  ['logs', 'log1'],
  ['aaaa', 'aaaaa'],
])('%s is similar to %s', (name, candidate) => {
  expect(nearMiss(name, ['other', candidate])).toBe(candidate);
  expect(nearMiss(candidate, ['other', name])).toBe(name);
});

test.each([
  ['session-logs', 'session-logs'],
  ['session-logs', 'session-lo'],
  ['session-logs', 'access-logs'],
  ['abcd', 'acbe'],
  ['abcdef', 'abdefc'],
  ['log', 'lot'],
  ['logs', 'log'],
  [opaque('Logs'), opaque('Log')],
  ['logs1', opaque('logs1')],
])('%s is not similar to %s', (name, candidate) => {
  expect(nearMiss(name, [candidate])).toBeUndefined();
  expect(nearMiss(candidate, [name])).toBeUndefined();
});

test('the hint', () => {
  expect(nearMissHint('logs1', ['logs2'])).toBe('; the assembly has \'logs2\', a similar name');
  expect(nearMissHint('logs1', [])).toBe('');
});
