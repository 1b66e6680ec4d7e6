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

describe('a serverless application', () => {
  const SAM = 'AWS::Serverless-2016-10-31';
  const GIVEN = { Table: ref('Table'), Gateway: ref('Gateway') };
  const application = (Location: unknown, Parameters: Resources = GIVEN) => ({
    Transform: SAM,
    Resources: {
      ...without(PUBLIC, 'Route'),
      Node: { ...PUBLIC.Node as object, DependsOn: ['OnTable', 'Routes'] },
      Routes: a('AWS::Serverless::Application', { Location, Parameters }),
    },
  });
  const withNode = (subnet: unknown) => ({
    Transform: SAM,
    Parameters: { Subnet: { Type: 'String' }, Group: { Type: 'String' }, Profile: { Type: 'String' } },
    Resources: { Inner: { ...PUBLIC.Node as object, Properties: { ...(PUBLIC.Node as ReturnType<typeof a>).Properties, SubnetId: subnet, SecurityGroupIds: [ref('Group')], IamInstanceProfile: ref('Profile') }, DependsOn: [] } },
  });
  const nodes = (subnet: unknown) => ({
    'app.json': {
      Transform: SAM,
      Resources: { ...without(PUBLIC, 'Node'), Nodes: a('AWS::Serverless::Application', { Location: 'nodes.json', Parameters: { Subnet: ref('Subnet'), Group: ref('Group'), Profile: ref('Profile') } }, { DependsOn: ['Route', 'OnTable'] }) },
    },
    'nodes.json': withNode(subnet),
  });
  const PUBLISHED = { ApplicationId: 'arn:aws:serverlessrepo:us-east-1:111122223333:applications/routes', SemanticVersion: '1.0.0' };

  test.each<[string, { readonly [path: string]: unknown }, string, string]>([
    ['beside the template', { 'app.json': application('routes.json'), 'routes.json': ROUTES }, 'CONNECTS', 'CONNECTS'],
    ['in a folder', { 'app.json': application('./routes/template.json'), 'routes/template.json': ROUTES }, 'CONNECTS', 'CONNECTS'],
    ['without the route', { 'app.json': application('routes.json'), 'routes.json': NOTHING }, 'BLOCKED', 'BLOCKED'],
    ['with the node itself', nodes(ref('Subnet')), 'CONNECTS', 'CONNECTS'],
    ['with a node in a subnet that is not in sight', nodes('subnet-1'), 'UNKNOWN', 'UNKNOWN'],
    ['that is missing', { 'app.json': application('routes.json') }, 'UNKNOWN', 'UNKNOWN'],
    ['that is missing, and is not given the table', { 'app.json': application('routes.json', {}) }, 'BLOCKED', 'BLOCKED'],
    ['in a bucket', { 'app.json': application('https://s3.amazonaws.com/bucket/routes.json'), 'routes.json': ROUTES }, 'UNKNOWN', 'UNKNOWN'],
    ['in a bucket, and is not given the table', { 'app.json': application('s3://bucket/routes.json', {}), 'routes.json': ROUTES }, 'BLOCKED', 'BLOCKED'],
    ['of the application repository', { 'app.json': application(PUBLISHED) }, 'UNKNOWN', 'UNKNOWN'],
    ['of the application repository, and is not given the table', { 'app.json': application(PUBLISHED, {}) }, 'BLOCKED', 'BLOCKED'],
    ['that nests a stack beside itself', {
      'app.json': application('routes/outer.json'),
      'routes/outer.json': { ...NOTHING, Resources: { Inner: a('AWS::CloudFormation::Stack', { TemplateURL: 'inner.json', Parameters: GIVEN }) } },
      'routes/inner.json': ROUTES,
    }, 'CONNECTS', 'CONNECTS'],
  ])('%s', (_, files, node, whole) => {
    const found = report(files);
    expect([found.nodes.map(each => each.verdict), found.verdict]).toEqual([[node], whole]);
  });

  test('gives its outputs', () => {
    const subnets = {
      Parameters: { Subnet: { Type: 'String' } }, Resources: { Topic: a('AWS::SNS::Topic') }, Outputs: { Chosen: { Value: ref('Subnet') } },
    };
    const of = (output: string) => ({
      'app.json': {
        Transform: SAM,
        Resources: {
          ...PUBLIC,
          Choice: a('AWS::Serverless::Application', { Location: 'subnets.json', Parameters: { Subnet: ref('Subnet') } }),
          Node: { ...PUBLIC.Node as object, Properties: { ...(PUBLIC.Node as ReturnType<typeof a>).Properties, SubnetId: att('Choice', `Outputs.${output}`) } },
        },
      },
      'subnets.json': subnets,
    });
    expect([report(of('Chosen')).verdict, report(of('Other')).verdict]).toEqual(['CONNECTS', 'UNKNOWN']);
  });

  test.each<[unknown, string]>([
    ['routes/template.yaml', 'the template of the serverless application app.Routes cannot be seen: there is no file routes/template.yaml.'],
    ['https://s3.amazonaws.com/bucket/routes.json', 'the template of the serverless application app.Routes cannot be seen.'],
    [PUBLISHED, 'the template of the serverless application app.Routes cannot be seen.'],
  ])('at %j is listed where it is not in sight', (location, reason) => {
    expect(report({ 'app.json': application(location) }).assumptions).toContain(`What the serverless application Routes of app makes cannot be seen: ${reason}`);
  });
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
