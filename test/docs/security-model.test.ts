import { readFileSync } from 'fs';
import { join } from 'path';
import { Statement, statementsIn, templates } from './iam-statements';

const PAGE = readFileSync(join(__dirname, '../../docs/security-model.md'), 'utf8');

const ACTION = /`([a-z0-9-]+:(?:[A-Z][A-Za-z0-9]*\*?|\*))`/g;
const CONDITION_KEY = /`((?:aws|ssm|kms|s3|iam|eks):(?:[A-Za-z0-9-]+:)*[A-Za-z][A-Za-z0-9-]*(?:\/[A-Za-z:-]+)?)`/g;

/** The cells of each row of the tables of statements. */
const ROWS = PAGE.slice(PAGE.indexOf('\n## Statements'), PAGE.indexOf('\n## Keys')).split('\n').filter(line => /^\| .*(`|person)/.test(line))
  .map(line => line.replace(/\\\|/g, '').split(' | '))
  .map(cells => ({ by: cells[0], actions: named(ACTION, cells[2]), denies: cells[2].startsWith('deny '), condition: cells.slice(4, -1).join() }));

function named(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name);
}

const distinct = (names: readonly string[]) => [...new Set(names)].sort();
const actionsOf = ({ Action = [] }: Statement) => [Action].flat();
/** A tag that somebody chose is a KEY. */
const keysOf = ({ Condition = {} }: Statement) => Object.values(Condition).flatMap(Object.keys).map(key => key.replace(/(esourceTag\/)(env|app)$/, '$1KEY'));

const TEMPLATES = templates();
const RESOURCES = Object.values(TEMPLATES).flatMap(({ Resources }) => Object.values<any>(Resources));
const trusts = (resource: any) => statementsIn(resource.Properties.AssumeRolePolicyDocument);
const STATEMENTS = RESOURCES.flatMap(resource => {
  const { AssumeRolePolicyDocument, ...rest } = resource.Properties ?? {};
  return statementsIn(rest);
})
  // What the CDK gives to a new key, and what the scenario's own topic refuses.
  .filter(({ Sid, ...statement }) => !actionsOf(statement).includes('kms:*') && Sid !== 'AllowPublishThroughSSLOnly');

test('there are statements and rows', () => {
  expect(STATEMENTS.length).toBeGreaterThan(300);
  expect(ROWS.length).toBeGreaterThan(90);
});

test('each statement of the templates has a row with its actions', () => {
  const without = STATEMENTS.filter(statement => !ROWS.some(({ by, actions, denies }) => (
    denies === (statement.Effect === 'Deny')
    && (actionsOf(statement).every(action => actions.includes(action)) || by.includes('permissionsBoundary') && actionsOf(statement).join() === '*')
  )));
  expect(distinct(without.map(statement => `${statement.Effect} ${actionsOf(statement)}`))).toEqual([]);
});

test('each action of a row is in a statement', () => {
  const made = new Set(STATEMENTS.flatMap(statement => actionsOf(statement).map(action => `${statement.Effect} ${action}`)));
  expect(ROWS.flatMap(({ actions, denies }) => actions.map(action => `${denies ? 'Deny' : 'Allow'} ${action}`)).filter(action => !made.has(action))).toEqual([]);
});

test('the page names each condition key of the templates, and no other', () => {
  const page = distinct(named(CONDITION_KEY, ROWS.map(({ condition }) => condition).join(' ')).filter(key => !key.startsWith('s3:Put')));
  expect(page).toEqual(distinct(STATEMENTS.flatMap(keysOf)));
});

test('the page says who may take each role, and on which condition', () => {
  const section = PAGE.slice(PAGE.indexOf('## Who trusts whom'), PAGE.indexOf('\n## Statements'));
  const rows = [...section.matchAll(/^\| of .* \| `(.*)` \| ?(.*)\|$/gm)]
    .map(([, service, condition]) => ({ trust: [service, ...named(CONDITION_KEY, condition)].join(' '), isOfNewer: condition.startsWith('with newer versions') }));
  const roles = RESOURCES.filter(({ Type }) => Type === 'AWS::IAM::Role').flatMap(trusts)
    .filter(({ Principal }) => Principal.Service !== undefined)
    .map(statement => [statement.Principal.Service, ...keysOf(statement)].join(' '));
  // The newest aws-cdk-lib has its conditions by night; the oldest that the library takes has none of them.
  expect(distinct(rows.filter(({ trust, isOfNewer }) => !isOfNewer || roles.includes(trust)).map(({ trust }) => trust))).toEqual(distinct(roles));
});

test('the page names each service that a resource lets in', () => {
  const services = STATEMENTS.flatMap(({ Principal }) => [Principal?.Service ?? []].flat())
    .map(service => typeof service === 'string' ? service : 'logs.<region>.amazonaws.com');
  expect(distinct(services).filter(service => !PAGE.includes(`\`${service}\``))).toEqual([]);
});
