import type { Answer } from '../../http/fault-proxy';

export interface StubSession {
  readonly SessionId: string;
  readonly Target: string;
  readonly Status: string;
  readonly StartDate?: Date;
  readonly EndDate?: Date;
}

/** What Session Manager lists as active. All else is history. */
const ACTIVE = ['Connected', 'Connecting', 'Disconnected'];

/** What Session Manager tells of the sessions with nodes, which moto does not. It refuses other questions than those of the function. */
export class StubSessions {
  readonly sessions: StubSession[] = [];
  /** How many sessions a page has. Before those that have any comes one that has none. */
  pageSize = 200;
  /** What was asked for, as `state` or `state, page`. */
  readonly asked: string[] = [];

  reset(): void {
    this.sessions.length = 0;
    this.asked.length = 0;
    this.pageSize = 200;
  }

  add(Target: string, Status: string, times: { readonly StartDate?: Date; readonly EndDate?: Date } = {}): void {
    this.sessions.push({ SessionId: `ana-${this.sessions.length + 1}`, Target, Status, ...times });
  }

  answer(body: string): Answer {
    const { State, Filters, MaxResults, NextToken } = JSON.parse(body);
    const [{ key, value }, ...more] = Filters;
    if (key !== 'Target' || more.length > 0 || !['Active', 'History'].includes(State) || MaxResults !== 200) {
      throw new Error(`${body} is not expected here`);
    }
    this.asked.push(NextToken === undefined ? State : `${State}, ${NextToken}`);
    const listed = this.sessions.filter(({ Target, Status }) => Target === value && ACTIVE.includes(Status) === (State === 'Active'));
    if (listed.length <= this.pageSize) { return page(listed); }
    const from = NextToken === undefined ? -1 : Number(NextToken);
    return from < 0 ? page([], '0') : page(listed.slice(from, from + this.pageSize), from + this.pageSize < listed.length ? String(from + this.pageSize) : undefined);
  }
}

function page(sessions: StubSession[], NextToken?: string): Answer {
  return { status: 200, body: { Sessions: sessions.map(session => ({ ...session, ...seconds(session, 'StartDate'), ...seconds(session, 'EndDate') })), NextToken } };
}

/** As in AWS's JSON. */
function seconds(session: StubSession, name: 'StartDate' | 'EndDate'): object {
  const date = session[name];
  return date ? { [name]: date.getTime() / 1000 } : {};
}
