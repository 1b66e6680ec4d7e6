import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SessionAudit, SessionCommandAlarm, SessionDashboard, SessionPreferences } from '../../lib';
import { readFilterPattern } from '../../lib/filter-pattern/filter-pattern';
import { LogEvent } from '../../test/audit/logs-insights/logs-insights';
import { EVENTS, startOf } from '../../test/audit/recorded-events';
import { sessionEventOf } from '../../test/audit/session-events';
import { deployed } from '../../test/util';

/** A week of a team that does not exist: what the dashboard of the picture has to show. */

interface Person {
  readonly arn: string;
  readonly sessionId: string;
}

const person = (role: string, name: string, session: string): Person => (
  { arn: `arn:aws:sts::123456789012:assumed-role/${role}/${name}`, sessionId: `${name}-${session}` }
);
const ANA = person('Operators', 'ana', '4njnyxxl8yn676nsla8j6l4bra');
const BEN = person('Developers', 'ben', '7d2kq0vse9c3m5w1u8xhy6tzfa');
const CARLA = person('Operators', 'carla', 'h1p9rj4b0ox7t3gq5vzc82kmea');
const [WEB, DATABASE, OFFICE] = ['i-0a1b2c3d4e5f60718', 'i-0f9e8d7c6b5a43210', 'mi-0123456789abcdef0'];
const DOCUMENT = 'shop-sessions';

/** An event of a recorded shape, as if somebody else had done it. */
function as(event: typeof EVENTS[keyof typeof EVENTS], { arn, sessionId }: Person, request: object = {}): object {
  const { userIdentity, requestParameters, responseElements, ...detail } = event.detail;
  const answered = responseElements !== null && 'sessionId' in responseElements;
  return {
    ...event,
    detail: {
      ...detail,
      userIdentity: { ...userIdentity, arn },
      requestParameters: { ...requestParameters, ...request },
      responseElements: answered ? { ...responseElements, sessionId } : responseElements,
    },
  };
}

const shell = (by: Person, target: string, document?: string) => as(startOf(document), by, { target });
const tunnel = (by: Person, target: string) => as(EVENTS['a tunnel to another host'], by, { target });
const ssh = (by: Person, target: string) => as(EVENTS.SSH, by, { target });
const desktop = (by: Person, target: string) => as(EVENTS['Remote Desktop'], by, { InstanceId: target });
const denied = (by: Person, target: string, document?: string) => as(EVENTS['a shell that was denied'], by, { target, ...document ? { documentName: document } : {} });
const resumed = (by: Person) => as(EVENTS['a session that was resumed'], by, { sessionId: by.sessionId });
const ended = (by: Person) => as(EVENTS['a session that was ended'], by, { sessionId: by.sessionId });

const CALLS: [time: string, call: object][] = [
  ['2026-11-23T08:12:40Z', shell(ANA, WEB, DOCUMENT)], ['2026-11-23T08:31:02Z', ended(ANA)], ['2026-11-23T13:04:55Z', tunnel(BEN, DATABASE)],
  ['2026-11-24T09:20:11Z', shell(ANA, WEB, DOCUMENT)], ['2026-11-24T09:48:30Z', shell(BEN, WEB, DOCUMENT)], ['2026-11-24T10:02:17Z', denied(BEN, DATABASE, DOCUMENT)],
  ['2026-11-24T16:40:09Z', desktop(CARLA, OFFICE)], ['2026-11-25T07:55:21Z', shell(CARLA, DATABASE, DOCUMENT)], ['2026-11-25T08:10:47Z', resumed(CARLA)],
  ['2026-11-25T08:44:03Z', ended(CARLA)], ['2026-11-25T11:27:36Z', ssh(ANA, WEB)], ['2026-11-25T15:18:50Z', denied(BEN, DATABASE)],
  ['2026-11-26T10:06:12Z', shell(ANA, DATABASE, DOCUMENT)], ['2026-11-26T10:31:59Z', ended(ANA)], ['2026-11-27T09:00:33Z', tunnel(BEN, DATABASE)],
  ['2026-11-27T14:22:08Z', shell(BEN, WEB)], ['2026-11-27T14:23:41Z', denied(BEN, OFFICE)], ['2026-11-27T14:23:58Z', denied(BEN, OFFICE, 'AWS-StartSSHSession')],
  ['2026-11-28T08:05:27Z', shell(ANA, WEB, DOCUMENT)],
  ['2026-11-28T09:41:15Z', shell(CARLA, WEB, DOCUMENT)],
];

const CARLA_ON_WEB = { node: WEB, person: CARLA.arn, sessionId: CARLA.sessionId };
const ANA_ON_WEB = { node: WEB, person: ANA.arn, sessionId: ANA.sessionId };
const BEN_ON_WEB = { node: WEB, person: BEN.arn, sessionId: BEN.sessionId };
const TRANSCRIPTS: [time: string, message: string][] = [
  ['2026-11-27T14:22:30Z', sessionEventOf(BEN_ON_WEB, 'sh-5.2$ uptime', ' 14:22:29 up 41 days,  3:12,  0 users', 'sh-5.2$ less /var/log/nginx/error.log')],
  ['2026-11-28T08:05:52Z', sessionEventOf(ANA_ON_WEB, 'sh-5.2$ df -h /var', 'Filesystem      Size  Used Avail Use% Mounted on', '/dev/nvme0n1p1   30G   28G  2.0G  94% /')],
  ['2026-11-28T08:06:31Z', sessionEventOf(ANA_ON_WEB, 'sh-5.2$ sudo du -sh /var/log/*', '26G     /var/log/nginx')],
  ['2026-11-28T08:08:04Z', sessionEventOf(ANA_ON_WEB, 'sh-5.2$ sudo rm /var/log/nginx/access.log.1', 'sh-5.2$ sudo systemctl reload nginx')],
  ['2026-11-28T09:41:44Z', sessionEventOf(CARLA_ON_WEB, 'sh-5.2$ curl -sI http://localhost/health', 'HTTP/1.1 200 OK')],
  ['2026-11-28T09:43:10Z', sessionEventOf(CARLA_ON_WEB, 'sh-5.2$ sudo tail -n 3 /var/log/nginx/access.log', 'sh-5.2$ exit')],
];

/** Commands that raise an alarm, by its name. */
const ALARMS = { 'something-deleted': ['rm', 'shred'], 'accounts-changed': ['useradd', 'passwd'] };

/** A widget of a dashboard's body. */
export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly title: string; readonly view?: string; readonly query?: string; readonly alarms?: string[] };
}

export interface DashboardBody {
  readonly widgets: Widget[];
  readonly variables: { readonly label: string; readonly pattern: string; readonly defaultValue: string }[];
}

/** A dashboard, and what is in the account when somebody looks at it. */
export interface Story {
  readonly body: DashboardBody;
  /** By the names of the log groups. */
  readonly events: Readonly<Record<string, LogEvent[]>>;
  /** By the ARNs of the alarms. */
  readonly alarms: Readonly<Record<string, { readonly name: string; readonly isRaised: boolean }>>;
}

export function story(): Story {
  const stack = new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const { logging } = new SessionPreferences(stack, 'Preferences');
  const audit = new SessionAudit(stack, 'Audit', { createTrail: true });
  const alarms = Object.entries(ALARMS).map(([alarmName, commands]) => new SessionCommandAlarm(stack, alarmName, { logging, commands, alarmName }));
  new SessionDashboard(stack, 'Dashboard', { audit, logging, alarms: alarms.map(({ alarm }) => alarm) });

  const template = Template.fromStack(stack);
  const only = (type: string) => Object.values(template.findResources(type))[0].Properties;
  const resolved = (value: unknown) => deployed(stack.resolve(value));
  return {
    body: JSON.parse(deployed(only('AWS::CloudWatch::Dashboard').DashboardBody)),
    events: {
      [resolved(audit.logGroup.logGroupName)]: CALLS.map(([timestamp, call]) => ({ timestamp, message: JSON.stringify(call) })),
      [resolved(logging.logGroup!.logGroupName)]: TRANSCRIPTS.map(([timestamp, message]) => ({ timestamp, message })),
    },
    alarms: Object.fromEntries(alarms.map(({ alarm, metric, node }) => [resolved(alarm.alarmArn), {
      name: node.id,
      isRaised: patternsOf(template, metric.metricName).some(pattern => (
        TRANSCRIPTS.some(([, message]) => readFilterPattern(pattern).matches(message))
      )),
    }])),
  };
}

function patternsOf(template: Template, metricName: string): string[] {
  return Object.values(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties)
    .filter(({ MetricTransformations: [{ MetricName }] }) => MetricName === metricName).map(({ FilterPattern }) => FilterPattern);
}
