import { readFilterPattern } from '../../lib/filter-pattern/filter-pattern';
import { RefusedPattern } from '../../lib/filter-pattern/refused-pattern';

const matches = (pattern: string, event: string | object) => readFilterPattern(pattern).matches(typeof event === 'string' ? event : JSON.stringify(event));

/** Rows of: what it is, the pattern, the event, whether it matches. */
type Row = [what: string, pattern: string, event: string | object, expected: boolean];

const BAD_REQUEST = '[ERROR 400] BAD REQUEST';
const UNAUTHORIZED = '[ERROR 401] UNAUTHORIZED REQUEST';
const MISSING = '[ERROR 419] MISSING ARGUMENTS';
const INVALID = '[ERROR 420] INVALID ARGUMENTS';

describe('whether a pattern fits some event', () => {
  const fits = (text: string, ...values: string[]) => (
    readFilterPattern(text).isPossible?.(selector => values.some(name => selector.below(name) !== undefined))
  );

  test.each<[text: string, values: string[], expected: boolean | undefined]>([
    ['{ $.a = 1 }', ['a'], true],
    ['{ $.a = 1 }', ['b'], false],
    ['{ $.a.b[0] = 1 }', ['a'], true],
    ['{ $.a = 1 && $.b = 1 }', ['a'], false],
    ['{ $.a = 1 || $.b = 1 }', ['a'], true],
    ['{ ($.a = 1 || $.b = 1) && $.c IS TRUE }', ['a', 'b'], false],
    ['{ $.a IS NULL }', [], false],
    ['{ $.a NOT EXISTS }', [], true],
    ['{ $.a = %rm% }', [], false],
    ['rm', [], undefined],
    ['[a, b]', [], undefined],
  ])('%s, with values at %j: %s', (text, values, expected) => {
    expect(fits(text, ...values)).toBe(expected);
  });
});

describe('terms, with the examples of the page', () => {
  const rows: Row[] = [
    ...[BAD_REQUEST, UNAUTHORIZED, MISSING, INVALID].map((event): Row => ['one term', 'ERROR', event, true]),
    ['one term that is not there', 'ERROR', '[INFO 200] OK', false],
    ['a part of a word', 'ERROR', 'Exiting with ERRORCODE: -1', true],
    ['another case', 'ERROR', 'an error', false],
    ['all terms', 'ERROR ARGUMENTS', MISSING, true],
    ['one of two terms', 'ERROR ARGUMENTS', BAD_REQUEST, false],
    ['either term, the first', '?ERROR ?ARGUMENTS', UNAUTHORIZED, true],
    ['either term, none', '?ERROR ?ARGUMENTS', '[INFO 200] OK', false],
    ['optional terms beside another: they are ignored', '?ERROR ?ARGUMENTS REQUEST', '[INFO] REQUEST FAILED', true],
    ['optional terms beside another that is not there', '?ERROR ?ARGUMENTS REQUEST', '[ERROR] MISSING ARGUMENTS', false],
    ['a phrase', '"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', true],
    ['the words of a phrase in another order', '"INTERNAL SERVER ERROR"', '[ERROR 500] SERVER INTERNAL ERROR', false],
    ['an excluded term that is not there', 'ERROR -ARGUMENTS', BAD_REQUEST, true],
    ['an excluded term that is there', 'ERROR -ARGUMENTS', INVALID, false],
    ['an excluded term alone', '-ARGUMENTS', BAD_REQUEST, true],
    ['an excluded phrase', 'ERROR -"BAD REQUEST"', BAD_REQUEST, false],
    ['a quotation mark in a phrase', '"say \\"yes\\""', 'say "yes"', true],
    ['nothing', '', 'anything', true],
    ['a blank in quotation marks', '" "', 'anything', true],
  ];
  test.each(rows)('%s: %s', (_what, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

describe('regular expressions, with the examples of the page', () => {
  const rows: Row[] = [
    ['anywhere', '%AUTHORIZED%', UNAUTHORIZED, true],
    ['nowhere', '%AUTHORIZED%', '[SUCCESS 200] OK', false],
    ['the beginning', '%^[hc]at%', 'hat', true],
    ['not the beginning', '%^[hc]at%', 'a hat', false],
    ['the end', '%[hc]at$%', 'a cat', true],
    ['optional', '%colou?r%', 'color', true],
    ['a number of times', '%^a{3,5}$%', 'aaaa', true],
    ['too few times', '%^a{3,5}$%', 'aa', false],
    ['either', '%gra|ey%', 'grey', true],
    ['blanks, as in an example', '%^starting|^initializing|^shutting down%', 'shutting down now', true],
    ['escaped brackets', '%\\[.\\]%', '[7]', true],
    ['none or more', '%ab*c%', 'ac', true],
    ['one or more', '%ab+c%', 'ac', false],
    ['a digit', '%\\d%', 'a 1', true],
    ['no digit', '%^\\D+$%', 'a 1', false],
    ['a blank', '%a\\sb%', 'a b', true],
    ['a character of a word', '%\\w%', '-', false],
    ['no character of a word', '%\\W%', '-', true],
    ['a character by its number', '%\\x3A%', 'a:b', true],
    ['an escaped dot', '%10\\.10%', '10010', false],
    ['an escaped backslash', '%a\\\\b%', 'a\\b', true],
    ['an escaped symbol', '%a\\-b%', 'a-b', true],
  ];
  test.each(rows)('%s: %s', (_what, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  test.each([
    ['%something!%', 'got ! in'],
    ['%(ab)+%', 'got ( in'],
    ['%caf\u00e9%', 'got \u00e9 in'],
    ['%\\(ab%', '\\ does not admit'],
    ['%%', 'must not be empty'],
    ['%a{3,2}%', 'is no regular expression'],
    ['{ $.a = %x% || $.b = %y% || $.c = %z% }', 'at most 2 regular expressions, got 3'],
    ['[a=%x%, b=%y%, c=%z%]', 'at most 2 regular expressions, got 3'],
    ['{ $.a > %x% }', 'by = and != only, got >'],
  ])('%s is refused', (pattern, message) => {
    expect(() => readFilterPattern(pattern)).toThrow(message);
    expect(refusalOf(pattern).isCertain).toBe(true);
  });

  test.each([
    ['%\\pL%', 'only \\d \\D \\s \\S \\w \\W and \\x with two hexadecimal digits are documented, got \\p'],
    ['%\\b%', 'got \\b'],
    ['%\\x3%', 'got \\x'],
    ['%a\\%', 'got \\ in'],
    ['ERROR %x%', 'no page of AWS has a regular expression beside other terms'],
  ])('of %s nobody knows', (pattern, message) => {
    expect(() => readFilterPattern(pattern)).toThrow(message);
    expect(refusalOf(pattern).isCertain).toBe(false);
  });
});

const EVENT = {
  'eventType': 'UpdateTrail',
  'sourceIPAddress': '111.111.111.111',
  'arrayKey': ['value', 'another value'],
  'objectList': [{ name: 'a', id: 1 }, { name: 'b', id: 2 }],
  'SomeObject': null,
  'flag': true,
  'text': 'true',
  'cluster.name': 'c',
};
const COMPOUND = {
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [{ id: 2, email: 'John.Doe@example.com' }, { id: 3, email: 'Jane.Doe@example.com' }],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
};
const VALUES = { string: '111.111.111.111', empty: '', integer: 123, float: 12.34, object: {}, array: [] as string[], none: null };

describe('JSON, with the examples of the page', () => {
  const rows: Row[] = [
    ['a text', '{ $.eventType = "UpdateTrail" }', EVENT, true],
    ['a text without quotation marks', '{ $.eventType = UpdateTrail }', EVENT, true],
    ['a beginning that it has not', '{ $.sourceIPAddress != 123.123.* }', EVENT, true],
    ['a beginning that it has', '{ $.sourceIPAddress != 111.111.* }', EVENT, false],
    ['an element', '{ $.arrayKey[0] = "value" }', EVENT, true],
    ['another element', '{ $.arrayKey[1] = "value" }', EVENT, false],
    ['any element', '{ $.arrayKey[*] = "another value" }', EVENT, true],
    ['a regular expression on any element', '{ $.arrayKey[*] = %val.{2}% }', EVENT, true],
    ['a regular expression that must not match', '{ $.eventType != %Trail% }', EVENT, false],
    ['any property', '{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }', EVENT, true],
    ['a property with a dot', '{ $.[\'cluster.name\'] = "c" }', EVENT, true],
    ['a property of any element', '{ $.objectList[*].id = 2 }', EVENT, true],
    ['null', '{ $.SomeObject IS NULL }', EVENT, true],
    ['what is not null', '{ $.eventType IS NULL }', EVENT, false],
    ['what is not there is not null', '{ $.other IS NULL }', EVENT, false],
    ['what is not there', '{ $.other NOT EXISTS }', EVENT, true],
    ['what is there', '{ $.eventType NOT EXISTS }', EVENT, false],
    ['true', '{ $.flag IS TRUE }', EVENT, true],
    ['a text is not true', '{ $.text IS TRUE }', EVENT, false],
    ['true is no text', '{ $.flag = true }', EVENT, false],
    ['an array is not compared', '{ $.arrayKey = "value" }', EVENT, false],
    ['nor is its being other', '{ $.arrayKey != "value" }', EVENT, false],
    ['what is not there differs from nothing', '{ $.other != "x" }', EVENT, false],
    ['what is null is like nothing', '{ $.SomeObject = "*" }', EVENT, false],
    ['parentheses', '{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', COMPOUND, true],
    ['or, and neither', '{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', COMPOUND, false],
    ['and before or', '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }', COMPOUND, true],
    ['parentheses before and', '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }', COMPOUND, false],
    ['an element of an element', '{ $.coordinates[1][2] = 6 }', COMPOUND, true],
    ['three wildcards', '{ $.users[*].id = 9 || $.actions[*] = "GET" || $.coordinates[*][0] = 9 }', COMPOUND, true],
    ['no JSON', '{ $.eventType = "UpdateTrail" }', 'eventType=UpdateTrail', false],
    ['of what is no JSON nothing is missing', '{ $.eventType NOT EXISTS }', 'no JSON', false],
    ['JSON that is no object', '{ $.eventType NOT EXISTS }', '"text"', false],
    ...['latency < 50', 'latency <= 49.5', 'latency > 49', 'latency >= 4e1', 'latency = 4.95e1', 'latency != +50', 'latency = 4*'].map((condition): Row => (
      ['a number', `{ $.${condition} }`, { latency: 49.5 }, true]
    )),
    ['a number that is not smaller', '{ $.latency < 49.5 }', { latency: 49.5 }, false],
  ];
  test.each(rows)('%s: %s', (_what, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  // Each was sent to AWS's TestMetricFilter by the public tests of an emulator, which record what it answered.
  test.each([
    ...['string = "111.111.111.111"', 'string != 111*111', 'string = "*"', 'empty = "*"', 'string = "*.111.111.111"', 'string = "111*"', 'string != "*222"',
      'integer = "123"', 'integer = 123.0', 'integer != "123.0"', 'integer = "12*"', 'integer = *23', 'integer != 3*', 'integer != *1', 'float = 12.*',
      'float = *.34', 'float != 4*1', 'string != 111'].map(condition => [condition, true] as const),
    ...['string = "*111.111.111"', 'integer != "1*3"', 'float != "1*4"', 'string > 123', 'string <= 123', 'string = 123', 'object = 123', 'object != "text"',
      'array != "text"', 'integer = "123.00"', 'missing != "text"', 'integer != 123', 'string = "11*1"'].map(condition => [condition, false] as const),
  ])('as AWS answered: %s is %s', (condition, expected) => {
    expect(matches(`{ $.${condition} }`, VALUES)).toBe(expected);
  });

  test.each([
    ['{ $.a = }', 'a value was expected'],
    ['{ $.a }', 'a comparison'],
    ['{ $.a = 1', '} was expected before the end'],
    ['{ $.a = 1 } more', 'nothing may follow'],
    ['{ a = 1 }', 'begins with $'],
    ['{ $ = 1 }', 'needs a property'],
    ['{ $.a == 1 }', 'a value was expected'],
    ['{ $.a = 1 && }', 'begins with $'],
    ['{ ($.a = 1 }', ') was expected'],
    ['{ $.a IS MAYBE }', 'a comparison'],
    ['{ $.a EXISTS }', 'a comparison'],
    ['{ $.a[x] = 1 }', 'a comparison'],
    ['{ $.a = "open }', 'a value was expected'],
    ['{ $.a > text }', '> compares numbers only, got text'],
    ['{ $.a >= "123" }', '>= compares numbers only, got 123'],
    ['{ $.*[*] = "a" }', 'at most 1 wildcard'],
    ['{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.d[*] = 1 }', 'and a pattern 3'],
    ['"open', 'needs quotation marks'],
    ['a.b', 'needs quotation marks'],
    [`"${'x'.repeat(1023)}"`, 'at most 1024 characters, got 1025'],
  ])('%s is refused', (pattern, message) => {
    expect(() => readFilterPattern(pattern)).toThrow(message);
    expect(refusalOf(pattern).isCertain).toBe(true);
  });
});

const APACHE = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

describe('fields between blanks, with the examples of the page', () => {
  const rows: Row[] = [
    ['all fields', '[ip, user, username, timestamp, request, status_code, bytes]', APACHE, true],
    ['more fields than there are', '[a, b, c, d, e, f, g, h]', APACHE, false],
    ['the last field is the rest', '[w1=ERROR, w2]', 'ERROR 09/25/2014 12:00:02 Failed', true],
    ['one field is the whole event', '[w1=ERROR]', 'ERROR 09/25/2014 12:00:02 Failed', false],
    ['any number before', '[..., bytes > 1000]', APACHE, true],
    ['any number between', '[ip, ..., status_code = 4*, bytes]', APACHE, true],
    ['any number after', '[ip=127.0.0.1, ...]', APACHE, true],
    ['fewer than it names', '[a, b, c, d, e, f, g, h, ...]', APACHE, false],
    ['a number that is too small', '[..., bytes > 2000]', APACHE, false],
    ['a word is no number', '[..., bytes > 100]', 'a b', false],
    ['an unnamed field', '[..., request=*.html*, status_code=4*,]', APACHE, true],
    ['either', '[w1=ERROR || w1=%WARN%, w2]', 'WARNING 09/25/2014 12:00:02 Invalid', true],
    ['both', '[w1!=ERROR && w1!=WARNING, w2]', 'ERROR 09/25/2014 12:00:02 Failed', false],
    ['a regular expression', '[level, date, time, method, url=%/service/resource/[0-9]+$%, took]', 'INFO 09/25/2014 12:00:00 GET /service/resource/67 1200', true],
    ['a text in quotation marks', '[..., request="GET /index.html HTTP/1.0", status_code, bytes]', APACHE, true],
    ['no field', '[]', APACHE, true],
  ];
  test.each(rows)('%s: %s', (_what, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  test.each([
    ['[a, ..., b, ..., c]', 'at most one ...'],
    ['[a, a]', 'got a twice'],
    ['[a = ]', 'a value was expected'],
    ['[a, b', 'a comparison'],
    ['[a,...', '] was expected'],
    ['[a] more', 'nothing may follow'],
    ['[a = 1 ||]', 'the field a was expected'],
    ['[1a]', 'the name of a field'],
    ['[a, b=x || c=y]', 'got c in those of b'],
  ])('%s is refused', (pattern, message) => {
    expect(() => readFilterPattern(pattern)).toThrow(message);
  });
});

test.each([
  ['ERROR', 'terms', 0], ['%x%', 'regular-expression', 1], ['{ $.a = %x% }', 'json', 1], ['[a=%x%, b]', 'space-delimited', 1],
])('%s is of the kind %s, with %s regular expressions', (pattern, kind, regularExpressions) => {
  expect(readFilterPattern(pattern)).toMatchObject({ kind, regularExpressions });
});

function refusalOf(pattern: string): RefusedPattern {
  try {
    readFilterPattern(pattern);
  } catch (error) {
    return error as RefusedPattern;
  }
  throw new Error(`${pattern} is not refused`);
}
