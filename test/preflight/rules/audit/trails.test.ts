import { audited, having, lets, messages, policy, told, without } from './audited';
import { att, ref, sub } from '../../access/access-templates';
import { Resources } from '../../node-template';

const TRAILS = 'cloudtrail.amazonaws.com';
const SECOND = { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName: 'elsewhere' } };
const trail = (properties: object) => having('Trail', properties);
const fields = (...FieldSelectors: object[]) => trail({ AdvancedEventSelectors: [{ FieldSelectors }] });
const MANAGEMENT = { Field: 'eventCategory', Equals: ['Management'] };

describe('what a trail records', () => {
  test.each<[what: string, resources: Resources, expected: string[]]>([
    ['nothing, since it is off', trail({ IsLogging: false }), ['SSM-AUD-010 WARNING Trail IsLogging']],
    ['reads', trail({ EventSelectors: [{ ReadWriteType: 'ReadOnly' }] }), ['SSM-AUD-010 WARNING Trail EventSelectors']],
    ['data events', trail({ EventSelectors: [{ IncludeManagementEvents: false, DataResources: [] }] }), ['SSM-AUD-010 WARNING Trail EventSelectors']],
    ['writes', trail({ EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }), []],
    ['everything, since nothing is selected', trail({ EventSelectors: [] }), []],
    ['reads, and by another selector writes', trail({ EventSelectors: [{ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }] }), []],
    ['management events, by fields', fields(MANAGEMENT), []],
    ['management events that write, by fields', fields(MANAGEMENT, { Field: 'readOnly', Equals: ['false'] }), []],
    ['management events that read, by fields', fields(MANAGEMENT, { Field: 'readOnly', Equals: ['true'] }), ['SSM-AUD-010 WARNING Trail AdvancedEventSelectors']],
    ['data events, by fields', fields({ Field: 'eventCategory', Equals: ['Data'] }), ['SSM-AUD-010 WARNING Trail AdvancedEventSelectors']],
    ['what is not looked at', fields(MANAGEMENT, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }), []],
    ['nothing, beside a trail that records', { ...trail({ IsLogging: false }), SECOND }, []],
    ['nothing, beside a trail that records nothing', { ...trail({ IsLogging: false }), SECOND: { ...SECOND, Properties: { ...SECOND.Properties, IsLogging: false } } }, ['SSM-AUD-010 WARNING Trail IsLogging', 'SSM-AUD-010 WARNING SECOND IsLogging']],
  ])('is %s', (_, resources, expected) => {
    expect(told(audited(resources))).toEqual(expected);
  });

  test('is not asked for where no rule is on sessions, and not told of where no trail is in sight', () => {
    expect(told({ Resources: { ...without('Rule').Resources, ...trail({ IsLogging: false }) } })).toEqual([]);
    expect(told(without('Trail'))).toEqual([]);
  });
});

describe('the bucket of a trail', () => {
  const AT = ['SSM-AUD-011 BLOCKED TrailBucketPolicy PolicyDocument'];
  const FILES = sub('${TrailBucket.Arn}/AWSLogs/${AWS::AccountId}/*');
  const OWNER = { 's3:x-amz-acl': 'bucket-owner-full-control' };
  const check = lets(TRAILS, 's3:GetBucketAcl', att('TrailBucket', 'Arn'));
  const put = (Condition: object = { StringEquals: OWNER }, Resource: unknown = FILES) => lets(TRAILS, 's3:PutObject', Resource, Condition);
  const bucketPolicy = (...statements: object[]) => having('TrailBucketPolicy', { PolicyDocument: policy(...statements) });

  test.each<[what: string, resources: Resources, expected: string[]]>([
    ['lets CloudTrail look and write', bucketPolicy(check, put()), []],
    ['lets it write anywhere', bucketPolicy(check, put(undefined, sub('${TrailBucket.Arn}/*'))), []],
    ['lets it write for this account', bucketPolicy(check, put({ StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } })), []],
    ['does not let it look', bucketPolicy(put()), AT],
    ['does not let it write', bucketPolicy(check), AT],
    ['lets it write for another trail', bucketPolicy(check, put({ StringEquals: { ...OWNER, 'aws:SourceArn': sub('arn:aws:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/other') } })), AT],
    ['lets it write with another ACL', bucketPolicy(check, put({ StringEquals: { 's3:x-amz-acl': 'private' } })), AT],
    ['lets it write below the files of another account', bucketPolicy(check, put(undefined, sub('${TrailBucket.Arn}/AWSLogs/999988887777/*'))), AT],
    ['lets it write below no prefix, and the trail has one', { ...bucketPolicy(check, put()), ...trail({ S3KeyPrefix: 'trails' }) }, AT],
    ['lets it write below the prefix', { ...bucketPolicy(check, put(undefined, sub('${TrailBucket.Arn}/trails/AWSLogs/*'))), ...trail({ S3KeyPrefix: 'trails' }) }, []],
    ['lets it write below an organization', { ...bucketPolicy(check, put(undefined, sub('${TrailBucket.Arn}/AWSLogs/o-1234567890/*'))), ...trail({ IsOrganizationTrail: true }) }, []],
    ['denies it everything', bucketPolicy(check, put(), { ...put(), Effect: 'Deny', Action: 's3:*', Resource: '*' }), AT],
    ['denies what is not encrypted on its way', bucketPolicy(check, put(), { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }), []],
    ['is in no template', { ...trail({ S3BucketName: 'elsewhere' }), ...bucketPolicy() }, []],
  ])('%s', (_, resources, expected) => {
    expect(told(audited(resources))).toEqual(expected);
  });

  test('may write out the account of a stack that runs in any', () => {
    const literal = bucketPolicy(check, put(undefined, sub('${TrailBucket.Arn}/AWSLogs/111122223333/*')));
    expect(told(audited(literal), { account: undefined })).toEqual([]);
    expect(told(audited(bucketPolicy(check)), { account: undefined })).toEqual(AT);
  });

  test('has a policy', () => {
    expect(messages(without('TrailBucketPolicy'))).toEqual(['The policy of TrailBucket does not let cloudtrail.amazonaws.com s3:GetBucketAcl and s3:PutObject: CloudTrail refuses Trail']);
    const custom = { Custom: { Type: 'Custom::BucketPolicy', Properties: { ServiceToken: 'arn', Bucket: ref('TrailBucket') } } };
    expect(told({ Resources: { ...without('TrailBucketPolicy').Resources, ...custom } })).toEqual([]);
    expect(told(without('TrailBucketPolicy', 'Rule'))).toEqual([]);
  });
});

describe('the key of a trail', () => {
  const AT = ['SSM-AUD-012 BLOCKED TrailKey KeyPolicy'];
  const use = (Condition?: object, action = 'kms:GenerateDataKey*') => lets(TRAILS, action, '*', Condition);
  const context = (arn: unknown) => ({ StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': arn } });
  const key = (...statements: object[]) => having('TrailKey', { KeyPolicy: policy(...statements) });

  test.each<[what: string, resources: Resources, expected: string[]]>([
    ['lets CloudTrail encrypt', key(use()), []],
    ['lets it encrypt for trails of the account', key(use(context(sub('arn:aws:cloudtrail:*:${AWS::AccountId}:trail/*')))), []],
    ['lets it encrypt for this trail', key(use({ StringEquals: { 'aws:SourceArn': att('Trail', 'Arn') } })), []],
    ['lets nobody in', key(), AT],
    ['lets it decrypt', key(use(undefined, 'kms:Decrypt')), AT],
    ['lets it encrypt for trails of another account', key(use(context('arn:aws:cloudtrail:*:999988887777:trail/*'))), AT],
    ['denies it', key(use(), { ...use(), Effect: 'Deny' }), AT],
    ['is in no template', { ...trail({ KMSKeyId: 'alias/elsewhere' }), ...key() }, []],
    ['is none', { ...trail({ KMSKeyId: undefined }), ...key() }, []],
  ])('%s', (_, resources, expected) => {
    expect(told(audited(resources))).toEqual(expected);
  });

  test('is said with what is refused', () => {
    expect(messages(audited(key()))).toEqual(['The policy of TrailKey does not let cloudtrail.amazonaws.com use kms:GenerateDataKey: CloudTrail refuses Trail']);
  });
});
