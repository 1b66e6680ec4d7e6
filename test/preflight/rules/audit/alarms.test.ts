import { audited, AUDITED, having, messages, METRIC, told } from './audited';
import { ref } from '../../access/access-templates';
import { Resources } from '../../node-template';

const alarm = (properties: object) => having('Alarm', properties);
const filter = (more: object, properties: object = {}) => having('Filter', { MetricTransformations: [{ ...METRIC, ...more }], ...properties });
const by = (...names: string[]) => names.map(Key => ({ Key, Value: `$.${Key}` }));
const on = (...names: string[]) => names.map(Name => ({ Name, Value: 'x' }));

describe('the dimensions of an alarm', () => {
  const DEAD = ['SSM-AUD-004 BLOCKED Alarm Dimensions'];

  test.each<[what: string, resources: Resources, expected: string[]]>([
    ['are those of the filter', { ...alarm({ Dimensions: on('user', 'node') }), ...filter({ Dimensions: by('node', 'user') }) }, []],
    ['are none of the filter', alarm({ Dimensions: on('user') }), DEAD],
    ['are some of the filter', { ...alarm({ Dimensions: on('user') }), ...filter({ Dimensions: by('node', 'user') }) }, DEAD],
    ['are others', { ...alarm({ Dimensions: on('user') }), ...filter({ Dimensions: by('node') }) }, DEAD],
    ['are none, where the filter has some', filter({ Dimensions: by('user') }), ['SSM-AUD-004 WARNING Alarm']],
    ['are those of one of two filters', {
      ...alarm({ Dimensions: on('user') }), Second: { Type: 'AWS::Logs::MetricFilter', Properties: { ...AUDITED.Filter.Properties, MetricTransformations: [{ ...METRIC, Dimensions: by('user') }] } },
    }, []],
    ['may be what CloudWatch Logs adds', { ...alarm({ Dimensions: on('@aws.account') }), ...filter({}, { EmitSystemFieldDimensions: ['@aws.account'] }) }, []],
    ['are what only the deployment knows', { ...alarm({ Dimensions: [{ Name: { Ref: 'Unsaid' }, Value: 'x' }] }) }, []],
  ])('%s', (_, resources, expected) => {
    expect(told(audited(resources, { Parameters: { Unsaid: { Type: 'String' } } }))).toEqual(expected);
  });

  test('are said by their names', () => {
    expect(messages(audited(alarm({ Dimensions: on('user', 'node') })))).toEqual([
      'Alarm watches the metric by user and node, and no filter gives it these dimensions: it never has data',
    ]);
  });
});

describe('the threshold of an alarm', () => {
  const DEAD = ['SSM-AUD-004 BLOCKED Alarm Threshold'];
  const [GREATER, AT_LEAST, LESS, AT_MOST] = ['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'];

  test.each<[statistic: string, comparison: string, threshold: number, expected: string[]]>([
    ['Sum', AT_LEAST, 5, []],
    ['Sum', GREATER, 1, []],
    ['Sum', LESS, 1, DEAD],
    ['Sum', LESS, 2, []],
    ['Sum', AT_MOST, 0, DEAD],
    ['SampleCount', AT_LEAST, 3, []],
    ['SampleCount', AT_MOST, 0, DEAD],
    ['Maximum', AT_LEAST, 1, []],
    ['Maximum', GREATER, 1, DEAD],
    ['Average', AT_LEAST, 2, DEAD],
    ['Minimum', GREATER, 0, []],
    ['Maximum', 'GreaterThanUpperThreshold', 2, []],
  ])('%s %s %d', (Statistic, ComparisonOperator, Threshold, expected) => {
    expect(told(audited(alarm({ Statistic, ComparisonOperator, Threshold })))).toEqual(expected);
  });

  const NEVER = { Statistic: 'Maximum', ComparisonOperator: GREATER, Threshold: 1 };

  test.each<[what: string, resources: Resources]>([
    ['a minute without sessions raises it', alarm({ ...NEVER, TreatMissingData: 'breaching' })],
    ['each event counts what is in it', { ...alarm(NEVER), ...filter({ MetricValue: '$.bytes' }) }],
    ['other events count, too', { ...alarm(NEVER), ...filter({ DefaultValue: 5 }) }],
    ['it is a percentile', alarm({ ...NEVER, Statistic: undefined, ExtendedStatistic: 'p99' })],
    ['a second filter counts more', { ...alarm(NEVER), Second: { Type: 'AWS::Logs::MetricFilter', Properties: { ...AUDITED.Filter.Properties, MetricTransformations: [{ ...METRIC, MetricValue: '2' }] } } }],
    ['its metric is of others', alarm({ ...NEVER, MetricName: 'Others' })],
  ])('is left alone where %s', (_, resources) => {
    expect(told(audited(resources))).toEqual([]);
  });

  test('is said with what the metric can be', () => {
    expect(messages(audited(alarm(NEVER)))).toEqual(['Alarm is never raised: it waits for a Maximum greater than 1, and that of its metric is 1']);
    expect(messages(audited(alarm({ Statistic: 'Sum', ComparisonOperator: LESS, Threshold: 1 })))).toEqual(['Alarm is never raised: it waits for a Sum less than 1, and that of its metric is 1 or more']);
  });
});

describe('the actions of an alarm', () => {
  test.each<[what: string, properties: object, expected: string[]]>([
    ['are none', { AlarmActions: undefined }, ['SSM-AUD-005 WARNING Alarm']],
    ['are an empty list', { AlarmActions: [] }, ['SSM-AUD-005 WARNING Alarm']],
    ['are off', { ActionsEnabled: false }, ['SSM-AUD-005 WARNING Alarm ActionsEnabled']],
    ['are off in a text', { ActionsEnabled: 'false' }, ['SSM-AUD-005 WARNING Alarm ActionsEnabled']],
    ['are on', { ActionsEnabled: true }, []],
    ['are something else than a topic', { AlarmActions: ['arn:aws:lambda:eu-west-1:111122223333:function:page'] }, []],
    ['are what only the deployment knows', { AlarmActions: { Ref: 'Unsaid' } }, []],
  ])('%s', (_, properties, expected) => {
    expect(told(audited(alarm(properties), { Parameters: { Unsaid: { Type: 'CommaDelimitedList' } } }))).toEqual(expected);
  });

  test.each<[what: string, resources: Resources]>([
    ['a composite alarm looks at alarms', { Composite: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: { 'Fn::Sub': 'ALARM("${Alarm}")' } } } }],
    ['a rule hears of alarms', { Heard: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.cloudwatch'] } } } }],
    ['a rule of any source may hear of alarms', { Heard: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { 'detail-type': ['CloudWatch Alarm State Change'] } } } }],
    ['it is not about sessions', alarm({ AlarmActions: [], MetricName: 'Others' })],
  ])('are not told of where %s', (_, resources) => {
    expect(told(audited({ ...alarm({ AlarmActions: [] }), ...resources }))).toEqual([]);
  });

  test('are those of alarms on the metric of a log group that transcripts go to, whatever the pattern', () => {
    expect(told(audited({ ...having('Filter', { FilterPattern: '"rm"' }), ...alarm({ AlarmActions: [] }) }))).toEqual(['SSM-AUD-005 WARNING Alarm']);
    expect(told(audited({ ...having('Filter', { FilterPattern: '"rm"', LogGroupName: ref('EventLog') }), ...alarm({ AlarmActions: [] }) }))).toEqual([]);
  });
});
