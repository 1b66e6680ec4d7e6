import { Column, LogRecord, Reader } from './expression';

/** What a log group has. */
export interface LogEvent {
  readonly timestamp: string;
  readonly message: string;
}

/** What a command makes of the records, and which fields it shows from then on. */
interface Result {
  readonly records: readonly LogRecord[];
  readonly shown: readonly string[];
}

type Command = (result: Result) => Result;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html#CWL_AnalyzeLogData-discoverable-JSON-logs */
const MOST_FIELDS = 200;

/**
 * CloudWatch Logs Insights, as far as the queries of the library need it and AWS's pages tell it. No package evaluates such queries: moto and ministack leave
 * `stats` and most filters out.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function rowsOf(query: string, events: readonly LogEvent[]): LogRecord[] {
  return answerOf(query, events).rows;
}

/** What a query finds, with the fields that it shows in their order. */
export function answerOf(query: string, events: readonly LogEvent[]): { readonly columns: readonly string[]; readonly rows: LogRecord[] } {
  const { records, shown } = commandsOf(query).reduce<Result>((result, command) => command(result), {
    records: events.map(recordOf), shown: [],
  });
  const columns = shown.length > 0 ? shown : ['@timestamp', '@message'];
  const isThere = (value: unknown) => value !== undefined && value !== null;
  return {
    columns,
    rows: records.map(record => Object.fromEntries(columns.filter(name => isThere(record[name])).map(name => [name, record[name]]))),
  };
}

function recordOf({ timestamp, message }: LogEvent): LogRecord {
  return { ...discovered(message), '@timestamp': timestamp, '@message': message };
}

/** The fields of an event that is JSON, those in objects and lists by their paths. */
function discovered(message: string): LogRecord {
  const found: [string, unknown][] = [];
  const collect = (value: unknown, path: string) => {
    if (typeof value === 'object' && value !== null) {
      Object.entries(value).forEach(([key, inside]) => collect(inside, path ? `${path}.${key}` : key));
    } else if (value !== null) {
      found.push([path, value]);
    }
  };
  try {
    collect(JSON.parse(message), '');
  } catch {
    return {};
  }
  return Object.fromEntries(found.slice(0, MOST_FIELDS));
}

function commandsOf(query: string): Command[] {
  const reader = new Reader(query);
  const commands: Command[] = [];
  do {
    commands.push(commandOf(reader));
  } while (reader.take('sign', '|'));
  if (!reader.isAtEnd) { throw new Error(`more than commands: ${query}`); }
  return commands;
}

function commandOf(reader: Reader): Command {
  switch (reader.expect('name', 'fields', 'filter', 'parse', 'stats', 'sort', 'limit', 'unnest', 'display')) {
    case 'fields': return fields(reader);
    case 'filter': return filter(reader);
    case 'parse': return parse(reader);
    case 'stats': return stats(reader);
    case 'sort': return sort(reader);
    case 'limit': return limit(reader);
    case 'unnest': return unnest(reader);
    default: return display(reader);
  }
}

function fields(reader: Reader): Command {
  const columns = reader.list(() => reader.column());
  return ({ records, shown }) => ({ records: withColumns(records, columns), shown: [...shown, ...columns.map(({ name }) => name)] });
}

function display(reader: Reader): Command {
  const columns = reader.list(() => reader.fieldColumn());
  return ({ records }) => ({ records: withColumns(records, columns), shown: columns.map(({ name }) => name) });
}

function withColumns(records: readonly LogRecord[], columns: readonly Column[]): LogRecord[] {
  return records.map(record => ({ ...record, ...Object.fromEntries(columns.map(({ name, value }) => [name, value(record)])) }));
}

function filter(reader: Reader): Command {
  const condition = reader.expression();
  return ({ records, shown }) => ({ records: records.filter(record => condition(record)), shown });
}

/** The named groups of a regular expression are fields; an event that it does not fit stays as it is. */
function parse(reader: Reader): Command {
  const name = reader.field();
  const pattern = new RegExp(reader.expect('pattern'));
  const groups = [...pattern.source.matchAll(/\(\?<([A-Za-z]+)>/g)].map(([, group]) => group);
  return ({ records, shown }) => ({
    records: records.map(record => ({ ...record, ...pattern.exec(String(record[name] ?? ''))?.groups })), shown: [...shown, ...groups],
  });
}

function stats(reader: Reader): Command {
  reader.expect('name', 'count');
  ['(', '*', ')'].forEach(sign => reader.expect('sign', sign));
  reader.expect('name', 'as');
  const count = reader.field();
  const by = reader.take('name', 'by') ? reader.list(() => reader.column()) : [];
  return ({ records }) => {
    const groups = new Map<string, Record<string, unknown>>();
    for (const record of records) {
      const values = Object.fromEntries(by.map(({ name, value }) => [name, value(record)]));
      const key = JSON.stringify(values);
      const group = groups.get(key) ?? { ...values, [count]: 0 };
      groups.set(key, { ...group, [count]: Number(group[count]) + 1 });
    }
    return { records: [...groups.values()], shown: [...by.map(({ name }) => name), count] };
  };
}

function sort(reader: Reader): Command {
  const name = reader.field();
  const direction = reader.expect('name', 'asc', 'desc') === 'asc' ? 1 : -1;
  const order = (a: any, b: any) => a === b ? 0 : (a < b ? -1 : 1);
  return ({ records, shown }) => ({ records: [...records].sort((a, b) => direction * order(a[name], b[name])), shown });
}

function limit(reader: Reader): Command {
  const most = Number(reader.expect('number'));
  return ({ records, shown }) => ({ records: records.slice(0, most), shown });
}

/** A record for each item of a list; anything else is a list with one item. */
function unnest(reader: Reader): Command {
  const value = reader.expression();
  reader.expect('name', 'into');
  const name = reader.field();
  const itemsOf = (found: unknown) => Array.isArray(found) ? found : [found].filter(item => item !== undefined);
  return ({ records, shown }) => ({
    records: records.flatMap(record => itemsOf(value(record)).map(item => ({ ...record, [name]: item }))),
    shown: [...shown, name],
  });
}
