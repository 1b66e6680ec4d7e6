/** Of which session an event is. */
export interface EventSource {
  readonly node?: string;
  readonly person?: string;
  readonly sessionId?: string;
}

/**
 * Events as the SSM Agent streams them.
 *
 * The keys, their order and the escapes are those of a published event and of the agent's source: several lines an event, `<`, `>` and `&` escaped.
 */
export function sessionEvent(...lines: string[]): string {
  return sessionEventOf({}, ...lines);
}

/** The same of another session. */
export function sessionEventOf(
  { node = 'i-0123456789abcdef0', person = 'arn:aws:sts::123456789012:assumed-role/Operators/ana', sessionId = 'ana-4njnyxxl8yn676nsla8j6l4bra' }: EventSource,
  ...lines: string[]
): string {
  const event = {
    eventVersion: '1.0',
    eventTime: '2026-11-28T10:00:00Z',
    awsRegion: 'us-east-1',
    target: { id: node },
    userIdentity: { arn: person },
    runAsUser: 'ssm-user',
    sessionId,
    sessionData: lines,
  };
  return JSON.stringify(event).replace(/[<>&]/g, character => `\\u00${character.charCodeAt(0).toString(16)}`);
}
