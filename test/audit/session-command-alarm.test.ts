import { App, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { sessionEvent } from './session-events';
import {
  SessionCommandAlarm, SessionCommandAlarmProps, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences,
} from '../../lib';
import { readFilterPattern } from '../../lib/filter-pattern/filter-pattern';
import { errorOf, newStack, propertiesOf, warnings } from '../fixtures';

const FILTER = 'AWS::Logs::MetricFilter';
const ALARM = 'AWS::CloudWatch::Alarm';

type Options = Omit<SessionCommandAlarmProps, 'logging'>;

function setUp(options: Options = { commands: ['rm'] }, stack = newStack()) {
  const logGroup = new SessionLogGroup(stack, 'LogGroup');
  const logging = new SessionLogging(stack, 'Logging', { logGroup });
  return { stack, logging, logGroup, alarm: new SessionCommandAlarm(stack, 'Alarm', { logging, ...options }) };
}

const patternsOf = (stack: Stack): string[] => propertiesOf(stack, FILTER).map(({ FilterPattern }) => FilterPattern);

/** Whether the alarm counts an event. */
function counts(stack: Stack, event: string): boolean {
  return patternsOf(stack).some(pattern => readFilterPattern(pattern).matches(event));
}

describe('rm', () => {
  const { stack } = setUp();

  test.each([
    'rm -rf /', 'rm x', 'sudo rm x', 'echo $(rm x)', 'echo `rm x`', 'find . | xargs rm', '/bin/rm x', './rm x', '\\rm x', 'cd /tmp;rm x', 'cd /tmp&&rm x',
    'true||rm x', 'rm x>out', 'rm<list', '"rm" x', '\'rm\' x', 'bash -c "rm x"', '(rm x)', '{ rm x; }', 'if rm x; then', 'rm\tx', 'rm', 'FOO=1 rm x',
    'rm -rf /$ echo safe', 'echo a #rm x',
  ])('%j raises the alarm', command => {
    expect(counts(stack, sessionEvent(`sh-4.2$ ${command}`))).toBe(true);
    expect(counts(stack, sessionEvent('sh-4.2$ sh-4.2$ date', 'Thu Jan  4 05:45:59 UTC 2024', `[root@ip-10-0-0-1 bin]# ${command}`, 'done'))).toBe(true);
  });

  test.each([
    'farm', 'format', 'rmdir x', 'echo perm', 'cat rm.txt', 'cat /tmp/rm.txt', 'vi rm-old', 'docker run --rm image', 'git-rm x', 'rm_all', 'rmi x', 'warm x', 'RM x',
    'a.rm x', 'term', '3rm x', 'rx\b \bm -f zz', 'r"m" x', 'ls',
  ])('%j does not', command => {
    expect(counts(stack, sessionEvent(`sh-4.2$ ${command}`))).toBe(false);
  });

  test('raises it at the beginning of a line without a prompt', () => {
    expect(counts(stack, sessionEvent('rm -rf /'))).toBe(true);
  });

  test('raises it in a line that the agent left raw, since it has the title of a window', () => {
    expect(counts(stack, sessionEvent('\u001b[?2004h\u001b]0;root@vm\u0007root@vm$ rm -f zz'))).toBe(true);
  });

  test('raises it after a prompt without a blank', () => {
    expect(counts(stack, sessionEvent('>rm x'))).toBe(true);
  });

  test('raises it in no other field than the lines', () => {
    expect(counts(stack, sessionEvent('ls').replace('ana-4njnyxxl8yn676nsla8j6l4bra', ' rm x'))).toBe(false);
  });

  test('raises it in no event that is no JSON', () => {
    expect(counts(stack, 'sh-4.2$ rm x')).toBe(false);
  });
});

describe('other commands', () => {
  test('of several words are found with any blanks between them', () => {
    const { stack } = setUp({ commands: ['systemctl stop'] });
    expect(counts(stack, sessionEvent('$ systemctl  stop nginx'))).toBe(true);
    expect(counts(stack, sessionEvent('$ systemctl restart nginx'))).toBe(false);
    expect(counts(stack, sessionEvent('$ systemctlXstop nginx'))).toBe(false);
  });

  test('with a dot or a plus are found as they are', () => {
    const { stack } = setUp({ commands: ['mkfs.ext4', 'g++'] });
    expect(counts(stack, sessionEvent('$ mkfs.ext4 /dev/xvdb'))).toBe(true);
    expect(counts(stack, sessionEvent('$ mkfsXext4 /dev/xvdb'))).toBe(false);
    expect(counts(stack, sessionEvent('$ g++ x'))).toBe(true);
    expect(counts(stack, sessionEvent('$ gg x'))).toBe(false);
  });

  test('are found in any case, where that is asked for', () => {
    const { stack } = setUp({ commands: ['Remove-Item', 'sc.exe delete'], ignoreCase: true });
    expect(counts(stack, sessionEvent('PS C:\\> remove-item x'))).toBe(true);
    expect(counts(stack, sessionEvent('PS C:\\> REMOVE-ITEM x'))).toBe(true);
    expect(counts(stack, sessionEvent('PS C:\\> SC.EXE  Delete x'))).toBe(true);
    expect(counts(stack, sessionEvent('PS C:\\> Move-Item x'))).toBe(false);
  });

  const MANY = Array.from({ length: 20 }, (_, index) => `command${index}`);

  test('share filters as far as these have room, and each is found', () => {
    const { stack } = setUp({ commands: MANY });
    expect(patternsOf(stack)).toHaveLength(4);
    patternsOf(stack).forEach(pattern => expect(pattern.length).toBeLessThanOrEqual(1024));
    MANY.forEach(command => expect(counts(stack, sessionEvent(`$ ${command} x`))).toBe(true));
    expect(counts(stack, sessionEvent('$ command x'))).toBe(false);
    expect(new Set(propertiesOf(stack, FILTER).map(({ MetricTransformations: [{ MetricName }] }) => MetricName)).size).toBe(1);
  });

  test('of which one is named twice are looked for once', () => {
    expect(patternsOf(setUp({ commands: ['rm', 'rm'] }).stack)).toEqual(patternsOf(setUp({ commands: ['rm'] }).stack));
  });
});

describe('the alarm', () => {
  const { stack, alarm, logGroup } = setUp();
  const [properties] = propertiesOf(stack, ALARM);

  test('is raised by one event within a minute, and not by silence', () => {
    expect(properties).toMatchObject({
      Namespace: 'SessionManager',
      MetricName: alarm.metric.metricName,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(stack.resolve(alarm.alarm.alarmArn)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Alarm/), 'Arn'] });
  });

  test('looks at what the filter counts', () => {
    expect(propertiesOf(stack, FILTER)).toEqual([expect.objectContaining({
      LogGroupName: stack.resolve(logGroup.logGroupName),
      MetricTransformations: [{ MetricNamespace: 'SessionManager', MetricName: properties.MetricName, MetricValue: '1' }],
    })]);
  });

  test('does nothing unless it is told to', () => {
    expect(properties).not.toHaveProperty('AlarmActions');
    expect(properties).not.toHaveProperty('AlarmName');
    expect(propertiesOf(stack, 'AWS::SNS::TopicPolicy')).toEqual([]);
    expect(warnings(stack)).toEqual([]);
  });

  test('has the name that it is given', () => {
    expect(propertiesOf(setUp({ commands: ['rm'], alarmName: 'deletion' }).stack, ALARM)[0]).toMatchObject({ AlarmName: 'deletion' });
  });

  test('of another construct has another metric', () => {
    const both = setUp();
    const other = new SessionCommandAlarm(both.stack, 'Other', { logging: both.logging, commands: ['shred'] });
    expect(other.metric.metricName).not.toEqual(both.alarm.metric.metricName);
  });
});

describe('a topic', () => {
  test('is told, and lets CloudWatch publish for this account alone', () => {
    const stack = newStack();
    const topic = new sns.Topic(stack, 'Topic');
    setUp({ commands: ['rm'], topic }, stack);
    expect(propertiesOf(stack, ALARM)[0].AlarmActions).toEqual([stack.resolve(topic.topicArn)]);
    expect(propertiesOf(stack, 'AWS::SNS::TopicPolicy')[0].PolicyDocument.Statement).toEqual([expect.objectContaining({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Resource: stack.resolve(topic.topicArn),
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    })]);
  });

  test('with a key lets CloudWatch use the key', () => {
    const stack = newStack();
    const masterKey = new kms.Key(stack, 'Key');
    setUp({ commands: ['rm'], topic: new sns.Topic(stack, 'Topic', { masterKey }) }, stack);
    const statements = propertiesOf(stack, 'AWS::KMS::Key').flatMap(({ KeyPolicy: { Statement } }) => Statement);
    expect(statements).toContainEqual(expect.objectContaining({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }));
  });

  test.each([
    ['itself', (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:123456789012:topic'), 'use sns:Publish'],
    ['has a key that', (stack: Stack) => new sns.Topic(stack, 'Topic', {
      masterKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555'),
    }), 'use kms:Decrypt and kms:GenerateDataKey*'],
  ])('that %s cannot be changed is a warning', (_what, topicOf, missing) => {
    const stack = newStack();
    setUp({ commands: ['rm'], topic: topicOf(stack) }, stack);
    expect(warnings(stack)).toEqual([expect.stringContaining(`it has to let cloudwatch.amazonaws.com ${missing}, or nobody is told`)]);
  });

  test('is beside other actions', () => {
    const stack = newStack();
    const [one, two, three] = ['One', 'Two', 'Three'].map(id => new sns.Topic(stack, id));
    const { alarm } = setUp({ commands: ['rm'], topic: one, alarmActions: [new actions.SnsAction(two)] }, stack);
    alarm.addAlarmAction(new actions.SnsAction(three));
    expect(propertiesOf(stack, ALARM)[0].AlarmActions).toEqual([one, two, three].map(({ topicArn }) => stack.resolve(topicArn)));
  });
});

describe('a pattern of one\'s own', () => {
  test('is taken as it is', () => {
    const pattern = '{ $.runAsUser = "root" && $.sessionData[*] = %shutdown% }';
    expect(patternsOf(setUp({ pattern }).stack)).toEqual([pattern]);
  });

  test('of which nobody knows whether CloudWatch takes it is a warning', () => {
    const { stack } = setUp({ pattern: 'rm %x%' });
    expect(warnings(stack)).toEqual([expect.stringContaining('pattern rm %x% may be refused: no page of AWS has a regular expression beside other terms')]);
  });
});

describe('is an error:', () => {
  test.each<[string, Options, string]>([
    ['neither commands nor a pattern', {}, 'commands or pattern must say what raises the alarm, got neither; pass one such as commands: [\'rm\'] [Stack/Alarm]'],
    ['no command', { commands: [] }, 'commands or pattern must say what raises the alarm, got neither'],
    ['both', { commands: ['rm'], pattern: 'rm' }, 'pattern contradicts commands: it says by itself what is looked for; remove one of the two [Stack/Alarm]'],
    ['a pattern for which the case does not matter', { pattern: 'rm', ignoreCase: true }, 'pattern contradicts ignoreCase'],
    ['an empty command', { commands: ['rm', ''] }, 'with one blank between two of them, got \'\'; pass a pattern for anything else [Stack/Alarm]'],
    ['a command with a pipe', { commands: ['a | b'] }, 'got \'a | b\''],
    ['two blanks', { commands: ['a  b'] }, 'got \'a  b\''],
    ['a percent sign, which would end the expression', { commands: ['a%b'] }, 'got \'a%b\''],
    ['a pattern that CloudWatch refuses', { pattern: '%(a)%' }, 'pattern must be one that CloudWatch Logs takes, got %(a)%: a regular expression must have letters'],
    ['more commands than five filters hold', { commands: Array.from({ length: 40 }, (_, index) => `command${index}`) },
      'filters with regular expressions, and a log group takes 5, got 40 commands; pass fewer'],
  ])('%s', (_what, options, message) => {
    expect(errorOf(() => setUp(options))).toContain(message);
  });

  const alarmOn = (loggingOf: (stack: Stack) => SessionLogging) => {
    const stack = newStack();
    return errorOf(() => new SessionCommandAlarm(stack, 'Alarm', { logging: loggingOf(stack), commands: ['rm'] }));
  };

  test('logging without a log group', () => {
    expect(alarmOn(stack => new SessionLogging(stack, 'Logging', { bucket: new SessionLoggingBucket(stack, 'Bucket') })))
      .toBe('logging has no log group, and an alarm on commands needs the transcripts in one; pass a SessionLogging with a logGroup [Stack/Alarm]');
  });

  test('a log group that nothing streams to', () => {
    expect(alarmOn(stack => new SessionLogging(stack, 'Logging', { logGroup: new SessionLogGroup(stack, 'Group', { streaming: false }) })))
      .toBe('logging must stream to its log group, got Stack/Group with streaming: false: a transcript then comes when its session has ended, without the JSON that the pattern reads; remove that setting [Stack/Alarm]');
  });
});

describe('a log group', () => {
  const alarms = (count: number, stack = newStack()) => {
    const { logging } = setUp({ commands: ['rm'] }, stack);
    for (let index = 1; index < count; index++) { new SessionCommandAlarm(stack, `Alarm${index}`, { logging, commands: [`c${index}`] }); }
    return { stack, logging };
  };
  const synth = (stack: Stack) => (stack.node.root as App).synth();

  test('takes five filters with regular expressions', () => {
    const { stack, logging } = alarms(5);
    new SessionCommandAlarm(stack, 'Plain', { logging, pattern: '{ $.runAsUser = "100%root%" }' });
    expect(() => synth(stack)).not.toThrow();
  });

  test('takes no sixth one, whoever makes it', () => {
    const { stack, logging } = alarms(5);
    new logs.MetricFilter(stack, 'Other', {
      logGroup: logging.logGroup!.logGroup, filterPattern: logs.FilterPattern.literal('%x%'), metricNamespace: 'x', metricName: 'x',
    });
    expect(errorOf(() => synth(stack))).toContain('the log group takes 5 filters with regular expressions, got 6: Stack/Alarm/Filter/Resource');
  });

  test('is not asked what another one takes', () => {
    const { stack } = alarms(5);
    const other = new SessionLogging(stack, 'OtherLogging', { logGroup: new SessionLogGroup(stack, 'OtherGroup') });
    new SessionCommandAlarm(stack, 'OtherAlarm', { logging: other, commands: ['rm'] });
    expect(() => synth(stack)).not.toThrow();
  });

  test('of preferences is one of theirs', () => {
    const stack = newStack();
    new SessionCommandAlarm(stack, 'Alarm', { logging: new SessionPreferences(stack, 'Preferences').logging, commands: ['rm'] });
    expect(patternsOf(stack)).toHaveLength(1);
  });
});

test('cdk-nag has nothing to say of it', () => {
  const app = new App();
  setUp({ commands: ['rm'] }, newStack(app));
  app.synth();
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});
