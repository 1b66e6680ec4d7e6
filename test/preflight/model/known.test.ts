import { all, any, isKnown, not, Unknown } from '../../../lib/preflight/model/known';

const [first, second] = [new Unknown('first'), new Unknown('second')];

test('any is true if one is, and unknown if one might be', () => {
  expect([any([]), any([false, true]), any([first, true]), any([false, first, second]), any([false])]).toEqual([false, true, true, first, false]);
});

test('all is false if one is, and unknown if one might be', () => {
  expect([all([]), all([true, false]), all([first, false]), all([true, first, second]), all([true])]).toEqual([true, false, false, first, true]);
});

test('not negates what is known', () => {
  expect([not(true), not(false), not(first)]).toEqual([false, true, first]);
  expect([isKnown(false), isKnown(undefined), isKnown(first)]).toEqual([true, true, false]);
});
