import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { MinistackServer } from './ministack-server';
import { sessionEvent } from './session-events';
import { SessionCommandAlarm, SessionPreferences } from '../../lib';
import { readFilterPattern } from '../../lib/filter-pattern/filter-pattern';
import { newStack, propertiesOf } from '../fixtures';
import { deployed, PSEUDO_PARAMETERS } from '../util';

/*
 * From what the SSM Agent writes to the message that somebody reads.
 *
 * The log group, the metric filter and the alarm are those of the template. ministack keeps the events, the filters and the data of the metric, evaluates the
 * alarm and delivers its message. Neither it nor moto applies metric filters to events: there stands the library's own reading of filter patterns. That
 * CloudWatch may publish to the topic is not tried, since the emulator enforces no policy, and neither is the return to OK, for which it never looks.
 */

jest.setTimeout(120_000);

const stack = newStack();
const preferences = new SessionPreferences(stack, 'Preferences');
new SessionCommandAlarm(stack, 'Deletion', { logging: preferences.logging, commands: ['rm', 'shred'], topic: new sns.Topic(stack, 'Topic'), alarmName: 'deletion' });

/** `Ref` of a log group is its name. */
const [[logGroupId, { Properties }]] = Object.entries(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'));
const logGroupName: string = deployed(Properties.LogGroupName);
const propertiesInTemplate = (type: string): any[] => deployed(propertiesOf(stack, type), { ...PSEUDO_PARAMETERS, [logGroupId]: logGroupName });
const FILTERS = propertiesInTemplate('AWS::Logs::MetricFilter');
const [ALARM] = propertiesInTemplate('AWS::CloudWatch::Alarm');
const [{ Content: DOCUMENT }] = propertiesInTemplate('AWS::SSM::Document');

let ministack: MinistackServer;
let logs: CloudWatchLogs;
let cloudWatch: CloudWatch;
let queues: SQS;
let queueUrl: string;

beforeAll(async () => {
  ministack = await MinistackServer.start();
  logs = new CloudWatchLogs(ministack.client);
  cloudWatch = new CloudWatch(ministack.client);
  queues = new SQS(ministack.client);
  await logs.createLogGroup({ logGroupName });
  await Promise.all(FILTERS.map(async ({ LogGroupName, FilterPattern, MetricTransformations }, index) => logs.putMetricFilter({
    filterName: `filter-${index}`,
    logGroupName: LogGroupName,
    filterPattern: FilterPattern,
    metricTransformations: MetricTransformations.map(({ MetricNamespace, MetricName, MetricValue }: any) => (
      { metricNamespace: MetricNamespace, metricName: MetricName, metricValue: MetricValue }
    )),
  })));
  await cloudWatch.putMetricAlarm({ ...ALARM, AlarmActions: [await subscribedTopic()] });
});

afterAll(async () => {
  [logs, cloudWatch, queues].forEach(client => client?.destroy());
  await ministack?.stop();
});

/** A topic with a queue in which its messages are seen. */
async function subscribedTopic(): Promise<string> {
  const topics = new SNS(ministack.client);
  const { TopicArn } = await topics.createTopic({ Name: 'topic' });
  queueUrl = (await queues.createQueue({ QueueName: 'queue' })).QueueUrl!;
  const { Attributes } = await queues.getQueueAttributes({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] });
  await topics.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: Attributes!.QueueArn, Attributes: { RawMessageDelivery: 'true' } });
  topics.destroy();
  return TopicArn!;
}

/** The agent streams an event of a session of its own. */
async function stream(sessionId: string, message: string): Promise<void> {
  await logs.createLogStream({ logGroupName, logStreamName: sessionId });
  await logs.putLogEvents({ logGroupName, logStreamName: sessionId, logEvents: [{ timestamp: Date.now(), message }] });
  await applyMetricFilters(sessionId);
}

/** What CloudWatch Logs does with the events of a stream. */
async function applyMetricFilters(logStreamName: string): Promise<void> {
  const { events } = await logs.getLogEvents({ logGroupName, logStreamName, startFromHead: true });
  const { metricFilters } = await logs.describeMetricFilters({ logGroupName });
  for (const { filterPattern, metricTransformations } of metricFilters!) {
    const pattern = readFilterPattern(filterPattern!);
    for (const { timestamp } of events!.filter(({ message }) => pattern.matches(message!))) {
      await Promise.all(metricTransformations!.map(async ({ metricNamespace, metricName, metricValue }) => cloudWatch.putMetricData({
        Namespace: metricNamespace, MetricData: [{ MetricName: metricName, Value: Number(metricValue), Timestamp: new Date(timestamp!) }],
      })));
    }
  }
}

const stateOfAlarm = async () => (await cloudWatch.describeAlarms({ AlarmNames: ['deletion'] })).MetricAlarms?.[0].StateValue;

async function countedByMetric(): Promise<number> {
  const [StartTime, EndTime] = [-1, 1].map(hours => new Date(Date.now() + hours * 3_600_000));
  const { Namespace, MetricName } = ALARM;
  const { Datapoints } = await cloudWatch.getMetricStatistics({ Namespace, MetricName, Statistics: ['Sum'], Period: 60, StartTime, EndTime });
  return Datapoints!.reduce((sum, { Sum }) => sum + Sum!, 0);
}

/** What was told since the last time. */
async function told(): Promise<any[]> {
  const { Messages = [] } = await queues.receiveMessage({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
  return Messages.map(({ Body }) => JSON.parse(Body!));
}

test('the parts of the template belong together', () => {
  const { inputs } = typeof DOCUMENT === 'string' ? JSON.parse(DOCUMENT) : DOCUMENT;
  expect(inputs).toMatchObject({ cloudWatchStreamingEnabled: true, cloudWatchLogGroupName: logGroupName });
  expect(FILTERS.map(({ LogGroupName }) => LogGroupName)).toEqual([logGroupName]);
  expect(ALARM).toMatchObject({ AlarmName: 'deletion', AlarmActions: [expect.stringMatching(/^<Topic/)] });
});

test.each([
  ['nothing', sessionEvent()],
  ['a prompt', sessionEvent('sh-4.2$ ')],
  ['farm', sessionEvent('sh-4.2$ farm --all', 'farm: command not found')],
  ['rm.txt', sessionEvent('sh-4.2$ cat rm.txt')],
  ['a transcript that is no JSON', 'sh-4.2$ rm -rf /'],
])('%s is typed: the alarm stays as it was, and nobody is told', async (what, message) => {
  await stream(`quiet-${what.replace(/\W/g, '-')}`, message);
  expect(await stateOfAlarm()).toBe('INSUFFICIENT_DATA');
  expect(await told()).toEqual([]);
});

test('rm is typed: the alarm is raised, and the topic tells of it once', async () => {
  await stream('ana-4njnyxxl8yn676nsla8j6l4bra', sessionEvent('sh-4.2$ sh-4.2$ ls', 'precious', 'sh-4.2$ sudo rm -rf precious && echo done'));
  expect(await stateOfAlarm()).toBe('ALARM');
  expect(await told()).toEqual([expect.objectContaining({
    AlarmName: 'deletion',
    NewStateValue: 'ALARM',
    OldStateValue: 'INSUFFICIENT_DATA',
    AlarmDescription: expect.stringContaining('the transcript has rm, shred'),
  })]);
  expect(await countedByMetric()).toBe(1);
});

test('the other command is typed while the alarm is raised: the metric counts it too, and nobody is told again', async () => {
  const before = await countedByMetric();
  await stream('bob-037a2e2586edc1ad4', sessionEvent('sh-4.2$ shred precious'));
  expect(await countedByMetric()).toBe(before + 1);
  expect(await told()).toEqual([]);
});
