import { meantHint, nearest } from '../../lib/core/nearest';

test.each<[string, string[], string | undefined]>([
  ['SSM-NET-03', ['SSM-NET-003', 'SSM-NET-013', 'SSM-END-003'], 'SSM-NET-003'],
  ['ssm-net-003', ['SSM-NET-004', 'SSM-NET-003'], 'SSM-NET-003'],
  ['Web/Flete', ['Web', 'Web/Fleet'], 'Web/Fleet'],
  ['eu-west1', ['eu-west-1', 'eu-west-2'], 'eu-west-1'],
  ['ntat', ['nat', 'public', 'endpoints'], 'nat'],
  ['nothing', ['nat', 'public', 'endpoints'], undefined],
  ['', ['nat'], undefined],
  ['anything', [], undefined],
])('%s of %j: %s', (name, candidates, meant) => {
  expect(nearest(name, candidates)).toBe(meant);
});

test('as the end of a sentence', () => {
  expect([meantHint('nta', ['nat']), meantHint('Web', ['nat'])]).toEqual(['; did you mean \'nat\'?', '']);
});
