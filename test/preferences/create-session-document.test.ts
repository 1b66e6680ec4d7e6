import { App, Aws, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { PortForwardingDocument, PortForwardingTarget } from '../../lib';
import { checkDocumentName, createSessionDocument } from '../../lib/preferences/create-session-document';
import { SessionDocumentContent } from '../../lib/preferences/session-document-content';
import { ACCOUNT, REGION, errorOf, newStack, propertiesOf, ref } from '../fixtures';

const CONTENT: SessionDocumentContent = { schemaVersion: '1.0', description: 'Commands', sessionType: 'InteractiveCommands' };
const TYPE = 'AWS::SSM::Document';

const create = (content: SessionDocumentContent, name?: string, stack = newStack()): [Stack, string] =>
  [stack, createSessionDocument(stack, content, name)];
const contentOf = (stack: Stack) => propertiesOf(stack, TYPE)[0].Content;

test('A session document is text, and a change creates a new version', () => {
  const [stack] = create(CONTENT, 'production-shell');

  expect(propertiesOf(stack, TYPE)).toEqual([{
    Content: '{"schemaVersion":"1.0","description":"Commands","sessionType":"InteractiveCommands"}',
    DocumentFormat: 'JSON',
    DocumentType: 'Session',
    Name: 'production-shell',
    UpdateMethod: 'NewVersion',
  }]);
});

describe('A second document with the same name', () => {
  const TAKEN = /^documentName shell is that of .*Second.* too, and an account has one document of a name in a region; choose another name for one of the two/;
  const shell = (stack: Stack, id: string, documentName = 'shell') =>
    new PortForwardingDocument(stack, id, { documentName, to: PortForwardingTarget.node(5432) });
  const errorsOf = (construct: PortForwardingDocument) => construct.node.validate();

  test('is an error in the same stack', () => {
    const stack = newStack();
    const first = shell(stack, 'First');
    shell(stack, 'Second');
    expect(errorsOf(first)).toEqual([expect.stringMatching(TAKEN)]);
  });

  test.each([
    ['of the same account and region', true, { account: ACCOUNT, region: REGION }],
    ['of another region', false, { account: ACCOUNT, region: 'eu-west-1' }],
    ['of another account', false, { account: '999999999999', region: REGION }],
  ])('in a stack %s is an error: %s', (_name, isError, env) => {
    const app = new App();
    const first = shell(newStack(app), 'First');
    shell(newStack(app, 'Other', { env }), 'Second');
    expect(errorsOf(first)).toEqual(isError ? [expect.stringMatching(TAKEN)] : []);
  });

  test('is an error in two stacks without an environment, and not in two stages without one', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map(id => new Stage(app, id));
    const first = shell(new Stack(one, 'A'), 'First');
    shell(new Stack(two, 'A'), 'Second');
    expect(errorsOf(first)).toEqual([]);
    shell(new Stack(one, 'B'), 'Second');
    expect(errorsOf(first)).toEqual([expect.stringMatching(TAKEN)]);
  });

  test('with another name is none', () => {
    const stack = newStack();
    const first = shell(stack, 'First');
    shell(stack, 'Second', 'other');
    expect(errorsOf(first)).toEqual([]);
  });
});

test('The name is a reference, so that a user of the document depends on it', () => {
  const [stack, name] = create(CONTENT, 'production-shell');

  expect(stack.resolve(name)).toEqual({ Ref: Object.keys(Template.fromStack(stack).findResources(TYPE))[0] });
});

test('Booleans stay booleans, numbers in text stay text, and characters are escaped', () => {
  const properties = { flag: true, off: false, text: 'true', port: '5432', quotes: '"\\\n' };
  const [stack] = create({ ...CONTENT, properties });

  expect(JSON.parse(contentOf(stack)).properties).toEqual(properties);
});

test('References stay references in the text', () => {
  const stack = newStack();
  const bucket = new s3.Bucket(stack, 'Bucket');
  create({ ...CONTENT, properties: { bucket: bucket.bucketName, region: Aws.REGION, joined: `a-${Aws.PARTITION}` } }, undefined, stack);

  expect(contentOf(stack)).toEqual({
    'Fn::Join': ['', [
      '{"schemaVersion":"1.0","description":"Commands","sessionType":"InteractiveCommands","properties":{"bucket":"', ref(bucket), '","region":"', { Ref: 'AWS::Region' },
      '","joined":"a-', { Ref: 'AWS::Partition' }, '"}}',
    ]],
  });
});

test.each(['abc', 'A.b_c-9', '...', 'a'.repeat(128), 'xaws', Aws.STACK_NAME, undefined])('The name %s is accepted', name => {
  expect(errorOf(() => checkDocumentName(newStack(), name))).toBeUndefined();
});

test.each(['', 'ab', 'a'.repeat(129), 'a:b', 'a/b', 'abc ', 'abc\n', 'äöü', 'aws', 'AWSdoc', 'amazon-x', 'AMZN_x'])('The name %j is refused', name => {
  expect(errorOf(() => checkDocumentName(newStack(), name))).toBe(
    `documentName must be 3-128 of the characters A-Z a-z 0-9 _ - . and not begin with aws, amazon or amzn, got '${name}'; use a name such as 'production-shell' [Stack]`);
});

test('The name of the account\'s document is refused for each kind of document', () => {
  expect(errorOf(() => new PortForwardingDocument(newStack(), 'Tunnel', { to: PortForwardingTarget.node(80), documentName: 'SSM-SessionManagerRunShell' }))).toMatch(
    /^documentName must not be the account's own, got 'SSM-SessionManagerRunShell'/);
});
