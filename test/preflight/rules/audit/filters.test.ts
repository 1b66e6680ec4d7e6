import { audited, AUDITED, auditFindingsIn, having, messages, METRIC, told, without } from './audited';
import { ref, shell } from '../../access/access-templates';
import { Resources } from '../../node-template';

const pattern = (FilterPattern: unknown) => having('Filter', { FilterPattern });
const metric = (more: object) => having('Filter', { MetricTransformations: [{ ...METRIC, ...more }] });
const document = (inputs: object, properties: object = {}) => shell(properties, { cloudWatchLogGroupName: ref('Group'), ...inputs });
const AT = 'Filter FilterPattern';

test('sessions that are recorded and told of have no finding', () => {
  expect(messages(audited())).toEqual([]);
});

describe('a pattern', () => {
  test.each([
    ['that is no pattern', '{ $.sessionData[*] = }'],
    ['with groups in a regular expression', '{ $.sessionData[*] = %(rm|shred) % }'],
    ['with three regular expressions', '{ $.sessionData[*] = %rm% || $.sessionData[*] = %shred% || $.runAsUser = %root% }'],
    ['that is too long', `{ $.sessionData[*] = "${'x'.repeat(1024)}" }`],
  ])('%s is refused', (_, text) => {
    expect(told(audited(pattern(text)))).toEqual([`SSM-AUD-001 BLOCKED ${AT}`]);
  });

  test.each([
    ['of terms', '"rm -rf"'],
    ['of which no page says whether it is taken', '{ $.sessionData[*] = %\\brm\\b% }'],
    ['for every event', ''],
    ['that only the deployment knows', { 'Fn::Join': ['', ['{ $.sessionData = "', { Ref: 'Group' }, '" }']] }],
  ])('%s is left alone', (_, text) => {
    expect(told(audited(pattern(text)))).toEqual([]);
  });

  test('says why it is refused', () => {
    expect(messages(audited(pattern('{ $.sessionData[*] = }')))).toEqual([
      'CloudWatch Logs refuses the pattern of Filter: a value was expected before \' }\'',
    ]);
  });

  test.each([
    ['on the list of lines', '{ $.sessionData = "*rm *" }'],
    ['on the list of lines in quotation marks', '{ $.[\'sessionData\'] = "*rm *" }'],
    ['below a line', '{ $.sessionData[*].text = "*rm *" }'],
    ['on a line after the last that fits an event', '{ $.sessionData[33000] = "*rm *" }'],
    ['on the list and something else', '{ $.runAsUser = "root" && $.sessionData = "*rm *" }'],
    ['on the list in each alternative', '{ ($.sessionData = "*rm *") || ($.sessionData IS NULL) }'],
  ])('%s fits nothing', (_, text) => {
    expect(told(audited(pattern(text)))).toEqual([`SSM-AUD-002 BLOCKED ${AT}`]);
  });

  test.each([
    ['on the first line', '{ $.sessionData[0] = "*rm *" }'],
    ['on any property', '{ $.* = "*rm *" }'],
    ['on the list or something else', '{ $.runAsUser = "root" || $.sessionData = "*rm *" }'],
    ['on events without lines', '{ $.sessionData NOT EXISTS }'],
    ['on what other events may have', '{ $.command = "rm" }'],
  ])('%s may fit', (_, text) => {
    expect(told(audited(pattern(text)))).toEqual([]);
  });
});

describe('a metric', () => {
  const dimensions = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `d${index}`, Value: '$.runAsUser' }));
  // Without the alarm, which such dimensions would silence.
  const filtered = (more: object) => told({ Resources: { ...without('Alarm').Resources, ...metric(more) } });

  test.each([
    ['a list', { MetricValue: '$.sessionData[*]' }, 'Filter MetricTransformations/0/MetricValue'],
    ['four dimensions', { Dimensions: dimensions(4) }, 'Filter MetricTransformations/0/Dimensions'],
    ['dimensions and a default value', { Dimensions: dimensions(1), DefaultValue: 0 }, 'Filter MetricTransformations/0/Dimensions'],
  ])('with %s is refused', (_, more, at) => {
    expect(filtered(more)).toEqual([`SSM-AUD-001 BLOCKED ${at}`]);
  });

  test('with dimensions needs a pattern that names fields', () => {
    const filteredBy = (FilterPattern: string) => told({
      Resources: { ...without('Alarm').Resources, ...having('Filter', { FilterPattern, MetricTransformations: [{ ...METRIC, Dimensions: dimensions(1) }] }) },
    });
    expect(filteredBy('"rm -rf"')).toEqual(['SSM-AUD-001 BLOCKED Filter MetricTransformations/0/Dimensions']);
    expect(filteredBy('%rm\\s%')).toEqual(['SSM-AUD-001 BLOCKED Filter MetricTransformations/0/Dimensions']);
    expect(filteredBy('[prompt, command = rm, ...]')).toEqual([]);
  });

  test.each([
    ['a field', { MetricValue: '$.bytes' }],
    ['three dimensions', { Dimensions: dimensions(3) }],
    ['a default value', { DefaultValue: 0 }],
  ])('with %s is taken', (_, more) => {
    expect(filtered(more)).toEqual([]);
  });
});

describe('the filters of a log group', () => {
  const filters = (count: number, properties: object, Type = 'AWS::Logs::MetricFilter'): Resources => Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`More${index}`, { Type, Properties: { ...AUDITED.Filter.Properties, ...properties } }]),
  );
  const REGULAR = { FilterPattern: '{ $.sessionData[*] = %rm% }' };

  test('are a hundred at most', () => {
    expect(told(audited(filters(99, {})))).toEqual([]);
    expect(told(audited(filters(100, {})))).toEqual(['SSM-AUD-001 BLOCKED More99']);
  });

  test('are five with regular expressions at most, of both kinds', () => {
    expect(told(audited(filters(5, REGULAR)))).toEqual([]);
    expect(told(audited(filters(6, REGULAR)))).toEqual(['SSM-AUD-001 BLOCKED More5']);
    const both = { ...filters(5, REGULAR), Subscription: { Type: 'AWS::Logs::SubscriptionFilter', Properties: { LogGroupName: ref('Group'), ...REGULAR } } };
    expect(messages(audited(both))).toEqual(['The log group of Subscription has 6 filters with regular expressions, and takes 5']);
  });

  test('count group by group', () => {
    expect(told(audited({ ...filters(6, { ...REGULAR, LogGroupName: ref('EventLog') }) }))).toEqual(['SSM-AUD-001 BLOCKED More5']);
    const half = { ...filters(3, REGULAR), ...Object.fromEntries(Object.entries(filters(3, { ...REGULAR, LogGroupName: ref('EventLog') })).map(([id, each]) => [`Other${id}`, each])) };
    expect(told(audited(half))).toEqual([]);
  });

  test('are of others where no session is logged there', () => {
    const other = { LogGroupName: 'application', FilterPattern: '{ $.level = }' };
    expect(told(audited({ ...filters(101, other) }))).toEqual([]);
  });

  test('count only where they certainly are', () => {
    const conditional = Object.fromEntries(Object.entries(filters(6, REGULAR)).map(([id, each]) => [id, { ...each, Condition: 'Prod' }]));
    const sections = { Parameters: { Stage: { Type: 'String' } }, Conditions: { Prod: { 'Fn::Equals': [ref('Stage'), 'prod'] } } };
    expect(told(audited(conditional, sections))).toEqual([]);
    expect(told(audited(conditional, sections), { parameters: { Stage: 'prod' } })).toEqual(['SSM-AUD-001 BLOCKED More5']);
  });
});

describe('transcripts that are not streamed', () => {
  const SILENT = { Shell: document({ cloudWatchStreamingEnabled: false }) };

  test('never fit a pattern that reads lines', () => {
    expect(told(audited(SILENT))).toEqual(['SSM-AUD-003 BLOCKED Shell Content']);
    expect(messages(audited(SILENT))).toEqual([
      'Filter reads transcripts that Shell does not stream: they come as plain text when a session has ended, which its pattern never fits',
    ]);
  });

  test('are late for any other pattern, and for a log group that others may stream to', () => {
    expect(told(audited({ ...SILENT, ...pattern('"rm -rf"') }))).toEqual(['SSM-AUD-003 WARNING Shell Content']);
    const elsewhere = { Shell: shell({}, { cloudWatchLogGroupName: 'shared' }), ...having('Filter', { LogGroupName: 'shared' }) };
    expect(told(audited(elsewhere))).toEqual(['SSM-AUD-003 WARNING Shell Content']);
  });

  test.each<[what: string, resources: Resources]>([
    ['one document streams', { ...SILENT, Other: document({ cloudWatchStreamingEnabled: true }) }],
    ['a document cannot be read', { ...SILENT, Other: shell({ Content: { 'Fn::GetAtt': ['Unseen', 'Content'] } }), Unseen: { Type: 'Custom::Content' } }],
    ['the log group of a document is its parameter', { ...SILENT, Other: document({ cloudWatchLogGroupName: '{{ logGroup }}', cloudWatchStreamingEnabled: true }) }],
    ['no document names the log group', { Shell: shell() }],
  ])('are left alone where %s', (_, resources) => {
    expect(told(audited(resources))).toEqual([]);
  });

  test('are those of a document for commands, which never streams', () => {
    const content = { schemaVersion: '1.0', sessionType: 'InteractiveCommands', inputs: { cloudWatchLogGroupName: ref('Group'), cloudWatchStreamingEnabled: true } };
    expect(told(audited({ Shell: shell({ Content: content }) }))).toEqual(['SSM-AUD-003 BLOCKED Shell Content']);
  });
});

test('a finding has its page, its section and the fix', () => {
  const [finding] = auditFindingsIn(audited(pattern('{ $.sessionData = "rm" }')));
  expect(finding).toMatchObject({
    contract: 'docs/facts/audit.md, section 2',
    capabilities: [],
    resourceType: 'AWS::Logs::MetricFilter',
    acknowledged: undefined,
    fix: 'Read any line by $.sessionData[*], as in { $.sessionData[*] = "*rm *" }',
  });
});
