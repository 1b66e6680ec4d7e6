import { REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS } from '../../../../lib/agent/actions';
import { Unknown } from '../../../../lib/preflight/model/known';
import { NatGateway, RoutingInstance, Subnet } from '../../../../lib/preflight/model/network/network';
import { SESSION_CAPABILITIES } from '../../../../lib/preflight/model/session/requirements';
import { gap } from '../../../../lib/preflight/model/symbolic-text';
import { wordFix } from '../../../../lib/preflight/readers/cloudformation/word-fix';
import { ORDER_RULES } from '../../../../lib/preflight/rules/order';
import { check, WordedFinding } from '../check';
import { defaultRoute, EVERYTHING, inlinePolicy, nodeSetting, nodeLocation, resource, policy, ContextChanges, location, statement, workingContext, workingImage } from '../working-context';

type Told = WordedFinding & { readonly id: string };

function reported(changes: ContextChanges): Told[] {
  const context = workingContext(changes);
  return ORDER_RULES.flatMap(rule => check(rule, context).map(finding => ({ id: rule.id, ...finding })));
}

/** The node waits for everything except these. */
const after = (...missing: string[]) => ({ comesAfter: new Set(EVERYTHING.filter(each => !missing.includes(each)).map(each => resource(each, '').key)) });
const nothing = { comesAfter: new Set<string>() };
const RPM = '#!/bin/bash\nrpm -i https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm';

test.each(['endpoints', 'internet-gateway', 'nat-gateway'] as const)('a node that waits for everything has no finding: %s', network => {
  expect(reported({ network })).toEqual([]);
});

test('each rule states its precondition, why it matters, how to fix it and where it is documented', () => {
  expect(ORDER_RULES.map(rule => rule.id)).toEqual([1, 2, 3].map(number => `SSM-ORD-00${number}`));
  for (const rule of ORDER_RULES) {
    expect(rule).toMatchObject({ hop: 'NODE', contract: 6, see: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/) });
    expect([rule.title, rule.why, wordFix(rule.fix)].every(text => text.length > 20)).toBe(true);
  }
});

test.each(['endpoints', 'internet-gateway', 'nat-gateway'] as const)('a launch template starts no instance: %s', network => {
  const role = { policies: [policy('NodePolicy', statement(['*']))] };
  expect(reported({ network, role, node: { ...nothing, kind: 'launch-template' } })).toEqual([]);
  expect(reported({ network, role, node: { ...nothing, kind: 'auto-scaling-group' } })).not.toEqual([]);
});

describe('endpoints', () => {
  test('that the agent needs at boot are reported', () => {
    expect(reported({ node: nothing })).toEqual([{
      id: 'SSM-ORD-001',
      severity: 'WARNING',
      location: nodeLocation('DependsOn'),
      message: 'Node does not wait for ssmEndpoint and ssmmessagesEndpoint: an agent that boots earlier registers only minutes later, up to an hour',
      fix: 'let Node depend on ssmEndpoint and ssmmessagesEndpoint (DependsOn; in the CDK node.addDependency)',
      capabilities: SESSION_CAPABILITIES,
    }]);
    expect(reported({ node: after('ssmmessagesEndpoint') })[0].message).toMatch(/^Node does not wait for ssmmessagesEndpoint:/);
  });

  test('for transcripts and keys are not needed at boot', () => {
    expect(reported({
      node: after('logsEndpoint', 'kmsEndpoint', 's3Endpoint'),
      asked: { bucket: 'b', prefix: '', bucketEncryption: false, logGroup: 'g', logGroupEncryption: false, streaming: false, key: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
    })).toEqual([]);
  });

  test('S3 where the user data installs the agent, with the association of its table', () => {
    const changes = (image: ContextChanges['image']): ContextChanges => ({ image, node: { ...after('s3Endpoint', 'TableAssociation'), userData: nodeSetting('UserData', RPM) } });
    expect(reported(changes({ agent: false })).map(({ id, message }) => [id, message.replace(/:.*/, '')])).toEqual([
      ['SSM-ORD-001', 'Node does not wait for s3Endpoint'], ['SSM-ORD-002', 'Node does not wait for TableAssociation'],
    ]);
    expect(reported(changes({ agent: true }))).toEqual([]);
    expect(reported({ ...changes({ agent: false }), routeTable: { association: undefined } }).map(({ id }) => id)).toEqual(['SSM-ORD-001']);
    const repository = nodeSetting('UserData', '#!/bin/bash\ndnf install -y amazon-ssm-agent');
    expect(reported({ image: { agent: false }, node: { ...after('s3Endpoint'), userData: repository } })).toEqual([]);
  });

  test('in another stack: the stacks have an order', () => {
    const endpoint = { ssm: { location: location('Ssm', 'AWS::EC2::VPCEndpoint', undefined, 'Network') } };
    expect(reported({ endpoint })[0].fix).toBe('deploy Network before Stack');
    expect(reported({ endpoint, node: nothing })[0].fix).toBe('let Node depend on ssmmessagesEndpoint (DependsOn; in the CDK node.addDependency), and deploy Network before Stack');
  });
});

describe('routes', () => {
  const message = (missing: string) => `Node does not wait for ${missing}: an agent that boots without a way out registers only minutes later, up to an hour`;

  test('to an Internet gateway, with the association and the attachment', () => {
    expect(reported({ network: 'internet-gateway', node: nothing })).toEqual([{
      id: 'SSM-ORD-002',
      severity: 'WARNING',
      location: nodeLocation('DependsOn'),
      message: message('InternetRoute, TableAssociation and Attachment'),
      fix: 'let Node depend on InternetRoute, TableAssociation and Attachment (DependsOn; in the CDK node.addDependency)',
      capabilities: SESSION_CAPABILITIES,
    }]);
    expect(reported({ network: 'internet-gateway', node: after('Attachment') })[0].message).toBe(message('Attachment'));
    const others = [{ gateway: 'igw-2', location: location('Other', 'AWS::EC2::VPCGatewayAttachment') }, { gateway: new Unknown('x'), location: location('Hidden', 'AWS::EC2::VPCGatewayAttachment') }];
    expect(reported({ network: 'internet-gateway', vpc: { internetGateways: { seen: others } } })).toEqual([]);
    expect(reported({ network: 'internet-gateway', routeTable: { association: undefined }, node: after('TableAssociation') })).toEqual([]);
  });

  test('to a NAT gateway, with its own path', () => {
    expect(reported({ network: 'nat-gateway', node: nothing })[0].message).toBe(
      message('NatRoute, TableAssociation, Nat, InternetRoute, PublicTableAssociation and Attachment'),
    );
    expect(reported({ network: 'nat-gateway', node: after('InternetRoute') })[0].message).toBe(message('InternetRoute'));
  });

  const outer = workingContext({ network: 'internet-gateway' }).subnet as Subnet;

  test('to a NAT instance, with its own path', () => {
    const instance: RoutingInstance = {
      location: location('NatInstance', 'AWS::EC2::Instance'), subnet: outer, subnetLocation: location('Nat', 'SubnetId'), image: nodeSetting('ImageId', workingImage()), userData: nodeSetting('UserData', ''), sourceDestCheck: nodeSetting('x', false), publicAddress: nodeSetting('x', true), securityGroups: [],
    };
    const routes = [defaultRoute('NatRoute', { kind: 'instance', id: 'i-1', instance })];
    expect(reported({ network: 'nat-gateway', routeTable: { routes }, node: nothing })[0].message).toBe(
      message('NatRoute, TableAssociation, NatInstance, InternetRoute and Attachment'),
    );
    // An instance does not wait for itself.
    const self = { kind: 'instance', id: 'i-1', instance: { ...instance, location: nodeLocation() } } as const;
    expect(reported({ network: 'nat-gateway', routeTable: { routes: [defaultRoute('NatRoute', self)] } })).toEqual([]);
  });

  test.each([
    ['a NAT gateway', { kind: 'nat-gateway', id: 'nat-2', gateway: new Unknown('x') }],
    ['a NAT instance', { kind: 'instance', id: 'i-2', instance: new Unknown('x') }],
    ['a transit gateway', { kind: 'elsewhere', what: 'a transit gateway' }],
  ] as const)('to %s that is unknown: only the route', (_, target) => {
    expect(reported({ network: 'nat-gateway', routeTable: { routes: [defaultRoute('Out', target)] } })[0].message).toBe(message('Out'));
  });

  test('in a circle terminate', () => {
    const routes: ReturnType<typeof defaultRoute>[] = [];
    const circular: Subnet = { ...outer, routeTable: { id: 'rtb', location: outer.location, routes } };
    const gateway: NatGateway = { location: location('Nat', 'X'), subnet: circular, subnetLocation: location('Nat', 'SubnetId'), vpc: circular.vpc, connectivity: nodeSetting('x', 'public'), elasticIp: nodeSetting('x', true) };
    routes.push(defaultRoute('Round', { kind: 'nat-gateway', id: 'nat', gateway }));
    expect(reported({ network: 'nat-gateway', subnet: { routeTable: { id: 'rtb', location: outer.location, routes } } })[0].message).toBe(message('Round'));
    const hidden = { ...gateway, subnet: new Unknown('x') };
    const toHidden = [defaultRoute('NatRoute', { kind: 'nat-gateway', id: 'nat', gateway: hidden })];
    expect(reported({ network: 'nat-gateway', routeTable: { routes: toHidden }, node: after('InternetRoute') })).toEqual([]);
  });
});

test('a finding about the order is reported once for all subnets', () => {
  const [one, other] = ['One', 'Other'].map(name => {
    const subnet = workingContext({ network: 'internet-gateway', routeTable: { association: location(`${name}Association`, 'AWS::EC2::SubnetRouteTableAssociation') } }).subnet;
    return { ...subnet as Subnet, id: name };
  });
  const node = { subnets: nodeSetting('SubnetId', [one, other, new Unknown('imported')]) };
  const expected = [expect.objectContaining({ id: 'SSM-ORD-002', message: expect.stringMatching(/^Node does not wait for OneAssociation and OtherAssociation:/) })];
  expect(reported({ network: 'internet-gateway', node, subnet: one })).toEqual(expected);
  expect(reported({ network: 'internet-gateway', node, subnet: other })).toEqual(expected);
  const unseen = { subnets: nodeSetting<Subnet[]>('SubnetId', new Unknown('imported')) };
  expect(reported({ network: 'internet-gateway', node: { ...unseen, ...nothing } })).toHaveLength(1);
});

describe('policies', () => {
  const core = statement([...REGISTRATION_ACTIONS, ...SESSION_CHANNEL_ACTIONS]);

  test('that are separate resources', () => {
    expect(reported({ role: { policies: [policy('NodePolicy', core)] } })).toEqual([{
      id: 'SSM-ORD-003',
      severity: 'WARNING',
      location: nodeLocation('DependsOn'),
      message: 'Node does not wait for NodePolicy: an agent that is refused as it boots waits half an hour before it tries again',
      fix: 'let Node depend on NodePolicy (DependsOn; in the CDK node.addDependency)',
      capabilities: SESSION_CAPABILITIES,
    }]);
    expect(reported({ role: { policies: [policy('NodePolicy', core)] }, node: { comesAfter: new Set([...after().comesAfter, resource('NodePolicy', '').key]) } })).toEqual([]);
  });

  test('that the agent does not need at boot make no difference', () => {
    expect(reported({ role: { policies: [inlinePolicy(core), policy('Logs', statement(['logs:*']))] } })).toEqual([]);
    expect(reported({ role: { policies: [inlinePolicy(core), policy('Again', core)] } })).toEqual([]);
    expect(reported({ role: { policies: [policy('Logs', statement(['logs:*'])), policy('Channels', statement(SESSION_CHANNEL_ACTIONS)), inlinePolicy(statement(REGISTRATION_ACTIONS))] } })
      .map(({ message }) => message.replace(/:.*/, ''))).toEqual(['Node does not wait for Channels']);
    expect(reported({ role: { policies: [policy('Logs', statement(['logs:*']))] } })).toEqual([]);
  });

  test('that might be needed are reported', () => {
    expect(reported({ role: { policies: [policy('Maybe', statement([gap('imported')]))] } })).toHaveLength(1);
  });

  test('of an unknown role are not', () => {
    expect(reported({ profile: { role: new Unknown('imported') } })).toEqual([]);
  });
});
