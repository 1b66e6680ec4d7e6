import { audited, AUDITED, auditFindingsIn, having } from './audited';

const VALUES: readonly unknown[] = [
  null, 1, true, '', '{', '$.x', 'arn:aws:sns', [], [null], [[]], {}, { '': null }, { $or: 1 }, { $or: [null] }, { 'detail': 'x', 'detail-type': 'x' },
  { Ref: 'Nothing' },
];

const properties = Object.entries(AUDITED).flatMap(([id, { Properties }]) => (
  Object.keys(Properties).map(name => [id as keyof typeof AUDITED, name] as const)
));

test('there are properties to look at', () => {
  expect(properties.length).toBeGreaterThanOrEqual(30);
});

test.each(properties)('whatever %s.%s is, every finding has its words and its place', (id, name) => {
  for (const value of VALUES) {
    const findings = [value, [value], { detail: value }, { detail: { eventName: value, eventSource: ['ssm.amazonaws.com'] } }].flatMap(each => (
      auditFindingsIn(audited(having(id, { [name]: each })))
    ));
    for (const { message, fix, logicalId } of findings) {
      expect([message, fix].join()).not.toMatch(/undefined|\[object|NaN|[\uE000-\uE014]/);
      expect(AUDITED).toHaveProperty(logicalId);
    }
  }
});
