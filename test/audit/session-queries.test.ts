import { LogEvent, rowsOf } from './logs-insights/logs-insights';
import { EventName, EVENTS } from './recorded-events';
import { sessionEvent, sessionEventOf } from './session-events';
import * as queries from '../../lib/audit/session-queries';

const { textOf } = queries;
const ANA = 'assumed-role/Operators/ana';
const NODE = 'i-0123456789abcdef0';
const SESSION = 'ana-4njnyxxl8yn676nsla8j6l4bra';

/** What the rule of `SessionAudit` lets into its log group, one a second. */
const RECORDED: EventName[] = [
  'a shell of an IAM user in 2020', 'a shell of a role, with the account\'s document', 'a shell of a role that names the account\'s document',
  'a shell of a role, with a document of the app', 'a shell of somebody of IAM Identity Center', 'a shell with another node', 'a shell on a server outside EC2',
  'a tunnel', 'a tunnel to another host', 'SSH', 'a session that was resumed', 'a session that was ended', 'Remote Desktop', 'a shell that was denied',
  'a shell that was denied, with the longer code', 'Remote Desktop that was denied', 'an end that was denied', 'a shell on a node that is not connected',
];
const at = (second: number) => `2026-11-28T10:00:${String(second).padStart(2, '0')}Z`;
const timeOf = (name: EventName) => at(RECORDED.indexOf(name));
const inOrder = (messages: string[]): LogEvent[] => messages.map((message, index) => ({ timestamp: at(index), message }));

const recorded = () => RECORDED.map(name => JSON.stringify(EVENTS[name]));
const ask = (query: queries.SessionQuery, messages = recorded()) => rowsOf(textOf(query), inOrder(messages));

describe('sessions that were started', () => {
  test('by person', () => {
    expect(ask(queries.SESSIONS_BY_PERSON)).toEqual([
      { person: ANA, sessions: 9 }, { person: 'user/ana', sessions: 1 },
      { person: 'assumed-role/AWSReservedSSO_Operators_0123456789abcdef/ana@example.com', sessions: 1 },
    ]);
  });

  test('by node, which Remote Desktop names elsewhere', () => {
    expect(ask(queries.SESSIONS_BY_NODE)).toEqual([
      { node: NODE, sessions: 9 }, { node: 'i-0fedcba9876543210', sessions: 1 }, { node: 'mi-0123456789abcdef0', sessions: 1 },
    ]);
  });

  test('by document, of which none means the account\'s', () => {
    expect(ask(queries.SESSIONS_BY_DOCUMENT)).toEqual([
      { document: 'logged-shell', sessions: 4 }, { document: 'SSM-SessionManagerRunShell', sessions: 3 }, { document: 'AWS-StartPortForwardingSession', sessions: 1 },
      { document: 'AWS-StartPortForwardingSessionToRemoteHost', sessions: 1 }, { document: 'AWS-StartSSHSession', sessions: 1 },
    ]);
  });

  test('are the 20 with the most', () => {
    const one = (person: string) => JSON.stringify({ detail: { eventName: 'StartSession', userIdentity: { arn: `arn:aws:iam::123456789012:user/${person}` } } });
    const rows = ask(queries.SESSIONS_BY_PERSON, [...Array.from({ length: 25 }, (_, index) => one(`p${index}`)), one('p24')]);
    expect(rows).toHaveLength(20);
    expect(rows[0]).toEqual({ person: 'user/p24', sessions: 2 });
  });
});

test('denied attempts, the last one first: who, what, where from and when', () => {
  const attempt = { person: ANA, address: '198.51.100.7' };
  expect(ask(queries.DENIED_ATTEMPTS)).toEqual([
    { '@timestamp': timeOf('an end that was denied'), ...attempt, 'call': 'TerminateSession' },
    { '@timestamp': timeOf('Remote Desktop that was denied'), ...attempt, 'call': 'StartConnection', 'node': NODE },
    { '@timestamp': timeOf('a shell that was denied, with the longer code'), ...attempt, 'call': 'StartSession', 'node': NODE, 'document': 'logged-shell' },
    { '@timestamp': timeOf('a shell that was denied'), ...attempt, 'call': 'StartSession', 'node': NODE },
  ]);
});

test('tunnels, SSH and Remote Desktop', () => {
  expect(ask(queries.TUNNELS)).toEqual([
    { '@timestamp': timeOf('Remote Desktop'), 'person': ANA, 'node': NODE, 'tunnel': 'Remote Desktop' },
    { '@timestamp': timeOf('SSH'), 'person': ANA, 'node': NODE, 'tunnel': 'AWS-StartSSHSession' },
    { '@timestamp': timeOf('a tunnel to another host'), 'person': ANA, 'node': NODE, 'tunnel': 'AWS-StartPortForwardingSessionToRemoteHost' },
    { '@timestamp': timeOf('a tunnel'), 'person': ANA, 'node': NODE, 'tunnel': 'AWS-StartPortForwardingSession' },
  ]);
});

describe('what was done with sessions', () => {
  const rows = ask(queries.OPENED_AND_ENDED);

  test('is what went well, the last first', () => {
    expect(rows.map(row => row['@timestamp'])).toEqual(RECORDED.slice(0, 13).map(timeOf).reverse());
  });

  test('has the id of the session, wherever an event has it', () => {
    expect(rows).toContainEqual({ '@timestamp': timeOf('a session that was ended'), 'person': ANA, 'call': 'TerminateSession', 'session': SESSION });
    expect(rows).toContainEqual({ '@timestamp': timeOf('a session that was resumed'), 'person': ANA, 'call': 'ResumeSession', 'session': SESSION });
    expect(rows).toContainEqual({
      '@timestamp': timeOf('a shell of a role, with a document of the app'), 'person': ANA, 'call': 'StartSession', 'node': NODE, 'document': 'logged-shell', 'session': SESSION,
    });
  });

  test('has the id of the session from the request, where there is no answer', () => {
    const event = { detail: { eventName: 'ResumeSession', requestParameters: { sessionId: SESSION }, responseElements: null } };
    expect(ask(queries.OPENED_AND_ENDED, [JSON.stringify(event)])).toEqual([{ '@timestamp': at(0), 'call': 'ResumeSession', 'session': SESSION }]);
  });

  test('has the reason, if there is one', () => {
    const event = { detail: { eventName: 'StartSession', requestParameters: { target: NODE, reason: 'ticket 42' } } };
    expect(ask(queries.OPENED_AND_ENDED, [JSON.stringify(event)])).toEqual([{ '@timestamp': at(0), 'call': 'StartSession', 'node': NODE, 'reason': 'ticket 42' }]);
  });
});

describe('lines of transcripts', () => {
  const BOB = { person: 'arn:aws:sts::123456789012:assumed-role/Operators/bob', node: 'i-0fedcba9876543210', sessionId: 'bob-037a2e2586edc1ad4' };
  const messages = [
    sessionEvent('sh-4.2$ sh-4.2$ date', 'Thu Jan  4 05:45:59 UTC 2024', 'sh-4.2$ ', ''),
    sessionEventOf(BOB, 'PS C:\\Windows> Remove-Item x', '[root@ip-10-0-0-1 bin]# systemctl stop "a"', '\u001b]0;root@vm\u0007root@vm$ rm -f zz', 'rm: cannot remove zz'),
    'Script started on 2026-11-28',
  ];
  const bob = { '@timestamp': at(1), 'person': 'assumed-role/Operators/bob', 'node': BOB.node, 'session': BOB.sessionId };

  test('that follow a prompt', () => {
    expect(ask(queries.LAST_COMMANDS, messages)).toEqual([
      { ...bob, line: 'PS C:\\Windows> Remove-Item x' },
      { ...bob, line: '[root@ip-10-0-0-1 bin]# systemctl stop "a"' },
      { ...bob, line: '\u001b]0;root@vm\u0007root@vm$ rm -f zz' },
      { '@timestamp': at(0), 'person': ANA, 'node': NODE, 'session': SESSION, 'line': 'sh-4.2$ sh-4.2$ date' },
    ]);
  });

  test.each([
    ['rm ', ['\u001b]0;root@vm\u0007root@vm$ rm -f zz']],
    ['rm', ['\u001b]0;root@vm\u0007root@vm$ rm -f zz', 'rm: cannot remove zz']],
    ['> Remove', ['PS C:\\Windows> Remove-Item x']],
    ['RM', []],
  ])('that have %s, where it is put into the query', (sought, expected) => {
    const commands = queries.FIND_WHAT_WAS_TYPED.commands.map(command => command.replace(queries.SOUGHT, sought));
    expect(ask({ ...queries.FIND_WHAT_WAS_TYPED, commands }, messages).map(({ line }) => line)).toEqual(expected);
  });

  test('of an event that has more lines than Logs Insights has fields', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `$ command ${index}`);
    expect(ask(queries.FIND_WHAT_WAS_TYPED, [sessionEvent(...lines, `$ ${queries.SOUGHT}`)])).toHaveLength(1);
  });
});

test.each(Object.values(queries).flatMap(query => typeof query === 'object' ? [query] : []))('$name is short enough to be saved', query => {
  expect(textOf(query).length).toBeLessThanOrEqual(10_000);
  expect(query.name).toMatch(/^[^:*/]{1,200}$/);
});
