import { App } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { PortForwardingDocument, PortForwardingTarget, SessionLogging, SessionPreferences, SsmManagedInstance } from '../../lib';
import { ACCOUNT, errorOf, newStack } from '../fixtures';

const NODE = { instanceId: 'i-0123456789abcdef0' };

test.each([['eu-west-1', undefined], ['us-east-1', 'the session document Documents/It must be in the node\'s region eu-west-1, got us-east-1; make one in that region [Nodes/Node]']])(
  'a document of %s for a node of eu-west-1', (region, error) => {
    const app = new App();
    const documents = newStack(app, 'Documents', { env: { account: ACCOUNT, region } });
    const nodes = newStack(app, 'Nodes', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(nodes, 'Node', NODE);
    const document = new PortForwardingDocument(documents, 'It', { to: PortForwardingTarget.node(80) });
    expect(errorOf(() => document.grantStartSession(new iam.User(nodes, 'User'), node))).toBe(error);
  });

test('preferences of another region are an error as well', () => {
  const app = new App();
  const nodes = newStack(app, 'Nodes', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const preferences = SessionPreferences.fromSessionPreferencesAttributes(newStack(app), 'It', { documentName: 'shell', logging: SessionLogging.none() });
  const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(nodes, 'Node', { ...NODE, sessionPreferences: preferences });
  expect(errorOf(() => node.grantStartSession(new iam.User(nodes, 'User')))).toContain('must be in the node\'s region eu-west-1');
});
