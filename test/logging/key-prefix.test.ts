import { Aws, Lazy } from 'aws-cdk-lib';
import { normalizeKeyPrefix } from '../../lib/logging/key-prefix';
import { errorOf, newStack } from '../fixtures';

const normalize = (keyPrefix?: string) => normalizeKeyPrefix(newStack(), keyPrefix);

test.each([
  ['nothing', undefined, ''],
  ['an empty string', '', ''],
  ['one segment', 'session-logs', 'session-logs'],
  ['a trailing slash', 'session-logs/', 'session-logs'],
  ['two segments', 'session-logs/production', 'session-logs/production'],
  ['two segments and a trailing slash', 'session-logs/production/', 'session-logs/production'],
  ['every character that is allowed', 'AZaz09!_.()=-/x', 'AZaz09!_.()=-/x'],
  ['dots inside a segment', 'v1.2/..x/x..', 'v1.2/..x/x..'],
  ['the longest prefix', 'a'.repeat(800), 'a'.repeat(800)],
  ['the longest prefix and a trailing slash', `${'a'.repeat(800)}/`, 'a'.repeat(800)],
])('%s is accepted', (_, given, expected) => {
  expect(normalize(given)).toBe(expected);
});

test.each([
  ['a pseudo parameter', Aws.ACCOUNT_ID],
  ['a text with a token', `logs/${Aws.REGION}/`],
  ['a lazy value', Lazy.string({ produce: () => '/*' })],
])('%s is passed on unchanged', (_, token) => {
  expect(normalize(token)).toBe(token);
});

test.each([
  ['/logs', 'logs'],
  ['//logs/x', 'logs/x'],
  ['/', ''],
])('%s starts with a slash and is refused', (given, proposed) => {
  expect(errorOf(() => normalize(given))).toBe(
    `keyPrefix must not start with a slash, got '${given}': the agent keeps it and the keys would start with '/'; use '${proposed}' [Stack]`);
});

test.each(['a//b', 'a//', './a', 'a/.', 'a/../b', '..', '.'])('%s has a segment that the agent removes, and is refused', given => {
  expect(errorOf(() => normalize(given))).toBe(
    `keyPrefix must have no empty, '.' or '..' segment, got '${given}': the agent cleans such a path and writes elsewhere; use a plain path such as 'session-logs/production' [Stack]`);
});

test.each([
  'logs*', '*', 'log?', 'a b', 'a$b', '${aws:username}', 'a\\b', 'a\'b', 'a"b', 'ü', 'a\nb', 'a\n', 'a,b', 'a:b', 'a@b', 'a+b', 'a&b', 'a|b', 'a'.repeat(801),
])('%j is not safe in a policy or too long, and is refused', given => {
  expect(errorOf(() => normalize(given))).toBe(
    `keyPrefix must be at most 800 of the characters A-Z a-z 0-9 ! _ . ( ) = / -, got '${given}'; use a plain path such as 'session-logs/production' [Stack]`);
});
