import { Unknown } from '../../../../lib/preflight/model/known';
import { SessionDocumentInputs } from '../../../../lib/preflight/model/session/requirement';
import { requirementsOf, SESSION_CAPABILITIES, upload } from '../../../../lib/preflight/model/session/requirements';
import { display, gapIn } from '../../../../lib/preflight/model/symbolic-text';
import { ENVIRONMENT } from '../../rules/working-context';

const WHY = new Unknown('because');
const OFF: SessionDocumentInputs = { bucket: undefined, prefix: '', bucketEncryption: false, logGroup: undefined, logGroupEncryption: false, streaming: false, key: undefined };
const requirements = (asked: Partial<SessionDocumentInputs>, oldAgent = false) => requirementsOf(ENVIRONMENT, { ...OFF, ...asked }, { oldAgent });
const calls = (asked: Partial<SessionDocumentInputs>, service: 's3' | 'logs' | 'kms') => requirements(asked).filter(requirement => requirement.service === service)
  .flatMap(requirement => requirement.calls).map(({ action, resource }) => `${action} ${display(resource)}`);

test('every node needs ssm and ssmmessages, and S3 for updates', () => {
  for (const document of [undefined, WHY, OFF]) {
    const reported = requirementsOf(ENVIRONMENT, document, { oldAgent: false });
    expect(reported.map(({ service, capabilities, anonymous }) => [service, capabilities, anonymous])).toEqual([
      ['ssm', SESSION_CAPABILITIES, undefined], ['ssmmessages', SESSION_CAPABILITIES, undefined], ['s3', ['AGENT_UPDATE'], true],
    ]);
  }
  expect(requirements({}, true).map(({ service }) => service)).toContain('ec2messages');
});

test('a bucket needs uploads, and a check of its encryption if the document may ask for it', () => {
  const put = (path: string) => `s3:PutObject arn:aws:s3:::logs/${path}<session>.log`;
  const agent = 's3:GetObject arn:aws:s3:::amazon-ssm-eu-west-1/latest/VERSION';
  expect(calls({ bucket: 'logs' }, 's3')).toEqual([agent, put('')]);
  expect(calls({ bucket: 'logs', prefix: 'a//' }, 's3')).toEqual([agent, put('a/')]);
  for (const bucketEncryption of [true, WHY]) {
    expect(calls({ bucket: 'logs', bucketEncryption }, 's3')).toContain('s3:GetEncryptionConfiguration arn:aws:s3:::logs');
  }
  expect(calls({ bucket: WHY }, 's3')).toEqual([agent]);
});

test('an unknown prefix is a gap, not an empty prefix', () => {
  const call = requirements({ bucket: 'logs', prefix: WHY }).filter(({ service }) => service === 's3').at(-1)!.calls[0];
  expect(gapIn(call.resource)?.reason).toBe('because');
  expect(upload(ENVIRONMENT, 'logs', '').context?.get('s3:x-amz-acl')).toBe('bucket-owner-full-control');
});

test('a log group and a key need their services', () => {
  const group = 'arn:aws:logs:eu-west-1:111122223333:log-group:/ssm:log-stream:';
  expect(calls({ logGroup: '/ssm' }, 'logs').slice(1)).toEqual([`logs:CreateLogStream ${group}<session>`, `logs:DescribeLogStreams ${group}`, `logs:PutLogEvents ${group}<session>`]);
  expect(calls({ logGroup: '/ssm' }, 'logs')[0]).toContain('logs:DescribeLogGroups ');
  expect(calls({ key: 'arn:key' }, 'kms')).toEqual(['kms:Decrypt arn:key']);
  expect([...calls({ logGroup: WHY }, 'logs'), ...calls({ key: WHY }, 'kms')]).toEqual([]);
});
