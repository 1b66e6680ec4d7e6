import * as fc from 'fast-check';
import { matches, patternOf, textOf } from '../../../../lib/preflight/model/iam/policy-pattern';
import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';

const SEED = { seed: 20240607 };
const BUCKET = opaque('Stack/Bucket');

function answer(value: Known<boolean>): boolean | 'unknown' {
  return isKnown(value) ? value : 'unknown';
}

function glob(pattern: string, text: string): boolean | 'unknown' {
  return answer(matches(patternOf(pattern), textOf(text)));
}

/** The reference: tries every way to split the text. */
function naiveGlob(pattern: string, text: string): boolean {
  if (pattern === '') { return text === ''; }
  if (pattern[0] === '*') { return naiveGlob(pattern.slice(1), text) || (text !== '' && naiveGlob(pattern, text.slice(1))); }
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naiveGlob(pattern.slice(1), text.slice(1));
}

describe('known texts', () => {
  test.each([
    ['*', '', true],
    ['*', 'arn:aws:s3:::a/b', true],
    ['', '', true],
    ['', 'a', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a*c', 'ac', true],
    ['a*c', 'abcd', false],
    ['arn:aws:s3:::logs/*', 'arn:aws:s3:::logs/a/b:c', true],
    ['arn:aws:s3:::logs/*', 'arn:aws:s3:::Logs/a', false],
    ['*ab*ab', 'abxab', true],
    ['*ab*ab', 'abab', true],
    ['*ab*ab', 'aab', false],
    ['?*', '', false],
    ['*?*?', 'ab', true],
    ['*?*?', 'a', false],
    ['a😀?', 'a😀😀', true],
  ])('%j against %j is %s', (pattern, text, expected) => {
    expect(glob(pattern, text)).toBe(expected);
  });

  test('give the same result as trying every way to split the text', () => {
    const pattern = fc.stringMatching(/^[ab*?]{0,7}$/);
    const text = fc.stringMatching(/^[ab]{0,7}$/);
    fc.assert(fc.property(pattern, text, (p, t) => glob(p, t) === naiveGlob(p, t)), { ...SEED, numRuns: 3000 });
  });

  test('take no exponential time for many asterisks', () => {
    const text = 'a'.repeat(400);

    expect(glob(`${'a*'.repeat(60)}b`, text)).toBe(false);
    expect(glob(`${'*a'.repeat(60)}*`, text)).toBe(true);
    expect(glob(`${'*a'.repeat(30)}b`, `${text}${gap('x')}`)).toBe('unknown');
  });

  test('ignore case on request, except in names of opaque parts and reasons of gaps', () => {
    const options = { ignoreCase: true };

    expect(matches(patternOf('S3:Put*', options), textOf('s3:PUTOBJECT', options))).toBe(true);
    expect(matches(patternOf('s3:Put*'), textOf('S3:PutObject'))).toBe(false);
    expect(matches(patternOf(`X-${opaque('Name')}`, options), textOf(`x-${opaque('Name')}`, options))).toBe(true);
    expect(matches(patternOf(`X-${opaque('Name')}`, options), textOf(`x-${opaque('name')}`, options))).toBe(false);
    expect(matches(patternOf(gap('Because Of It'), options), textOf('a', options))).toEqual(new Unknown('Because Of It'));
  });

  test('treat asterisks as characters if there are no wildcards', () => {
    expect(matches(patternOf('a*', { wildcards: false }), textOf('ab'))).toBe(false);
    expect(matches(patternOf('a*', { wildcards: false }), textOf('a*'))).toBe(true);
    expect(glob('a?', 'a*')).toBe(true);
  });
});

describe('gaps', () => {
  const GAP = gap('a parameter without a default');

  test.each([
    ['prefix*', `prefix${GAP}`, true],
    ['prefix*', `pre${GAP}`, 'unknown'],
    ['prefix*', `p-${GAP}`, false],
    ['*suffix', `${GAP}suffix`, true],
    ['*suffix', `${GAP}other`, false],
    ['a*b*c', `a${GAP}b${GAP}c`, true],
    ['a*b*c', `a${GAP}c`, 'unknown'],
    ['abc', `a${GAP}c`, 'unknown'],
    ['abc', `a${GAP}d`, false],
    ['?', GAP, 'unknown'],
    ['?*', GAP, 'unknown'],
    ['?*', `${GAP}a`, true],
    ['*?', `a${GAP}`, true],
    ['*??', `a${GAP}`, 'unknown'],
    [GAP, 'anything', 'unknown'],
    [`a${GAP}`, 'abc', 'unknown'],
    [`a${GAP}`, 'b', false],
    [`${GAP}*x`, 'abc', false],
    [`*${GAP}`, 'abc', 'unknown'],
    [GAP, GAP, 'unknown'],
    ['*', GAP, true],
  ])('%j against %j is %s', (pattern, text, expected) => {
    expect(glob(pattern, text)).toBe(expected);
  });

  test('give their reason, that of the pattern first', () => {
    expect(matches(patternOf('a'), textOf(gap('text')))).toEqual(new Unknown('text'));
    expect(matches(patternOf(gap('pattern')), textOf(gap('text')))).toEqual(new Unknown('pattern'));
  });

  test('are decided only if every completion agrees', () => {
    // `_` is a gap. A completion may contain wildcards.
    const candidates = ['', 'a', 'b', 'ab', 'ba', 'aab', 'ccc'];
    const completed = (text: string, fillers: string[]) => text.split('_').reduce((before, after, i) => before + fillers[i - 1] + after);
    const gaps = (text: string) => text.replace(/_/g, GAP);
    fc.assert(fc.property(
      fc.stringMatching(/^[ab*?]{0,3}_?[ab*?]{0,3}$/), fc.stringMatching(/^[ab]{0,3}_?[ab]{0,2}_?[ab]{0,2}$/),
      (pattern, text) => {
        const got = glob(gaps(pattern), gaps(text));
        for (const p of [...candidates, '*', '?']) {
          for (const t of candidates) {
            for (const u of candidates) {
              const really = naiveGlob(completed(pattern, [p]), completed(text, [t, u]));
              if (got !== 'unknown' && got !== really) { return false; }
            }
          }
        }
        return true;
      }), { ...SEED, numRuns: 600 });
  });

  test('are decided whenever every completion agrees', () => {
    // The completions include all short texts, and texts that are longer than the pattern with other characters, so a decision is forced.
    const words = [''];
    for (let i = 0; words[i].length < 4; i++) { words.push(`${words[i]}a`, `${words[i]}b`); }
    const candidates = [...words, 'c'.repeat(9)];
    fc.assert(fc.property(fc.stringMatching(/^[ab*]{0,4}$/), fc.stringMatching(/^[ab]{0,2}_[ab]{0,2}$/), (pattern, text) => {
      const really = new Set(candidates.map(filler => naiveGlob(pattern, text.replace('_', filler))));
      return really.size > 1 || glob(pattern, text.replace('_', GAP)) === [...really][0];
    }), { ...SEED, numRuns: 1500 });
  });
});

describe('opaque parts', () => {
  test.each([
    [`arn:aws:s3:::${BUCKET}/*`, `arn:aws:s3:::${BUCKET}/x`, true],
    [`arn:aws:s3:::${opaque('Other')}/*`, `arn:aws:s3:::${BUCKET}/x`, false],
    ['arn:aws:s3:::my-bucket/*', `arn:aws:s3:::${BUCKET}/x`, false],
    ['arn:aws:s3:::my-bucket', `arn:aws:s3:::${BUCKET}`, false],
    ['arn:aws:s3:::*/x', `arn:aws:s3:::${BUCKET}/x`, true],
    ['arn:aws:s3:::*', `arn:aws:s3:::${BUCKET}`, true],
    ['arn:aws:s3:::?*', `arn:aws:s3:::${BUCKET}`, true],
    ['arn:aws:s3:::?', `arn:aws:s3:::${BUCKET}`, 'unknown'],
    ['arn:aws:s3:::*Bucket*', `arn:aws:s3:::${BUCKET}`, 'unknown'],
    ['arn:aws:s3:::app-*', `arn:aws:s3:::${BUCKET}/x`, 'unknown'],
    ['arn:aws:s3:::app-*/logs/*', `arn:aws:s3:::${BUCKET}/other/x`, false],
    ['arn:aws:s3:::*/logs', `arn:aws:s3:::${BUCKET}`, false],
    ['arn:aws:logs:*:*:log-group:/aws/ssm/*', `arn:aws:logs:r:1:log-group:${opaque('Group')}:log-stream:x`, false],
    [`${opaque('Stack')}-*`, `${opaque('Stack')}-${BUCKET}`, true],
    [`${opaque('Stack')}-*`, BUCKET, 'unknown'],
    [`${opaque('Other')}-x`, BUCKET, false],
    [BUCKET, 'my-bucket', false],
    [BUCKET, `my-${gap('a name')}`, 'unknown'],
    [`x/${BUCKET}`, `x/${gap('a name')}/y`, false],
    [`x/${BUCKET}/y`, `x/${gap('a name')}/y`, 'unknown'],
    [`x/${BUCKET}/z`, `x/${gap('a name')}/y`, false],
    ['arn:aws:kms:*:*:key/*', opaque('Key.Arn'), 'unknown'],
    ['arn:aws:kms:r:1:key/a', opaque('Key.Arn'), false],
    [`${opaque('Bucket.Arn')}/*`, `${opaque('Bucket.Arn')}/x`, true],
    [`${opaque('with * in it')}`, `${opaque('with something in it')}`, false],
  ])('%j against %j is %s', (pattern, text, expected) => {
    expect(glob(pattern, text)).toBe(expected);
  });

  test('of the environment may be what a policy names', () => {
    const [partition, region, account] = [opaque('AWS::Partition'), opaque('AWS::Region'), opaque('AWS::AccountId')];
    const key = `arn:${partition}:kms:${region}:${account}:key/1`;

    expect(glob('arn:aws:kms:*:*:key/1', key)).toBe('unknown');
    expect(glob(`arn:${partition}:kms:eu-west-1:${account}:key/1`, key)).toBe('unknown');
    expect(glob(`arn:${partition}:kms:${region}:111122223333:key/1`, key)).toBe('unknown');
    expect(glob(`arn:${partition}:kms:${region}:${account}:key/2`, key)).toBe(false);
    expect(glob(key, 'arn:aws:kms:eu-west-1:111122223333:key/1')).toBe('unknown');
    expect(glob(`arn:aws:kms:eu-west-1:${opaque('Other account')}:key/1`, `arn:aws:kms:eu-west-1:${account}:key/1`)).toBe('unknown');
    expect(matches(patternOf(account), textOf('111122223333'))).toBe(false);
    expect(matches(patternOf(account, { environment: true }), textOf('111122223333'))).toBeInstanceOf(Unknown);
    expect(matches(patternOf('s3.eu-west-1.x'), textOf(`s3.${region}.x`, { environment: true }))).toBeInstanceOf(Unknown);
    expect(matches(patternOf('s3/a/x'), textOf(`s3/${region}`, { environment: true }))).toBe(false);
  });

  test('say why they leave something open', () => {
    expect(matches(patternOf('app-*'), textOf(BUCKET))).toEqual(
      new Unknown('the part of a name that the deployment generates decides whether a wildcard matches it'));
  });

  test('are decided only if every name that CloudFormation could choose agrees', () => {
    const names = ['zq', 'azq', 'zqa', 'bzqa', 'abzq'];
    fc.assert(fc.property(fc.stringMatching(/^[ab*?\/]{0,3}_?[ab*?\/]{0,3}$/), fc.stringMatching(/^[ab]{1,2}_[ab\/]{0,2}$/), (pattern, text) => {
      const got = glob(pattern.replace('_', BUCKET), text.replace('_', BUCKET));
      return got === 'unknown' || names.every(name => naiveGlob(pattern.replace('_', name), text.replace('_', name)) === got);
    }), { ...SEED, numRuns: 3000 });
  });

  test('that are not closed are plain characters', () => {
    expect(glob('\uE000a', '\uE000a')).toBe(true);
    expect(glob('\uE002', '\uE002')).toBe(true);
    expect(glob('\uE000a', '\uE000b')).toBe(false);
  });
});
