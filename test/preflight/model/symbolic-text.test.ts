import { display, gap, gapIn, opaque } from '../../../lib/preflight/model/symbolic-text';

test('an opaque part equals itself, and its name is displayed', () => {
  expect(opaque('Stack/Bucket')).toBe(opaque('Stack/Bucket'));
  expect(opaque('Stack/Bucket')).not.toBe('Stack/Bucket');
  expect(display(`arn:${opaque('A')}/${opaque('B')}`)).toBe('arn:<A>/<B>');
  expect(gapIn(opaque('A'))).toBeUndefined();
});

test('a gap has a reason, and is displayed as a gap', () => {
  const text = `a${gap('first')}b${gap('second')}`;
  expect(gapIn(text)?.reason).toBe('first');
  expect(gapIn('a')).toBeUndefined();
  expect(display(text)).toBe('a<?>b<?>');
});

test('a gap in JSON keeps the JSON valid', () => {
  const json = `{"a":"${gap('say "no" \\ \n')}"}`;
  expect(gapIn((JSON.parse(json) as { a: string }).a)?.reason).toBe('say \'no\' \' \'');
});
