import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { SessionDocumentInputs } from '../../../../lib/preflight/model/session/requirement';
import { sessionDocumentInputs, parameterIn } from '../../../../lib/preflight/model/session/session-document-inputs';
import { gap } from '../../../../lib/preflight/model/symbolic-text';
import { location } from '../../rules/working-context';

const at = location('Document', 'AWS::SSM::Document');
const WHY = new Unknown('because');
const OFF: SessionDocumentInputs = { bucket: undefined, prefix: '', bucketEncryption: false, logGroup: undefined, logGroupEncryption: false, streaming: false, key: undefined };

function read(inputs: Known<{ readonly [key: string]: unknown }>): Known<SessionDocumentInputs> {
  const setting = { value: '1.0', location: at };
  return sessionDocumentInputs({ name: 'document', location: at, schemaVersion: setting, sessionType: setting, inputs: { value: inputs, location: at } });
}

test('a document without inputs asks for nothing', () => {
  expect(read({})).toEqual(OFF);
  expect(read({ s3BucketName: '', s3KeyPrefix: '', cloudWatchLogGroupName: '', kmsKeyId: '' })).toEqual(OFF);
  expect(read(WHY)).toBe(WHY);
});

test('a document asks for what it names, with keys in any case', () => {
  expect(read({
    S3BUCKETNAME: 'logs',
    s3KeyPrefix: 'a/',
    s3EncryptionEnabled: true,
    cloudwatchloggroupname: '/ssm',
    cloudWatchEncryptionEnabled: 'T',
    cloudWatchStreamingEnabled: true,
    kmsKeyId: 'key',
  })).toEqual({ bucket: 'logs', prefix: 'a/', bucketEncryption: true, logGroup: '/ssm', logGroupEncryption: true, streaming: true, key: 'key' });
});

test.each<[unknown, boolean | Unknown]>([
  ['1', true], ['t', true], ['TRUE', true], ['True', true], ['true', true], ['tRUE', false], ['yes', false], ['false', false], [1, false], [false, false], [WHY, WHY],
  [gap('hole'), new Unknown('hole')],
])('the flag %p is %p', (value, flag) => {
  const answer = read({ s3EncryptionEnabled: value });
  expect(isKnown(answer) && answer.bucketEncryption).toEqual(flag);
});

test('a document parameter, an unknown value and a value that is not text are unknown', () => {
  const parameter = new Unknown('it is the document\'s parameter \'Bucket\', whose value is given when a session starts');
  expect(read({ s3BucketName: '{{ Bucket }}', s3KeyPrefix: 7, kmsKeyId: WHY, s3EncryptionEnabled: '{{Bucket}}' })).toEqual({ ...OFF, bucket: parameter, key: WHY, bucketEncryption: parameter });
  expect([parameterIn('plain'), parameterIn(7)]).toEqual([undefined, undefined]);
});
