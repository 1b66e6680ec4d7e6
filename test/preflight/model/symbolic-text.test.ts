import { display, gap, gapIn, hasOpaque, MASKED_PART, maskMarks, maskScriptVariables, opaque } from '../../../lib/preflight/model/symbolic-text';

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

test('a text has an opaque part or not', () => {
  expect([opaque('A'), `a${opaque('A')}`, 'a', gap('why')].map(hasOpaque)).toEqual([true, true, false, false]);
});

describe('masks', () => {
  const text = `a ${opaque('b / c')} d${gap('e / f')}`;

  test('stand for opaque parts and gaps, which come back in any piece of the text', () => {
    const { masked, restore } = maskMarks(text);
    const words = masked.split(/[ /]/);
    expect(words).toHaveLength(3);
    expect(words[1]).toMatch(new RegExp(`^${MASKED_PART}$`));
    expect(words.map(restore)).toEqual(['a', opaque('b / c'), `d${gap('e / f')}`]);
    expect(maskMarks('a b').masked).toBe('a b');
  });

  test('stand for variables of a script, which come back as gaps', () => {
    const { masked, restore } = maskScriptVariables('x/$A/${B/C}', /\$\w+|\$\{[^}]*\}/g, variable => `no ${variable}`);
    const words = masked.split('/');
    expect(words[2]).toMatch(new RegExp(`^${MASKED_PART}$`));
    expect(words.map(restore)).toEqual(['x', gap('no $A'), gap('no ${B/C}')]);
  });

  test('of marks and of variables do not disturb each other', () => {
    const marks = maskMarks(`$(${opaque('A')})/${opaque('B')}`);
    const variables = maskScriptVariables(marks.masked, /\$\([^)]*\)/g, variable => `no ${variable}`);
    expect(marks.restore(variables.restore(variables.masked))).toBe(`${gap(`no $(${opaque('A')})`)}/${opaque('B')}`);
  });
});
