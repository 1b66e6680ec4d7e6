import { audited, AUDITED, auditFindingsIn, having, lets, messages, policy, told, without } from './audited';
import { att, ref, sub } from '../../access/access-templates';
import { Resources } from '../../node-template';

const CALL = 'AWS API Call via CloudTrail';
const pattern = (EventPattern: unknown) => having('Rule', { EventPattern });

describe('the pattern of a rule', () => {
  const STARTS = { eventSource: ['ssm.amazonaws.com'], eventName: ['StartSession'] };
  const DEAD = ['SSM-AUD-006 BLOCKED Rule EventPattern'];

  test.each<[what: string, eventPattern: unknown, expected: string[]]>([
    ['has another detail-type', { 'source': ['aws.ssm'], 'detail-type': ['EC2 Command Status-change Notification'], 'detail': STARTS }, DEAD],
    ['has a detail-type in other letters', { 'source': ['aws.ssm'], 'detail-type': ['AWS API call via CloudTrail'], 'detail': STARTS }, DEAD],
    ['has another source', { 'source': ['ssm.amazonaws.com'], 'detail-type': [CALL], 'detail': STARTS }, DEAD],
    ['has the event source of Remote Desktop', { 'source': ['aws.ssm'], 'detail-type': [CALL], 'detail': { ...STARTS, eventSource: ['ssm-guiconnect.amazonaws.com'] } }, DEAD],
    ['has the call of Remote Desktop with the source of sessions', { source: ['aws.ssm'], detail: { eventName: ['StartConnection'] } }, DEAD],
    ['has two alternatives of which none fits', { source: ['aws.cloudtrail'], detail: { $or: [STARTS, { ...STARTS, eventName: ['TerminateSession'] }] } }, DEAD],
    ['has two alternatives of which one fits', {
      source: ['aws.ssm'], detail: { $or: [STARTS, { eventSource: ['ssm-guiconnect.amazonaws.com'], eventName: ['StartConnection'] }] },
    }, []],
    ['has one of two sources', { source: ['aws.ssm', 'aws.ssm-guiconnect'], detail: { eventName: ['StartConnection', 'StartSession'] } }, []],
    ['has no plain texts', { 'source': ['aws.ssm'], 'detail-type': [{ prefix: 'AWS' }], 'detail': STARTS }, []],
    ['asks for nothing but the call', { detail: STARTS }, []],
    ['has the source of calls of CloudTrail itself', { 'source': ['aws.cloudtrail'], 'detail-type': [CALL], 'detail': STARTS }, DEAD],
  ])('%s', (_, eventPattern, expected) => {
    expect(told(audited(pattern(eventPattern)))).toEqual(expected);
  });

  test('is not judged on a bus of others', () => {
    const other = { EventPattern: { source: ['own.sessions'], detail: STARTS }, EventBusName: 'own' };
    expect(told(audited(having('Rule', other)))).toEqual([]);
  });

  const documents = (documentName: unknown) => ({ source: ['aws.ssm'], detail: { ...STARTS, requestParameters: { documentName } } });

  test.each<[what: string, documentName: unknown, expected: string[]]>([
    ['the default one by its name alone', ['SSM-SessionManagerRunShell'], ['SSM-AUD-006 WARNING Rule EventPattern']],
    ['the default one, and sessions that name none', ['SSM-SessionManagerRunShell', { exists: false }], []],
    ['another one', ['Shells'], []],
    ['all but some', [{ 'anything-but': ['Shells'] }], []],
  ])('asks for documents: %s', (_, documentName, expected) => {
    expect(told(audited(pattern(documents(documentName))))).toEqual(expected);
  });

  test.each([['DISABLED', ['SSM-AUD-006 WARNING Rule State']], ['ENABLED', []], ['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', []]])('the state of a rule: %s', (State, expected) => {
    expect(told(audited(having('Rule', { State })))).toEqual(expected);
  });
});

describe('the way of EventBridge into a log group', () => {
  const GROUP = 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/events/sessions';
  const WRITE = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  const write = (Condition?: object, service: string | string[] = 'events.amazonaws.com', actions = WRITE, group = `${GROUP}:*`) => lets(service, actions, group, Condition);
  const logPolicy = (...statements: object[]) => having('EventLogPolicy', { PolicyDocument: sub(JSON.stringify(policy(...statements))) });
  const MISSING = ['SSM-AUD-007 WARNING Rule Targets/1'];

  test.each<[what: string, resources: Resources, expected: string[]]>([
    ['is open to EventBridge', logPolicy(write()), []],
    ['is open to the service that delivers logs', logPolicy(write(undefined, 'delivery.logs.amazonaws.com')), []],
    ['is open for this account', logPolicy(write({ StringEquals: { 'aws:SourceAccount': '${AWS::AccountId}' } })), []],
    ['is open for this rule', logPolicy(write({ ArnEquals: { 'aws:SourceArn': '${Rule.Arn}' } })), []],
    ['is open to each action in a policy of its own', {
      ...logPolicy(write(undefined, undefined, [WRITE[0]])), Second: { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyName: 'second', PolicyDocument: sub(JSON.stringify(policy(write(undefined, undefined, [WRITE[1]])))) } },
    }, []],
    ['is open by a policy of the log group', {
      ...logPolicy(write(undefined, 'route53.amazonaws.com')), EventLog: { ...AUDITED.EventLog, Properties: { ...AUDITED.EventLog.Properties, ResourcePolicyDocument: policy({ ...write(), Resource: '*' }) } },
    }, []],
    ['is open to streams alone', logPolicy(write(undefined, undefined, [WRITE[0]])), MISSING],
    ['is open to another service', logPolicy(write(undefined, 'route53.amazonaws.com')), MISSING],
    ['is open for another account', logPolicy(write({ StringEquals: { 'aws:SourceAccount': '999988887777' } })), MISSING],
    ['is open into another log group', logPolicy(write(undefined, undefined, WRITE, `${GROUP}-old:*`)), MISSING],
    ['is open to the group and not to its streams', logPolicy(write(undefined, undefined, WRITE, GROUP)), MISSING],
    ['is denied', logPolicy(write(), { ...write(), Effect: 'Deny', Principal: '*', Action: 'logs:*' }), ['SSM-AUD-007 BLOCKED EventLogPolicy PolicyDocument']],
  ])('%s', (_, resources, expected) => {
    expect(told(audited(resources))).toEqual(expected);
  });

  test('is said with what is lacking and who loses by it', () => {
    expect(messages(without('EventLogPolicy'))).toEqual([
      'No resource policy in sight lets EventBridge call logs:CreateLogStream and logs:PutLogEvents on the log group /aws/events/sessions: unless the account has one, what Rule records is lost',
    ]);
    expect(told(audited(logPolicy(write(), { ...write(), Sid: 'Closed', Effect: 'Deny' })))).toEqual(MISSING);
    expect(told(audited(logPolicy(write(undefined, ['events.amazonaws.com', 'delivery.logs.amazonaws.com']), { ...write(), Sid: 'Closed', Effect: 'Deny' })))).toEqual([]);
    expect(messages(audited(logPolicy({ ...write(undefined, ['events.amazonaws.com', 'delivery.logs.amazonaws.com']), Sid: 'Closed', Effect: 'Deny' })))).toEqual([
      'The statement Closed of EventLogPolicy denies EventBridge logs:CreateLogStream on the log group /aws/events/sessions: what Rule records is lost',
    ]);
  });

  test.each<[what: string, resources: Resources]>([
    ['a stack that cannot be seen', { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://elsewhere/template.json' } } }],
    ['a custom resource', { Custom: { Type: 'Custom::LogPolicy', Properties: { ServiceToken: 'arn' } } }],
    ['a policy that perhaps is there', { EventLogPolicy: { ...AUDITED.EventLogPolicy, Condition: 'Prod' } }],
  ])('may be opened by %s', (_, resources) => {
    const sections = { Parameters: { Stage: { Type: 'String' } }, Conditions: { Prod: { 'Fn::Equals': [ref('Stage'), 'prod'] } } };
    expect(told({ ...sections, Resources: { ...without('EventLogPolicy').Resources, ...resources } })).toEqual([]);
  });

  test('is opened by the custom resource of CDK\'s own target', () => {
    const call = (group: string) => ({
      'Fn::Join': ['', [
        '{"service":"CloudWatchLogs","action":"putResourcePolicy","parameters":{"policyName":"Events","policyDocument":"{\\"Statement\\":[{\\"Action\\":[\\"logs:PutLogEvents\\",\\"logs:CreateLogStream\\"],\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"Service\\":\\"events.amazonaws.com\\"},\\"Resource\\":\\"',
        att(group, 'Arn'), '\\"}],\\"Version\\":\\"2012-10-17\\"}"},"physicalResourceId":{"id":"Events"}}',
      ]],
    });
    const by = (group: string) => ({ Resources: { ...without('EventLogPolicy').Resources, Custom: { Type: 'Custom::CloudwatchLogResourcePolicy', Properties: { ServiceToken: 'arn', Create: call(group) } } } });
    expect(told(by('EventLog'))).toEqual([]);
    expect(told(by('Group'))).toEqual(MISSING);
  });

  test('takes no role', () => {
    const Targets = [{ Id: 'Log', Arn: att('EventLog', 'Arn'), RoleArn: 'arn:aws:iam::111122223333:role/events' }];
    expect(told(audited(having('Rule', { Targets })))).toEqual(['SSM-AUD-007 BLOCKED Rule Targets/0']);
  });

  test('is not looked at for rules of others', () => {
    expect(told({ Resources: { ...without('EventLogPolicy').Resources, ...pattern({ source: ['aws.ec2'] }) } })).toEqual([]);
  });

  test('is for each log group by its ARN, whoever made it', () => {
    const [finding] = auditFindingsIn(audited(having('Rule', { Targets: [{ Id: 'Log', Arn: sub('arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:sessions') }] })));
    expect(finding).toMatchObject({ ruleId: 'SSM-AUD-007', severity: 'WARNING', message: expect.stringContaining('the log group sessions:') });
  });

  test('is ten policies at most', () => {
    const policies = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`Policy${index}`, AUDITED.EventLogPolicy]));
    expect(told(audited(policies(9)))).toEqual([]);
    expect(told(audited(policies(10)))).toEqual(['SSM-AUD-007 BLOCKED Policy9 PolicyDocument']);
    const ofGroups = Object.entries(policies(10)).map(([id]) => [`Group${id}`, { Type: 'AWS::Logs::LogGroup', Properties: { ResourcePolicyDocument: policy({ ...write(), Resource: '*' }) } }]);
    expect(told(audited(Object.fromEntries(ofGroups)))).toEqual([]);
    expect(told(audited({ ...policies(10), ...having('Rule', { Targets: [{ Id: 'Topic', Arn: ref('Topic') }] }) }))).toEqual([]);
  });

  test('is 5,120 characters at most', () => {
    const long = (length: number) => logPolicy(write(), { ...write(), Sid: 'x'.repeat(length) });
    expect(told(audited(long(4000)))).toEqual([]);
    expect(told(audited(long(5120)))).toEqual(['SSM-AUD-007 BLOCKED EventLogPolicy PolicyDocument']);
  });
});
