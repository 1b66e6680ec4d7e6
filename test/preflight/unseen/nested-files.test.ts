import { join } from 'node:path';
import { a, att, PUBLIC, ref, Resources, without } from './app';
import { Preflight } from '../../../lib';
import { run } from '../../../lib/preflight/cli/run';
import { jsonReport } from '../../../lib/preflight/report/json-report';
import { directoryOf, removeDirectories } from '../readers/cloudformation/files';

afterAll(removeDirectories);

/** The route of the table that it is given. */
const ROUTES = {
  Parameters: { Table: { Type: 'String' }, Gateway: { Type: 'String' } },
  Resources: { Route: a('AWS::EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') }) },
};
const NOTHING = { ...ROUTES, Resources: { Topic: a('AWS::SNS::Topic') } };

function app(TemplateURL: string, table: unknown = ref('Table')): { readonly Resources: Resources } {
  const Routes = a('AWS::CloudFormation::Stack', { TemplateURL, Parameters: { Table: table, Gateway: ref('Gateway') } });
  return { Resources: { ...without(PUBLIC, 'Route'), Node: { ...PUBLIC.Node as object, DependsOn: ['OnTable', 'Routes'] }, Routes } };
}

function report(files: { readonly [path: string]: unknown }) {
  return Preflight.ofFile(join(directoryOf(files), 'app.json'), { region: 'eu-west-1' });
}

test.each<[string, { readonly [path: string]: unknown }, string, string]>([
  ['beside the template', { 'app.json': app('routes.json'), 'routes.json': ROUTES }, 'CONNECTS', 'CONNECTS'],
  ['in a folder', { 'app.json': app('./nested/routes.json'), 'nested/routes.json': ROUTES }, 'CONNECTS', 'CONNECTS'],
  ['without the route', { 'app.json': app('routes.json'), 'routes.json': NOTHING }, 'BLOCKED', 'BLOCKED'],
  ['that nests another, relative to its own folder', {
    'app.json': app('nested/outer.json'),
    'nested/outer.json': {
      ...NOTHING, Resources: { Inner: a('AWS::CloudFormation::Stack', { TemplateURL: 'routes.json', Parameters: { Table: ref('Table'), Gateway: ref('Gateway') } }) },
    },
    'nested/routes.json': ROUTES,
  }, 'CONNECTS', 'CONNECTS'],
  ['that nests one that is missing, and gives it the table', {
    'app.json': app('outer.json'),
    'outer.json': { ...NOTHING, Resources: { Inner: a('AWS::CloudFormation::Stack', { TemplateURL: 'routes.json', Parameters: { Table: ref('Table') } }) } },
  }, 'UNKNOWN', 'UNKNOWN'],
  ['that nests one that is missing, and gives it nothing', {
    'app.json': app('outer.json'), 'outer.json': { ...NOTHING, Resources: { Inner: a('AWS::CloudFormation::Stack', { TemplateURL: 'routes.json' }) } },
  }, 'BLOCKED', 'BLOCKED'],
  ['that is missing', { 'app.json': app('routes.json') }, 'UNKNOWN', 'UNKNOWN'],
  ['that is missing, and is not given the table', { 'app.json': app('routes.json', 'rtb-1') }, 'BLOCKED', 'BLOCKED'],
  ['that is missing beside a node that connects', {
    'app.json': { Resources: { ...PUBLIC, More: a('AWS::CloudFormation::Stack', { TemplateURL: 'more.json' }) } },
  }, 'CONNECTS', 'UNKNOWN'],
])('a nested template %s', (_, files, node, whole) => {
  const { nodes, verdict } = report(files);
  expect([nodes.map(each => each.verdict), verdict]).toEqual([[node], whole]);
});

test('a file that is missing is named in the finding, in the text, in JSON and in HTML, and fails with --strict', () => {
  const directory = directoryOf({ 'app.json': app('nested/routes.json') });
  const path = join(directory, 'app.json');
  const missing = 'there is no file nested/routes.json';
  const found = Preflight.ofFile(path, { region: 'eu-west-1' });
  expect(found.nodes[0].findings[0].message).toContain(missing);
  expect(found.assumptions[0]).toBe(`What the nested stack Routes of app makes cannot be seen: the template of the nested stack app.Routes cannot be seen: ${missing}.`);
  expect(JSON.parse(jsonReport(found)).assumptions[0]).toContain(missing);
  expect(found.toHtml()).toContain(missing);
  expect(found.toText().replace(/\s+/g, ' ')).toContain(missing);
  const terminal = { out: { write: () => true }, err: { write: () => true }, env: {} };
  expect([run(['preflight', path], terminal), run(['preflight', path, '--strict'], terminal)]).toEqual([0, 1]);
});

describe('the key of sessions', () => {
  const session = a('AWS::SSM::Document', {
    DocumentType: 'Session',
    Content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { kmsKeyId: att('Key', 'Arn') } },
  });
  const key = a('AWS::KMS::Key', {
    KeyPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/Admin' }, Action: 'kms:*', Resource: '*' }] },
  });
  const resources: Resources = { ...PUBLIC, Session: session, Key: key };
  const verdict = (more: Resources) => Preflight.ofTemplate({ Resources: { ...resources, ...more } }, { region: 'eu-west-1' }).nodes[0].findings
    .filter(({ ruleId }) => ruleId === 'SSM-KEY-003').map(({ severity }) => severity);

  test.each<[string, Resources, string]>([
    ['whose policy does not let the role use it', {}, 'BLOCKED'],
    ['that something unseen may grant', { Grant: a('Custom::Grant', { Key: att('Key', 'Arn') }) }, 'UNKNOWN'],
    ['beside something unseen that is given the document', { Grant: a('Custom::Grant', { Document: ref('Session') }) }, 'BLOCKED'],
  ])('%s', (_, more, severity) => {
    expect(verdict(more)).toEqual([severity]);
  });
});
