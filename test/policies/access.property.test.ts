import { App, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as fc from 'fast-check';
import { Statement, isAllowedBy } from './evaluate';
import { SessionAccessPolicy, SessionLogging, SessionPreferences, SessionTarget, SsmManagedInstance } from '../../lib';
import { ACCOUNT, newStack } from '../fixtures';

interface Node {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A target as somebody would say it, apart from how the library writes it. */
interface Said {
  readonly make: (stack: Stack) => SessionTarget;
  readonly means: (node: Node) => boolean;
}

const GROUP_TAG = 'aws:autoscaling:groupName';
const inEc2 = ({ id }: Node) => id.startsWith('i-');

// Few names, so that targets often overlap and nodes often match.
const instanceId = fc.constantFrom('i-00000000000000001', 'i-00000000000000002', 'mi-00000000000000001', 'mi-00000000000000002');
const tags = fc.dictionary(fc.constantFrom('env', 'team', 'tier'), fc.constantFrom('a', 'b', ''), { maxKeys: 3 });
const group = fc.constantFrom('web', 'batch');

const said: fc.Arbitrary<Said> = fc.oneof(
  instanceId.map((id): Said => ({
    make: stack => SessionTarget.node(node(stack, id)),
    means: ({ id: other }) => other === id,
  })),
  tags.filter(wanted => Object.keys(wanted).length > 0).map((wanted): Said => ({
    make: () => SessionTarget.taggedAll(wanted),
    means: ({ tags: got }) => Object.entries(wanted).every(([key, value]) => got[key] === value),
  })),
  group.map((name): Said => ({
    make: stack => SessionTarget.fleet(fleet(stack, name)),
    means: each => inEc2(each) && each.tags[GROUP_TAG] === name,
  })),
  fc.constant<Said>({ make: () => SessionTarget.managedNodes(), means: each => !inEc2(each) }),
);

const anyNode: fc.Arbitrary<Node> = fc.record({ id: instanceId, tags, group: fc.option(group) }).map(({ id, tags: own, group: name }) => ({
  id, tags: { ...own, ...name !== null && id.startsWith('i-') ? { [GROUP_TAG]: name } : {} },
}));

/** The same construct for the same name. */
function once<T>(stack: Stack, id: string, make: () => T): T {
  return stack.node.tryFindChild(id) as T | undefined ?? make();
}

const node = (stack: Stack, id: string) => once(stack, id, () =>
  SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, id, { instanceId: id, platform: ec2.OperatingSystemType.WINDOWS }));
const fleet = (stack: Stack, name: string) => once(stack, name, () => autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, name, name));

function statementsOf(targets: Said[], minimize: boolean, names: string[], remoteDesktop = false): Statement[] {
  const stack = newStack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true, '@aws-cdk/aws-iam:minimizePolicies': minimize } }));
  const documents = names.map(documentName =>
    SessionPreferences.fromSessionPreferencesAttributes(stack, documentName, { documentName, logging: SessionLogging.none() }));
  const policy = new SessionAccessPolicy(stack, 'It', { targets: targets.map(({ make }) => make(stack)), documents, remoteDesktop, console: true });
  return stack.resolve(policy.document).Statement;
}

const mayStart = (statements: Statement[], resource: string, context: Record<string, string> = {}) =>
  isAllowedBy(statements, { principal: `arn:aws:iam::${ACCOUNT}:user/alice`, action: 'ssm:StartSession', resource, context });
const arnOf = (each: Node) => `arn:aws:${inEc2(each) ? 'ec2' : 'ssm'}:us-east-1:${ACCOUNT}:${inEc2(each) ? 'instance' : 'managed-instance'}/${each.id}`;
const tagsOf = ({ tags: got }: Node) => Object.fromEntries(Object.entries(got).map(([key, value]) => [`ssm:resourceTag/${key}`, value]));

const DEFAULT = 'SSM-SessionManagerRunShell';
const DOCUMENTS = ['first-shell', 'second-shell', DEFAULT];
const someTargets = fc.array(said, { minLength: 1, maxLength: 6 });
const documentNames = fc.uniqueArray(fc.constantFrom(...DOCUMENTS), { minLength: 1 });

test('a policy reaches the nodes that one of its targets means, and no other', () => {
  fc.assert(fc.property(someTargets, fc.array(anyNode, { minLength: 1 }), fc.boolean(), documentNames, (targets, nodes, minimize, names) => {
    const statements = statementsOf(targets, minimize, names);

    for (const each of nodes) {
      const isMeant = targets.some(({ means }) => means(each));
      const context = tagsOf(each);
      expect([each, mayStart(statements, arnOf(each), context)]).toEqual([each, isMeant]);
      // A session that names no document is one with the account's default document.
      expect(mayStart(statements, arnOf(each), { ...context, 'ssm:SessionDocumentAccessCheck': 'false' })).toBe(isMeant && names.includes(DEFAULT));
    }
  }), { numRuns: 150, seed: 13 });
});

test('a policy reaches the documents that it names, whatever its targets, and no other', () => {
  fc.assert(fc.property(someTargets, fc.boolean(), documentNames, tags, (targets, minimize, names, own) => {
    const statements = statementsOf(targets, minimize, names);
    const context = tagsOf({ id: '', tags: { ...own, [GROUP_TAG]: 'web' } });

    for (const name of DOCUMENTS) {
      const resource = `arn:aws:ssm:us-east-1:${ACCOUNT}:document/${name}`;
      const isNamed = names.includes(name);
      expect([name, mayStart(statements, resource), mayStart(statements, resource, context)]).toEqual([name, isNamed, isNamed]);
    }
  }), { numRuns: 60, seed: 13 });
});

test('Remote Desktop reaches the nodes that one of the targets means through its service only, and adds nothing to what the person may start', () => {
  const SERVICE = { 'aws:CalledViaFirst': 'ssm-guiconnect.amazonaws.com' };
  const TUNNEL = 'arn:aws:ssm:us-east-1::document/AWS-StartPortForwardingSession';
  const someNames = fc.uniqueArray(fc.constantFrom(...DOCUMENTS), { minLength: 0 });
  fc.assert(fc.property(someTargets, fc.array(anyNode, { minLength: 1 }), fc.boolean(), someNames, (targets, nodes, minimize, names) => {
    const statements = statementsOf(targets, minimize, names, true);

    expect([mayStart(statements, TUNNEL, SERVICE), mayStart(statements, TUNNEL)]).toEqual([true, false]);
    for (const each of nodes) {
      const isMeant = targets.some(({ means }) => means(each));
      expect([each, mayStart(statements, arnOf(each), { ...tagsOf(each), ...SERVICE })]).toEqual([each, isMeant]);
      expect(mayStart(statements, arnOf(each), tagsOf(each))).toBe(isMeant && names.length > 0);
    }
  }), { numRuns: 100, seed: 13 });
});
