import { matchesOf } from './event-ruler';

test('answers each question', () => {
  const event = { 'source': 'aws.ssm', 'detail-type': 'x', 'detail': { name: 'one', list: ['a', 'b'] } };
  expect(matchesOf([
    { event, pattern: { source: ['aws.ssm'] } },
    { event, pattern: { source: ['aws.ec2'] } },
    { event, pattern: { detail: { other: [{ exists: false }] } } },
    { event, pattern: { detail: { list: [{ prefix: 'b' }], name: [{ 'anything-but': 'two' }] } } },
  ])).toEqual([true, false, true, true]);
});

test('says why a pattern is refused', () => {
  expect(matchesOf([{ event: {}, pattern: { source: 'aws.ssm' } }])).toEqual([expect.stringContaining('must be an object or an array')]);
});
