import { findingsIn, findingsOf, LOGS, loggedNode, said } from './findings-in';
import { allow, ANY_INSTANCE, CHANNEL, documentArn, inline, ref, role, shell, SHELL, Statement, START, taggedNode, THE_NODE } from '../../access/access-templates';
import { Resources, withResources } from '../../node-template';

const RULE = 'SSM-ACC-001';
const KEY = allow('kms:GenerateDataKey', '*');
const start = (...documents: unknown[]) => [allow(START, [ANY_INSTANCE, ...documents]), CHANNEL, KEY];
const ofAws = (name: string) => `arn:aws:ssm:eu-west-1::document/${name}`;
const by = (names: string, node = 'Node') => `may open sessions with ${node} that leave no transcript, by ${names}, where those by Shell are logged`;
const ANY_OTHER = by('any document of the account');
const GUARDRAIL: Statement = { Effect: 'Deny', Action: START, NotResource: [SHELL, ANY_INSTANCE] };

const session = (content: object) => ({ Type: 'AWS::SSM::Document', Properties: { DocumentType: 'Session', Content: { schemaVersion: '1.0', inputs: {}, ...content } } });
const tunnel = (properties?: object) => ({ Other: session({ sessionType: 'Port', properties }) });
const OTHER = documentArn('${Other}');

test.each<[what: string, statements: Statement[], expected: string[], resources?: Resources]>([
  ['the document of the node', start(SHELL), []],
  ['AWS\'s tunnel', start(SHELL, ofAws('AWS-StartPortForwardingSession')), [by('AWS-StartPortForwardingSession')]],
  ['SSH', start(SHELL, ofAws('AWS-StartSSHSession')), [by('AWS-StartSSHSession')]],
  ['AWS\'s document for commands', start(ofAws('AWS-StartInteractiveCommand')), [by('AWS-StartInteractiveCommand')]],
  ['AWS\'s documents', start(ofAws('AWS-Start*')), [by('AWS-StartInteractiveCommand, AWS-StartNonInteractiveCommand, AWS-StartPortForwardingSession and 3 more')]],
  ['AWS\'s documents, which a guardrail denies', [...start(ofAws('AWS-Start*')), GUARDRAIL], []],
  ['every document, which a guardrail denies', [...start('*'), GUARDRAIL], []],
  ['every document of the account', start(documentArn('*')), [ANY_OTHER]],
  ['every document of the account with a tag', [allow(START, documentArn('*'), { StringEquals: { 'ssm:resourceTag/logged': 'yes' } }), ...start(SHELL)], []],
  ['a shell that logs nothing', start(SHELL, OTHER), [by('<Template.Other>')], { Other: shell() }],
  ['a shell that logs elsewhere', start(SHELL, OTHER), [], { Other: shell({}, { cloudWatchLogGroupName: 'elsewhere' }) }],
  ['a shell whose logs are a parameter', start(SHELL, OTHER), [], { Other: shell({}, { cloudWatchLogGroupName: '{{ group }}' }) }],
  ['commands that are not logged', start(OTHER), [by('<Template.Other>')], { Other: session({ sessionType: 'InteractiveCommands' }) }],
  ['a tunnel to one port', start(OTHER), [], tunnel({ portNumber: '5432' })],
  ['a tunnel to any port', start(OTHER), [by('<Template.Other>')], tunnel({ portNumber: '{{ portNumber }}' })],
  ['a tunnel that names no port', start(OTHER), [by('<Template.Other>')], tunnel()],
  ['a tunnel to one port of any host', start(OTHER), [by('<Template.Other>')], tunnel({ portNumber: '5432', host: '{{ host }}' })],
  ['SSH with a second factor', [...start(SHELL), allow(START, ofAws('AWS-StartSSHSession'), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })], [by('AWS-StartSSHSession')]],
  ['SSH for a tag of the person, which nobody knows', [...start(SHELL), allow(START, ofAws('AWS-StartSSHSession'), { StringEquals: { 'aws:PrincipalTag/ssh': 'yes' } })], []],
  ['SSH with nodes of another tag', [allow(START, ANY_INSTANCE, { StringEquals: { 'ssm:resourceTag/env': 'dev' } }), allow(START, ofAws('AWS-StartSSHSession')), CHANNEL], []],
  ['SSH with nodes of this tag', [allow(START, ANY_INSTANCE, { StringEquals: { 'ssm:resourceTag/env': 'dev' } }), allow(START, ofAws('AWS-StartSSHSession')), CHANNEL], [by('AWS-StartSSHSession')], { Node: taggedNode([{ Key: 'env', Value: 'dev' }]) }],
  ['SSH without a node', [allow(START, ofAws('AWS-StartSSHSession')), CHANNEL], []],
])('%s', (_, statements, expected, resources = {}) => {
  expect(said(findingsOf(statements, resources), RULE)).toEqual(expected);
});

test('points at the statement that grants the document, not at that of the node', () => {
  const [finding] = findingsOf([allow(START, [THE_NODE, SHELL]), KEY, CHANNEL, { Sid: 'Tunnels', ...allow(START, ofAws('AWS-StartSSHSession')) }]);
  expect([finding.ruleId, finding.statement]).toEqual([RULE, 'Tunnels']);
});

test('says nothing of a node whose preferences log nothing', () => {
  expect(findingsIn(withResources({ Shell: shell(), Person: role(inline(...start('*'))) })).map(({ ruleId }) => ruleId)).not.toContain(RULE);
});

test('looks at the default document of the account where it is the node\'s', () => {
  const { Shell: _, ...logs } = LOGS;
  const Default = shell({ Name: 'SSM-SessionManagerRunShell' }, { cloudWatchLogGroupName: ref('LogGroup') });
  const template = withResources({ ...logs, Default, Person: role(inline(...start(documentArn('SSM-SessionManagerRunShell'), ofAws('AWS-StartSSHSession')))) });
  expect(said(findingsIn(template), RULE)).toEqual([by('AWS-StartSSHSession').replace('Shell', 'Default')]);
});

test('names the nodes, each once', () => {
  const nodes = Object.fromEntries(['One', 'Two', 'Three', 'Four'].map(name => [name, taggedNode([{ Key: 'n', Value: name }])]));
  const template = loggedNode({ ...nodes, Person: role(inline(...start(ofAws('AWS-StartSSHSession'), SHELL))) });
  expect(said(findingsIn(template), RULE)).toEqual([by('AWS-StartSSHSession', 'Four, Node, One and 2 more')]);
});

test('says nothing of documents in other regions', () => {
  expect(said(findingsOf(start('arn:aws:ssm:us-east-1::document/AWS-StartSSHSession')), RULE)).toEqual([]);
});
