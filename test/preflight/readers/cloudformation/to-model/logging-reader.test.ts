import { a, att, ec2, known, MAYBE, modelWith, nodeOf, perhaps, reason, ref, SECRET } from './reading';
import { NODE_FACTS } from '../../../../../lib/core/node-facts';
import { Bucket } from '../../../../../lib/preflight/model/session/session-resources';
import { display, opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { readObject } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { modelOf } from '../../../../../lib/preflight/readers/cloudformation/to-model/model-of';

const CONTENT = { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { s3BucketName: 'logs' } };
const document = (properties: object = {}, others = {}) => a('AWS::SSM::Document', { DocumentType: 'Session', Content: CONTENT, ...properties }, others);
const node = (sessionDocument?: unknown) => ({ ...ec2('Instance', {}), ...sessionDocument === undefined ? {} : { Metadata: { [NODE_FACTS]: { sessionDocument } } } });
const inUse = (resources: object, sessionDocument?: unknown) => nodeOf(modelWith({ ...resources, Node: node(sessionDocument) })).document;
const nameInUse = (resources: object, sessionDocument?: unknown) => known(inUse(resources, sessionDocument))?.document.location.resource.name;

describe('the document in use', () => {
  const two = { One: document(), Two: document() };
  const theDefault = document({ Name: 'SSM-SessionManagerRunShell' });

  test.each<[string, object, unknown, string | undefined, string | undefined]>([
    ['what the node says', { ...two, Default: theDefault }, ref('Two'), 'Two', 'the node is made for it'],
    ['the default of the account', { ...two, Default: theDefault }, undefined, 'Default', 'it is the default of the account and region'],
    ['the preferences of the account', { ...two, Own: a('Custom::AccountSessionPreferences', { Content: JSON.stringify(CONTENT) }) }, undefined, 'Own', 'it is the default of the account and region'],
    ['the only one', { One: document() }, undefined, 'One', 'it is the only session document of the account and region in the assembly'],
    ['none', {}, undefined, undefined, undefined],
    ['none of another kind', { Command: document({ DocumentType: 'Command' }), Plain: a('AWS::SSM::Document', { Content: CONTENT }) }, undefined, undefined, undefined],
    ['none for ports or commands', Object.fromEntries(['Port', 'InteractiveCommands', 'NonInteractiveCommands'].map(sessionType => [sessionType, document({ Content: { ...CONTENT, sessionType } })])), undefined, undefined, undefined],
  ])('is %s', (_, resources, named, id, because) => {
    const used = known(inUse(resources, named));
    expect([used?.document.location.resource.name, used?.because]).toEqual([id, because]);
  });

  test.each<[string, object, unknown, string]>([
    ['is one of several', two, undefined, 'the assembly has 2 session documents, and nothing says which one sessions with this node use'],
    ['is not in the assembly', two, 'away', 'the session document away is not in the assembly'],
    ['is one of several of its name', { One: document({ Name: 'shell' }), Two: document({ Name: 'shell' }) }, 'shell', 'the assembly has 2 session documents shell, and nothing says which one is deployed with this node'],
    ['has an unknown name', two, SECRET, 'Secret'],
  ])('is unknown if it %s', (_, resources, named, why) => {
    expect(reason(inUse(resources, named))).toContain(why);
  });

  test('may have an unknown type, or may not exist', () => {
    expect(nameInUse({ One: document({ DocumentType: SECRET }) })).toBe('One');
    expect(reason(known(inUse({ One: document({}, MAYBE) }))!.document.inputs.value)).toContain('Secret');
    expect(nameInUse({ One: document({ Content: { ...CONTENT, sessionType: SECRET } }) })).toBe('One');
  });

  test('has content, also as a text', () => {
    const read = (content: unknown) => known(inUse({ One: document({ Content: content }) }))!.document;
    expect(read(CONTENT)).toMatchObject({ schemaVersion: { value: '1.0' }, sessionType: { value: 'Standard_Stream' }, inputs: { value: { s3BucketName: 'logs' } } });
    expect(read(JSON.stringify(CONTENT)).inputs).toMatchObject({ value: { s3BucketName: 'logs' }, location: { property: 'Properties/Content' } });
    expect(reason(read('schemaVersion: 1').inputs.value)).toBe('Content is a string that is not JSON');
    expect(reason(read({ 'Fn::Sub': '{ ${Secret}' }).inputs.value)).toContain('Secret');
    expect(reason(read(SECRET).schemaVersion.value)).toContain('Secret');
    expect(read({ schemaVersion: 1 })).toMatchObject({ schemaVersion: { value: '1' }, sessionType: { value: '' } });
    expect(reason(read({ schemaVersion: perhaps('1.0') }).schemaVersion.value)).toContain('Secret');
    expect(read({}).inputs.value).toEqual({});
  });

  test('of a template without an environment is that of its own deployment', () => {
    const anywhere = modelOf(readObject({ Resources: { One: document(), Node: node() } }));
    expect(known(nodeOf(anywhere).document)?.document.location.resource.name).toBe('One');
  });
});

describe('a bucket', () => {
  const bucketIn = (resources: object): Bucket => known(modelWith({ Logs: a('AWS::S3::Bucket', { BucketName: 'logs' }), ...resources }).bucket('logs'));
  const encrypted = (by: unknown) => bucketIn({
    Logs: a('AWS::S3::Bucket', { BucketName: 'logs', BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: by }] } }),
  });
  const policy = (bucket: unknown, others = {}) => a('AWS::S3::BucketPolicy', { Bucket: bucket, PolicyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] } }, others);

  test('is encrypted by S3 by default', () => {
    const it = bucketIn({});
    expect(it).toMatchObject({ name: 'logs', region: 'eu-west-1', encryption: { value: 'AES256' }, key: { value: undefined }, policies: [] });
    expect(it.encryption.location.property).toBe('Properties/BucketEncryption');
    expect(encrypted({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'key-1' })).toMatchObject({ encryption: { value: 'aws:kms' }, key: { value: 'key-1' } });
    expect(reason(encrypted(SECRET).encryption.value)).toContain('Secret');
    expect(reason(bucketIn({ Logs: a('AWS::S3::Bucket', { BucketName: 'logs', BucketEncryption: SECRET }) }).key.value)).toContain('Secret');
  });

  test('has the policies that name it, and those that might', () => {
    const its = bucketIn({ Policy: policy(ref('Logs')), Second: policy('logs'), Other: policy('other') }).policies;
    expect(its.map(({ name }) => name)).toEqual(['Policy', 'Second']);
    expect(its[0].location.property).toBe('Properties/PolicyDocument');
    expect(reason(bucketIn({ Policy: policy(ref('Logs'), MAYBE) }).policies[0].document)).toContain('Secret');
    const [stray] = bucketIn({ Policy: policy(SECRET) }).policies;
    expect(reason(known(known(stray.document).statements[0]).conditions)).toContain('what Bucket of Policy is');
  });

  test('may be unknown or missing', () => {
    expect(reason(modelWith({}).bucket('away'))).toBe('the bucket away is not in the assembly');
    expect(reason(modelWith({ Logs: a('AWS::S3::Bucket', { BucketName: 'logs' }, MAYBE) }).bucket('logs'))).toContain('Secret');
  });
});

describe('a log group', () => {
  const group = (properties: object = {}, others = {}) => modelWith({ Group: a('AWS::Logs::LogGroup', { LogGroupName: '/ssm', ...properties }, others) }).logGroup('/ssm');

  test('has an ARN and possibly a key', () => {
    expect(group()).toMatchObject({ name: '/ssm', arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/ssm', key: { value: undefined } });
    expect(known(group({ KmsKeyId: 'arn:key' })).key).toMatchObject({ value: 'arn:key', location: { property: 'Properties/KmsKeyId' } });
    expect(reason(known(group({ KmsKeyId: SECRET })).key.value)).toContain('Secret');
    expect(reason(group({}, MAYBE))).toContain('Secret');
    expect(reason(modelWith({}).logGroup('/away'))).toBe('the log group /away is not in the assembly');
  });
});

describe('a key', () => {
  const model = (resources: object) => modelWith({ Key: a('AWS::KMS::Key', { KeyPolicy: { Statement: [] } }), ...resources });
  const alias = (target: unknown, others = {}) => ({ Alias: a('AWS::KMS::Alias', { AliasName: 'alias/sessions', TargetKeyId: target }, others) });

  test('is found by id, ARN and alias', () => {
    const id = opaque('App.Key');
    const arn = `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
    expect(model({}).key(id)).toMatchObject({ id, arn, region: 'eu-west-1', account: '111122223333', policy: { value: { statements: [] }, location: { property: 'Properties/KeyPolicy' } } });
    const found = model(alias(ref('Key')));
    expect([arn, 'alias/sessions'].map(name => display(known(found.key(name)).id))).toEqual(['<App.Key>', '<App.Key>']);
    expect(known(model(alias(att('Key', 'Arn'))).key('alias/sessions')).id).toBe(id);
  });

  test.each<[string, object, string]>([
    ['out of sight', {}, 'the key alias/sessions is not in the assembly'],
    ['behind an alias of an unknown key', alias(SECRET), 'Secret'],
    ['behind an alias of a key out of sight', alias('key-1'), 'the key key-1 is not in the assembly'],
    ['behind an alias that may not be there', alias(ref('Key'), MAYBE), 'Secret'],
    ['behind an alias of itself', alias('alias/sessions'), 'the key alias/sessions is not in the assembly'],
    ['perhaps not there', { ...alias(ref('Key')), Key: a('AWS::KMS::Key', {}, MAYBE) }, 'Secret'],
  ])('is unknown if it is %s', (_, resources, why) => {
    expect(reason(model(resources).key('alias/sessions'))).toContain(why);
  });
});
