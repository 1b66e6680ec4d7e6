import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  SessionAudit, SessionCommandAlarm, SessionDashboard, SessionDashboardProps, SessionLogGroup, SessionLogging, SessionLoggingBucket,
  SessionPreferences,
} from '../../lib';
import { errorOf, newStack, propertiesOf, warnings } from '../fixtures';
import { deployed } from '../util';

const DASHBOARD = 'AWS::CloudWatch::Dashboard';
const QUERY = 'AWS::Logs::QueryDefinition';

type Part = 'audit' | 'logging' | 'alarms';
const EVERY_PART: Part[] = ['audit', 'logging', 'alarms'];

function setUp(parts = EVERY_PART, props: SessionDashboardProps = {}, stack = newStack()) {
  const { logging } = new SessionPreferences(stack, 'Preferences');
  const shown = {
    audit: new SessionAudit(stack, 'Audit', { trailArn: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/all' }),
    logging,
    alarms: [new SessionCommandAlarm(stack, 'Deletion', { logging, commands: ['rm'] }).alarm],
  };
  const given = Object.fromEntries(parts.map(part => [part, shown[part]]));
  return { stack, ...shown, dashboard: new SessionDashboard(stack, 'Dashboard', { ...given, ...props }) };
}

const bodyOf = (stack: Stack) => JSON.parse(deployed(propertiesOf(stack, DASHBOARD)[0].DashboardBody));
const widgetsOf = (stack: Stack): any[] => bodyOf(stack).widgets;
const titlesOf = (stack: Stack) => widgetsOf(stack).map(({ properties: { title } }) => title);
const savedIn = (stack: Stack): any[] => propertiesOf(stack, QUERY);
const logGroupNames = (stack: Stack): string[] => propertiesOf(stack, 'AWS::Logs::LogGroup').map(({ LogGroupName }) => deployed(LogGroupName));

const AUDIT = ['Sessions by person', 'Sessions by node', 'Sessions by document', 'Denied attempts', 'Tunnels, SSH and Remote Desktop', 'Opened, resumed and ended'];
const TRANSCRIPTS = ['Last commands', 'Find what was typed'];

describe('the dashboard', () => {
  const { stack, logging, audit, alarms, dashboard } = setUp();

  test('shows alarms, sessions, what was denied, and the last commands', () => {
    expect(titlesOf(stack)).toEqual(['Alarms', ...AUDIT, ...TRANSCRIPTS]);
    expect(widgetsOf(stack).map(({ properties: { view } }) => view)).toEqual([undefined, 'bar', 'bar', 'bar', 'table', 'table', 'table', 'table', 'table']);
  });

  test('shows each alarm', () => {
    expect(widgetsOf(stack)[0]).toMatchObject({ type: 'alarm', properties: { alarms: [deployed(stack.resolve(alarms[0].alarmArn))] } });
  });

  test('fills its width, and nothing covers anything else', () => {
    const cells = widgetsOf(stack).flatMap(({ x, y, width, height }) => (
      Array.from({ length: width * height }, (_, index) => `${x + index % width},${y + Math.floor(index / width)}`)
    ));
    const rows = Math.max(...widgetsOf(stack).map(({ y, height }) => y + height));
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells).toHaveLength(24 * rows);
  });

  test('asks the log group of the audit about sessions, and that of the transcripts about commands', () => {
    const groupOf = ({ properties: { query } }: any) => /^SOURCE '([^']+)' \| /.exec(query)?.[1];
    const [, ...queries] = widgetsOf(stack);
    expect(logGroupNames(stack)).toHaveLength(2);
    const nameOf = (group: logs.ILogGroup) => deployed(stack.resolve(group.logGroupName));
    expect(queries.map(groupOf)).toEqual([...AUDIT.map(() => nameOf(audit.logGroup)), ...TRANSCRIPTS.map(() => nameOf(logging.logGroup!.logGroup))]);
    expect(queries.map(({ properties: { region } }) => region)).toEqual(queries.map(() => 'us-east-1'));
  });

  test('shows a week', () => {
    expect(bodyOf(stack).start).toBe('-P7D');
  });

  test('has a box for what was typed', () => {
    expect(bodyOf(stack).variables).toEqual([{
      type: 'pattern', inputType: 'input', pattern: 'WHAT-WAS-TYPED', id: 'sought', label: 'Typed', defaultValue: 'sudo', visible: true,
    }]);
    const changed = widgetsOf(stack).filter(widget => JSON.stringify(widget).includes('WHAT-WAS-TYPED'));
    expect(changed.map(({ properties: { title } }) => title)).toEqual(['Find what was typed']);
  });

  test('has no name of its own', () => {
    expect(propertiesOf(stack, DASHBOARD)[0]).not.toHaveProperty('DashboardName');
    expect(stack.resolve(dashboard.dashboard.dashboardName)).toEqual({ Ref: expect.any(String) });
  });

  test('warns of nothing', () => {
    expect(warnings(stack)).toEqual([]);
  });

  test('takes other widgets', () => {
    const other = setUp();
    other.dashboard.dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'hello' }));
    expect(widgetsOf(other.stack).at(-1)).toMatchObject({ type: 'text' });
  });
});

describe('saved queries', () => {
  test('are those of the tables, in one folder, with the same log groups', () => {
    const { stack } = setUp();
    const shown = widgetsOf(stack).slice(1).map(({ properties: { title, query } }) => {
      const [, group, text] = /^SOURCE '([^']+)' \| ([^]*)$/.exec(query)!;
      return { Name: `Session Manager/${title}`, LogGroupNames: [group], QueryString: text };
    });
    expect(shown).toHaveLength(8);
    expect(savedIn(stack).map(query => deployed(query))).toEqual(shown);
  });

  test('are in the folder that they are given', () => {
    const { stack } = setUp(['audit'], { queryFolder: 'Operations/Sessions' });
    expect(savedIn(stack).map(({ Name }) => Name)).toEqual(AUDIT.map(name => `Operations/Sessions/${name}`));
  });

  test.each(['', '/a', 'a/', 'a//b', 'a:b', 'a*', 'a'.repeat(201)])('are not in a folder %j', queryFolder => {
    expect(errorOf(() => setUp(['audit'], { queryFolder })))
      .toBe(`queryFolder must be names without : and *, with / between two of them, up to 200 characters, got '${queryFolder}'; pass one such as 'Session Manager' [Stack/Dashboard]`);
  });

  test('are in a folder with a long name', () => {
    const { stack } = setUp(['audit'], { queryFolder: 'a'.repeat(200) });
    savedIn(stack).forEach(({ Name }) => expect(Name.length).toBeLessThanOrEqual(255));
  });

  test('may be in a folder that is known when it is deployed', () => {
    const stack = newStack();
    expect(errorOf(() => setUp(['audit'], { queryFolder: stack.stackId }, stack))).toBeUndefined();
  });
});

describe('of the parts that there are', () => {
  test.each<[string, Part[], string[]]>([
    ['the audit alone', ['audit'], AUDIT],
    ['transcripts alone', ['logging'], TRANSCRIPTS],
    ['transcripts and alarms', ['logging', 'alarms'], ['Alarms', ...TRANSCRIPTS]],
  ])('%s', (_what, parts, titles) => {
    const { stack, audit, logging } = setUp(parts);
    expect(titlesOf(stack)).toEqual(titles);
    expect(savedIn(stack)).toHaveLength(titles.filter(title => title !== 'Alarms').length);
    const said = JSON.stringify([deployed(propertiesOf(stack, DASHBOARD)), deployed(savedIn(stack))]);
    const nameOf = (group: logs.ILogGroup) => deployed(stack.resolve(group.logGroupName));
    expect(said.includes(nameOf(audit.logGroup))).toBe(parts.includes('audit'));
    expect(said.includes(nameOf(logging.logGroup!.logGroup))).toBe(parts.includes('logging'));
    expect(bodyOf(stack).variables !== undefined).toBe(parts.includes('logging'));
  });

  test('no alarms are no widget', () => {
    expect(titlesOf(setUp(['audit'], { alarms: [] }).stack)).toEqual(AUDIT);
  });

  test('many alarms have more room', () => {
    const stack = newStack();
    const alarms = Array.from({ length: 7 }, (_, index) => cloudwatch.Alarm.fromAlarmArn(stack, `Alarm${index}`, `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${index}`));
    expect(widgetsOf(setUp(['audit'], { alarms }, stack).stack)[0]).toMatchObject({ width: 24, height: 5, properties: { alarms: alarms.map(({ alarmArn }) => alarmArn) } });
  });
});

describe('what it is given', () => {
  test('is its name', () => {
    expect(propertiesOf(setUp(['audit'], { dashboardName: 'sessions' }).stack, DASHBOARD)[0]).toMatchObject({ DashboardName: 'sessions' });
  });

  test('is the time that it shows', () => {
    expect(bodyOf(setUp(['audit'], { defaultInterval: Duration.hours(12) }).stack).start).toBe('-PT12H');
  });
});

describe('is an error:', () => {
  const dashboardOf = (props: (stack: Stack) => SessionDashboardProps) => {
    const stack = newStack();
    return errorOf(() => new SessionDashboard(stack, 'Dashboard', props(stack)));
  };

  test('nothing to show', () => {
    expect(dashboardOf(() => ({}))).toBe('audit or logging must say what the dashboard shows, got neither; pass one such as logging: sessionPreferences.logging [Stack/Dashboard]');
  });

  test('logging without a log group', () => {
    expect(dashboardOf(stack => ({ logging: new SessionLogging(stack, 'Logging', { bucket: new SessionLoggingBucket(stack, 'Bucket') }) })))
      .toBe('logging has no log group, and queries need the transcripts in one; pass a SessionLogging with a logGroup [Stack/Dashboard]');
  });

  test('a log group that nothing streams to', () => {
    expect(dashboardOf(stack => ({ logging: new SessionLogging(stack, 'Logging', { logGroup: new SessionLogGroup(stack, 'Group', { streaming: false }) }) })))
      .toBe('logging must stream to its log group, got Stack/Group with streaming: false: a transcript then comes when its session has ended, without the JSON that the queries read; remove that setting [Stack/Dashboard]');
  });

  test.each([
    ['region', { region: 'eu-west-1', account: '123456789012' }, '123456789012 and eu-west-1'],
    ['account', { region: 'us-east-1', account: '210987654321' }, '210987654321 and us-east-1'],
  ])('an audit of another %s', (_what, env, got) => {
    const app = new App();
    const audit = new SessionAudit(newStack(app, 'Other', { env }), 'Audit', { createTrail: true });
    expect(errorOf(() => new SessionDashboard(newStack(app), 'Dashboard', { audit })))
      .toBe(`audit must be in the account and region of the dashboard, 123456789012 and us-east-1, got a log group in ${got}; create the dashboard in a stack there [Stack/Dashboard]`);
  });
});

describe('two dashboards', () => {
  const synth = (...dashboards: [stack: string, queryFolder?: string][]) => {
    const app = new App();
    dashboards.forEach(([id, queryFolder], index) => {
      const stack = app.node.tryFindChild(id) as Stack ?? newStack(app, id);
      new SessionDashboard(stack, `Dashboard${index}`, { logging: new SessionPreferences(stack, `Preferences${index}`).logging, queryFolder });
    });
    return errorOf(() => app.synth());
  };

  test('of one stack are not in one folder', () => {
    expect(synth(['Stack'], ['Stack', 'Session Manager']))
      .toContain('queryFolder \'Session Manager\' is that of Stack/Dashboard1 as well, so that each query would be there twice; give one of the two another one');
  });

  test('are in folders of their own', () => {
    expect(synth(['Stack'], ['Stack', 'Other'])).toBeUndefined();
  });

  test('may be in one folder in two stacks, which may be of two accounts', () => {
    expect(synth(['Stack'], ['Other'])).toBeUndefined();
  });
});

test('the audit may be in another stack of the same place', () => {
  const app = new App();
  const audit = new SessionAudit(newStack(app, 'Other'), 'Audit', { createTrail: true });
  const stack = newStack(app);
  new SessionDashboard(stack, 'Dashboard', { audit });
  expect(propertiesOf(stack, QUERY)[0].LogGroupNames).toEqual([{ 'Fn::ImportValue': expect.stringContaining('LogGroup') }]);
});

test('a stack that is deployed anywhere asks in its own region', () => {
  const { stack } = setUp(EVERY_PART, {}, new Stack(new App(), 'Stack'));
  const text = JSON.stringify(propertiesOf(stack, DASHBOARD));
  expect(text.match(/\\"region\\":\\"",\{"Ref":"AWS::Region"\}/g)).toHaveLength(8);
  expect(text).not.toMatch(/us-east-1|arn:aws:/);
});

test('in China it says nothing of another partition', () => {
  const stack = newStack(new App(), 'Stack', { env: { account: '123456789012', region: 'cn-north-1' } });
  setUp(['logging', 'alarms'], {}, stack);
  const text = JSON.stringify([propertiesOf(stack, DASHBOARD), savedIn(stack)]);
  expect(text).toContain('cn-north-1');
  expect(text).not.toMatch(/us-east-1|arn:aws:|amazonaws\.com/);
});

test('is the same each time', () => {
  const templateOf = () => JSON.stringify([propertiesOf(setUp().stack, DASHBOARD), savedIn(setUp().stack)]);
  expect(templateOf()).toBe(templateOf());
});

test('cdk-nag has nothing to say of it', () => {
  const app = new App();
  setUp(EVERY_PART, {}, newStack(app));
  app.synth();
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});
