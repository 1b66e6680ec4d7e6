import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AccessApp } from './access-app';
import { Preflight, SessionExpectation, SessionManagerPreflight } from '../../lib';

const STACK = new Stack(new App(), 'Stack');
const ROLE = new iam.Role(STACK, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
const untyped = (value: unknown): any => value;

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'nothing'], ['null', null, 'null'], ['a number', 7, '7'], ['an empty name', '', '\'\''], ['blanks', '  ', '\'  \''],
  ['a list', [ROLE], 'a value of Array'], ['an object', { roleName: 'x' }, 'a value of Object'], ['a principal that is no construct', new iam.AnyPrincipal(), 'a value of'],
])('%s is neither a construct nor a name', (_, wrong, shown) => {
  for (const [what, call] of Object.entries<() => unknown>({
    'people': () => SessionExpectation.only(untyped(wrong)),
    'people ': () => SessionExpectation.that(untyped(wrong)),
    'nodes': () => SessionExpectation.that(ROLE).mayOpen(untyped(wrong)),
    'nodes ': () => SessionExpectation.that(ROLE).mayNotOpen(untyped(wrong)),
    'documents': () => SessionExpectation.that(ROLE).mayOpen('Node').withDocuments(untyped(wrong)),
  })) {
    expect(call).toThrow(new RegExp(`^${what.trim()}\\.0 must be a construct, or a name, got ${shown}`));
  }
});

test.each<[string, () => unknown, string]>([
  ['nobody', () => SessionExpectation.only(), 'people must be one or more, got none; use SessionExpectation.nobody()'],
  ['none', () => SessionExpectation.that(), 'people must be one or more, got none; use SessionExpectation.nobody()'],
  ['no node', () => SessionExpectation.that(ROLE).mayOpen(), 'nodes must be one or more, got none; use the stack of the nodes'],
  ['no document', () => SessionExpectation.that(ROLE).mayOpen('Node').withDocuments(), 'documents must be one or more, got none'],
  ['a token', () => SessionExpectation.that(ROLE.roleName), 'people.0 must be a construct, or a name that is written out, got a token; pass the construct itself'],
  ['only and mayNotOpen', () => SessionExpectation.only(ROLE).mayNotOpen('Node'), 'use SessionExpectation.that(...).mayNotOpen(...), or nobody().mayOpen(...)'],
  ['nobody and mayNotOpen', () => SessionExpectation.nobody().mayNotOpen('Node'), 'use SessionExpectation.that(...).mayNotOpen(...), or nobody().mayOpen(...)'],
  ['people without a node', () => new SessionManagerPreflight({ expect: [untyped(SessionExpectation.only(ROLE))] }), 'expect.0 must be a SessionExpectation, got a value of ExpectedPeople'],
])('%s is an error', (_, call, message) => {
  expect(call).toThrow(message);
});

test('withDocuments leaves the expectation that it is called on as it is', () => {
  const { app, developers, dev, tunnel } = new AccessApp();
  const any = SessionExpectation.that(developers).mayOpen(dev);
  const one = any.withDocuments(tunnel);

  expect(() => Preflight.requireConnects(app, { expect: [any] })).not.toThrow();
  expect(() => Preflight.requireConnects(app, { expect: [one] })).toThrow('and cannot: Team/Tunnel: ');
});
