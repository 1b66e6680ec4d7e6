import { firstOfEach } from '../../../lib/preflight/report/first-of-each';

const lines = (items: string) => firstOfEach([...items], { groupOf: item => item.toLowerCase(), show: item => [item], rest: others => [`${others.length} ${others[0]}`] });

test('groups come in the order of their first things, and each is there', () => {
  expect(lines('aaabbca')).toEqual(['a', 'a', 'a', 'a', 'b', 'b', 'c']);
});

test('of many of a group, the first are shown, and a line stands for the others', () => {
  expect(lines('aaaAAbA')).toEqual(['a', 'a', 'a', '3 A', 'b']);
});

test('no line stands for one thing', () => {
  expect(lines('aaaA')).toEqual(['a', 'a', 'a', 'A']);
});

test('nothing of nothing', () => {
  expect(lines('')).toEqual([]);
});
