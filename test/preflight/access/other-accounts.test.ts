import { Environment, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Preflight, PreflightDocumentAccess } from '../../../lib';
import { PublicNode, quietApp } from '../apps';

const HERE = { account: '111122223333', region: 'eu-west-1' };

/** What somebody of another stack can, who has this or nothing, with a node in an account that is written out. */
function accessFrom(env: Environment | undefined, isGranted: boolean): PreflightDocumentAccess {
  const app = quietApp();
  new PublicNode(app, 'Nodes', { env: HERE });
  const people = new Stack(app, 'People', { env });
  const role = new iam.Role(people, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
  const anyOf = (service: string, resource: string) => people.formatArn({ service, resource, resourceName: '*' });
  if (isGranted) {
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ssm:StartSession'], resources: [anyOf('ec2', 'instance'), anyOf('ssm', 'document')] }));
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ssmmessages:OpenDataChannel'], resources: ['*'] }));
  }
  return Preflight.ofApp(app).access('People/Person', 'Nodes/Node', 'SSM-SessionManagerRunShell').documents[0];
}

test.each<[string, Environment | undefined, boolean, string, string]>([
  ['the same account', HERE, false, 'NO', 'no policy allows ssm:StartSession on the node'],
  ['another account', { ...HERE, account: '444455556666' }, true, 'NO', 'Systems Manager lets in nobody of another account'],
  ['another account, and nothing is granted', { ...HERE, account: '444455556666' }, false, 'NO', 'Systems Manager lets in nobody of another account'],
  ['nobody knows which account', undefined, true, 'UNKNOWN', 'whether it is in the account of the node cannot be seen'],
  ['nobody knows which account, and nothing is granted in any', undefined, false, 'NO', 'no policy allows ssm:StartSession on the node'],
])('%s', (_, env, isGranted, verdict, because) => {
  expect(accessFrom(env, isGranted)).toMatchObject({ verdict, because: expect.stringContaining(because) });
});
