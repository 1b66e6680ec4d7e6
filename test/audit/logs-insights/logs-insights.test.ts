import { LogEvent, rowsOf } from './logs-insights';

const events = (...messages: (object | string)[]): LogEvent[] => messages.map((message, index) => ({
  timestamp: `2026-11-28T10:00:0${index}Z`, message: typeof message === 'string' ? message : JSON.stringify(message),
}));

/** The queries are examples of AWS's pages; of the events, the pages show some. */
describe('the examples of AWS\'s pages', () => {
  test('an alias', () => {
    expect(rowsOf('fields @timestamp, @message, accountId as ID | sort @timestamp desc | limit 1', events({ accountId: 'a' }, { accountId: 'b' })))
      .toEqual([{ '@timestamp': '2026-11-28T10:00:01Z', '@message': '{"accountId":"b"}', 'ID': 'b' }]);
  });

  test('events counted by a field', () => {
    expect(rowsOf('stats count(*) as n by duration as time | sort time desc', events({ duration: 1 }, { duration: 2 }, { duration: 1 })))
      .toEqual([{ time: 2, n: 1 }, { time: 1, n: 2 }]);
  });

  test.each([
    ['/Exception/', ['an Exception']],
    ['"Exception"', ['an Exception']],
    ['/(?i)Exception/', ['an Exception', 'an exception']],
  ])('f1 like %s', (pattern, expected) => {
    expect(rowsOf(`fields f1 | filter f1 like ${pattern}`, events({ f1: 'an Exception' }, { f1: 'an exception' }, { f1: 'none' }, { f2: 'Exception' })).map(({ f1 }) => f1))
      .toEqual(expected);
  });

  test('one condition or another', () => {
    expect(rowsOf('fields f1 | filter f1 = 10 or f3 = 25', events({ f1: 10 }, { f1: 1, f3: 25 }, { f1: 1, f3: 2 }))).toEqual([{ f1: 10 }, { f1: 1 }]);
  });

  test('a record for each item of a list', () => {
    expect(rowsOf('fields jsonParse(@message) as json | unnest json.events into event | display event.name', events(
      { events: [{ name: 'exception' }, { name: 'user action' }] },
    ))).toEqual([{ 'event.name': 'exception' }, { 'event.name': 'user action' }]);
  });

  test('items of a list, filtered', () => {
    expect(rowsOf('fields jsonParse(@message) as js | unnest js.accounts into account | filter account.type = "internal" | display account.id', events(
      { accounts: [{ id: 1, type: 'internal' }, { id: 2, type: 'other' }] },
    ))).toEqual([{ 'account.id': 1 }]);
  });

  test('a field in objects', () => {
    const [event] = events({ userIdentity: { type: 'IAMUser' } });
    expect(rowsOf('fields userIdentity.type as type', [event])).toEqual([{ type: 'IAMUser' }]);
  });

  test('the first of some fields that is there, and a text', () => {
    expect(rowsOf('fields coalesce(a, b, "none") as c', events({ a: 1, b: 2 }, { b: 2 }, { a: null }))).toEqual([{ c: 1 }, { c: 2 }, { c: 'none' }]);
  });

  test('a part of a text', () => {
    const [first, second] = ['2 123456789010 eni-1235b8ca123456789 172.31.16.139', 'none'];
    expect(rowsOf('parse @message /(?<NetworkInterface>eni-.*?) / | display NetworkInterface, @message', events(first, second)))
      .toEqual([{ 'NetworkInterface': 'eni-1235b8ca123456789', '@message': first }, { '@message': second }]);
  });

  test('events without a field', () => {
    expect(rowsOf('filter not ispresent(errorCode) | fields id', events({ id: 1 }, { id: 2, errorCode: 'x' }))).toEqual([{ id: 1 }]);
  });
});

describe('what CloudWatch Logs Insights does not find', () => {
  test('more than 200 fields of an event', () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`f${index}`, index]));
    expect(rowsOf('fields f199, f200', events(many))).toEqual([{ f199: 199 }]);
    expect(rowsOf('fields jsonParse(@message) as all | display all.f200', events(many))).toEqual([{ 'all.f200': 200 }]);
  });

  test('fields of what is no JSON', () => {
    expect(rowsOf('fields a', events('a = 1'))).toEqual([{}]);
    expect(rowsOf('fields jsonParse(@message) as all | unnest all.lines into line', events('a = 1'))).toEqual([]);
  });
});

test('conditions are read as in any language', () => {
  const ids = (condition: string) => rowsOf(`filter ${condition} | fields id`, events({ id: 1, a: 'x' }, { id: 2, b: 'y' }, { id: 3, a: 'x', b: 'y' })).map(({ id }) => id);
  expect(ids('a = "x" or b = "y" and a != "x"')).toEqual([1, 2, 3]);
  expect(ids('(a = "x" or b = "y") and a != "x"')).toEqual([2]);
  expect(ids('not a = "x"')).toEqual([2]);
  expect(ids('not (ispresent(a) and ispresent(b))')).toEqual([1, 2]);
});

test.each([
  ['an index', 'fields sessionData.0', 'an index in the name of a field: sessionData.0'],
  ['other letters', 'fields a as größe', 'not understood'],
  ['a hyphen without backticks', 'fields detail-type', 'not understood'],
  ['an unknown function', 'fields lower(a) as b', 'no function of which AWS\'s pages tell: lower'],
  ['an unknown command', 'field a', 'fields or filter or parse or stats or sort or limit or unnest or display expected, got field'],
  ['a function without an alias', 'fields coalesce(a, b)', 'an alias expected'],
  ['a bracket that is not closed', 'filter (a = 1', ') expected, got the end'],
  ['an alias where none is shown', 'display a as b', 'more than commands'],
  ['a command that goes on', 'limit 1 2', 'more than commands'],
  ['no direction', 'sort a', 'asc or desc expected, got the end'],
])('a query with %s is refused', (_what, query, error) => {
  expect(() => rowsOf(query, [])).toThrow(error);
});
