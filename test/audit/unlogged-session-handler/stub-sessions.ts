import type { Answer } from '../../http/fault-proxy';

/** What Session Manager tells of sessions, which moto does not. It refuses other questions than those of the function. */
export class StubSessions {
  readonly active = new Set<string>();
  /** The ends of sessions by their ids; undefined where none is known. */
  readonly ended = new Map<string, Date | undefined>();
  /** Whether each list begins with a page that has no session and a token. */
  hasEmptyPages = false;

  reset(): void {
    this.active.clear();
    this.ended.clear();
    this.hasEmptyPages = false;
  }

  answer(body: string): Answer {
    const { State, Filters: [{ key, value }], NextToken } = JSON.parse(body);
    if (key !== 'SessionId') {
      throw new Error(`a filter of ${key} is not expected here`);
    }
    if (this.hasEmptyPages && NextToken === undefined) {
      return { status: 200, body: { Sessions: [], NextToken: 'next' } };
    }
    const known: Record<string, boolean> = { Active: this.active.has(value), History: this.ended.has(value) };
    return { status: 200, body: { Sessions: known[State] ? [this.session(value)] : [] } };
  }

  private session(SessionId: string): object {
    const end = this.ended.get(SessionId);
    // In seconds, as in AWS's JSON.
    return { SessionId, ...end ? { EndDate: end.getTime() / 1000 } : {} };
  }
}
