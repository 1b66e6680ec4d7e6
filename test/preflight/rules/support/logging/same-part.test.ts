import { Unknown } from '../../../../../lib/preflight/model/known';
import { opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { samePart } from '../../../../../lib/preflight/rules/support/logging/same-part';

test('two literal parts', () => {
  expect(samePart('eu-west-1', 'eu-west-1')).toBe(true);
  expect(samePart('eu-west-1', 'us-east-1')).toBe(false);
  expect(samePart('eu-*', 'eu-west-1')).toBe(false);
});

test('that of a stack without an environment may be any, and equals itself', () => {
  const anywhere = opaque('AWS::Region');
  expect(samePart(anywhere, anywhere)).toBe(true);
  expect(samePart(anywhere, 'eu-west-1')).toBeInstanceOf(Unknown);
  expect(samePart('eu-west-1', anywhere)).toBeInstanceOf(Unknown);
});

test('unknown parts', () => {
  const unknown = new Unknown('a parameter');
  expect(samePart(unknown, 'eu-west-1')).toBe(unknown);
});
