import { Unknown } from '../../../../lib/preflight/model/known';
import { SESSION_CAPABILITIES } from '../../../../lib/preflight/model/needs';
import { NatGateway, RoutingInstance, Subnet } from '../../../../lib/preflight/model/network';
import { gap } from '../../../../lib/preflight/model/text';
import { ORDER_RULES } from '../../../../lib/preflight/rules/order';
import { Problem } from '../../../../lib/preflight/rules/rule';
import { REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS } from '../../../../lib/private/agent-actions';
import { defaultRoute, EVERYTHING, inlinePolicy, nodeSetting, nodeSpot, place, policy, SiteChanges, spot, statement, workingSite } from '../working-site';

type Told = Problem & { readonly id: string };

function told(changes: SiteChanges): Told[] {
  const site = workingSite(changes);
  return ORDER_RULES.flatMap(rule => [...rule.check(site)].map(problem => ({ id: rule.id, ...problem })));
}

/** The node waits for everything but these. */
const after = (...missing: string[]) => ({ comesAfter: new Set(EVERYTHING.filter(each => !missing.includes(each)).map(each => place(each, '').key)) });
const nothing = { comesAfter: new Set<string>() };
const RPM = '#!/bin/bash\nrpm -i https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm';

test.each(['endpoints', 'internet-gateway', 'nat-gateway'] as const)('a node that waits for all has no problem: %s', network => {
  expect(told({ network })).toEqual([]);
});

test('each rule says its precondition, why it matters, how to mend it and where it comes from', () => {
  expect(ORDER_RULES.map(rule => rule.id)).toEqual([1, 2, 3].map(number => `SSM-ORD-00${number}`));
  for (const rule of ORDER_RULES) {
    expect(rule).toMatchObject({ hop: 'NODE', contract: 6, see: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/) });
    expect([rule.title, rule.why, rule.fix].every(text => text.length > 20)).toBe(true);
  }
});

test.each(['endpoints', 'internet-gateway', 'nat-gateway'] as const)('a launch template starts nothing: %s', network => {
  const role = { policies: [policy('NodePolicy', statement(['*']))] };
  expect(told({ network, role, node: { ...nothing, kind: 'launch-template' } })).toEqual([]);
  expect(told({ network, role, node: { ...nothing, kind: 'auto-scaling-group' } })).not.toEqual([]);
});

describe('endpoints', () => {
  test('those that the agent needs as it boots', () => {
    expect(told({ node: nothing })).toEqual([{
      id: 'SSM-ORD-001',
      severity: 'WARNING',
      spot: nodeSpot('DependsOn'),
      message: 'Node does not wait for ssmEndpoint and ssmmessagesEndpoint: an agent that boots before them registers only minutes later, up to an hour',
      fix: 'add ssmEndpoint and ssmmessagesEndpoint to DependsOn of Node',
      capabilities: SESSION_CAPABILITIES,
    }]);
    expect(told({ node: after('ssmmessagesEndpoint') })[0].message).toMatch(/^Node does not wait for ssmmessagesEndpoint:/);
  });

  test('transcripts and keys have time', () => {
    expect(told({
      node: after('logsEndpoint', 'kmsEndpoint', 's3Endpoint'),
      asked: { bucket: 'b', prefix: '', bucketEncryption: false, logGroup: 'g', logGroupEncryption: false, streaming: false, key: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
    })).toEqual([]);
  });

  test('S3 where the user data installs the agent, with the association of its table', () => {
    const changes = (image: SiteChanges['image']): SiteChanges => ({ image, node: { ...after('s3Endpoint', 'TableAssociation'), userData: nodeSetting('UserData', RPM) } });
    expect(told(changes({ agent: false })).map(({ id, message }) => [id, message.replace(/:.*/, '')])).toEqual([
      ['SSM-ORD-001', 'Node does not wait for s3Endpoint'], ['SSM-ORD-002', 'Node does not wait for TableAssociation'],
    ]);
    expect(told(changes({ agent: true }))).toEqual([]);
    expect(told({ ...changes({ agent: false }), routeTable: { association: undefined } }).map(({ id }) => id)).toEqual(['SSM-ORD-001']);
    const repository = nodeSetting('UserData', '#!/bin/bash\ndnf install -y amazon-ssm-agent');
    expect(told({ image: { agent: false }, node: { ...after('s3Endpoint'), userData: repository } })).toEqual([]);
  });

  test('in another stack: the stacks have an order', () => {
    const endpoint = { ssm: { spot: spot('Ssm', 'AWS::EC2::VPCEndpoint', undefined, 'Network') } };
    expect(told({ endpoint })[0].fix).toBe('deploy Network before Stack');
    expect(told({ endpoint, node: nothing })[0].fix).toBe('add ssmmessagesEndpoint to DependsOn of Node, and deploy Network before Stack');
  });
});

describe('routes', () => {
  const message = (missing: string) => `Node does not wait for ${missing}: an agent that boots without a way out registers only minutes later, up to an hour`;

  test('to an Internet gateway, with the association and the attachment', () => {
    expect(told({ network: 'internet-gateway', node: nothing })).toEqual([{
      id: 'SSM-ORD-002',
      severity: 'WARNING',
      spot: nodeSpot('DependsOn'),
      message: message('InternetRoute, TableAssociation and Attachment'),
      fix: 'add InternetRoute, TableAssociation and Attachment to DependsOn of Node',
      capabilities: SESSION_CAPABILITIES,
    }]);
    expect(told({ network: 'internet-gateway', node: after('Attachment') })[0].message).toBe(message('Attachment'));
    const others = [{ gateway: 'igw-2', spot: spot('Other', 'AWS::EC2::VPCGatewayAttachment') }, { gateway: new Unknown('x'), spot: spot('Hidden', 'AWS::EC2::VPCGatewayAttachment') }];
    expect(told({ network: 'internet-gateway', vpc: { internetGateways: others } })).toEqual([]);
    expect(told({ network: 'internet-gateway', routeTable: { association: undefined }, node: after('TableAssociation') })).toEqual([]);
  });

  test('to a NAT gateway, with its own way', () => {
    expect(told({ network: 'nat-gateway', node: nothing })[0].message).toBe(
      message('NatRoute, TableAssociation, Nat, InternetRoute, PublicTableAssociation and Attachment'),
    );
    expect(told({ network: 'nat-gateway', node: after('InternetRoute') })[0].message).toBe(message('InternetRoute'));
  });

  const outer = workingSite({ network: 'internet-gateway' }).subnet as Subnet;

  test('to a NAT instance, with its own way', () => {
    const instance: RoutingInstance = {
      spot: spot('NatInstance', 'AWS::EC2::Instance'), subnet: outer, sourceDestCheck: nodeSetting('x', false), publicAddress: nodeSetting('x', true), securityGroups: [],
    };
    const routes = [defaultRoute('NatRoute', { kind: 'instance', id: 'i-1', instance })];
    expect(told({ network: 'nat-gateway', routeTable: { routes }, node: nothing })[0].message).toBe(
      message('NatRoute, TableAssociation, NatInstance, InternetRoute and Attachment'),
    );
    // An instance does not wait for itself.
    const self = { kind: 'instance', id: 'i-1', instance: { ...instance, spot: nodeSpot() } } as const;
    expect(told({ network: 'nat-gateway', routeTable: { routes: [defaultRoute('NatRoute', self)] } })).toEqual([]);
  });

  test.each([
    ['a NAT gateway', { kind: 'nat-gateway', id: 'nat-2', gateway: new Unknown('x') }],
    ['a NAT instance', { kind: 'instance', id: 'i-2', instance: new Unknown('x') }],
    ['a transit gateway', { kind: 'elsewhere', what: 'a transit gateway' }],
  ] as const)('to %s that cannot be seen: the route alone', (_, target) => {
    expect(told({ network: 'nat-gateway', routeTable: { routes: [defaultRoute('Out', target)] } })[0].message).toBe(message('Out'));
  });

  test('in a circle end', () => {
    const routes: ReturnType<typeof defaultRoute>[] = [];
    const circular: Subnet = { ...outer, routeTable: { id: 'rtb', spot: outer.spot, routes } };
    const gateway: NatGateway = { id: 'nat', spot: spot('Nat', 'X'), subnet: circular, subnetSpot: spot('Nat', 'SubnetId'), connectivity: nodeSetting('x', 'public'), elasticIp: nodeSetting('x', true) };
    routes.push(defaultRoute('Round', { kind: 'nat-gateway', id: 'nat', gateway }));
    expect(told({ network: 'nat-gateway', subnet: { routeTable: { id: 'rtb', spot: outer.spot, routes } } })[0].message).toBe(message('Round'));
    const hidden = { ...gateway, subnet: new Unknown('x') };
    const toHidden = [defaultRoute('NatRoute', { kind: 'nat-gateway', id: 'nat', gateway: hidden })];
    expect(told({ network: 'nat-gateway', routeTable: { routes: toHidden }, node: after('InternetRoute') })).toEqual([]);
  });
});

test('what a node waits for is told once for all its subnets', () => {
  const [one, other] = ['One', 'Other'].map(name => {
    const subnet = workingSite({ network: 'internet-gateway', routeTable: { association: spot(`${name}Association`, 'AWS::EC2::SubnetRouteTableAssociation') } }).subnet;
    return { ...subnet as Subnet, id: name };
  });
  const node = { subnets: nodeSetting('SubnetId', [one, other, new Unknown('imported')]) };
  const expected = [expect.objectContaining({ id: 'SSM-ORD-002', message: expect.stringMatching(/^Node does not wait for OneAssociation and OtherAssociation:/) })];
  expect(told({ network: 'internet-gateway', node, subnet: one })).toEqual(expected);
  expect(told({ network: 'internet-gateway', node, subnet: other })).toEqual(expected);
  const unseen = { subnets: nodeSetting<Subnet[]>('SubnetId', new Unknown('imported')) };
  expect(told({ network: 'internet-gateway', node: { ...unseen, ...nothing } })).toHaveLength(1);
});

describe('policies', () => {
  const core = statement([...REGISTRATION_ACTIONS, ...SESSION_CHANNEL_ACTIONS]);

  test('that are resources of their own', () => {
    expect(told({ role: { policies: [policy('NodePolicy', core)] } })).toEqual([{
      id: 'SSM-ORD-003',
      severity: 'WARNING',
      spot: nodeSpot('DependsOn'),
      message: 'Node does not wait for NodePolicy: an agent that is refused as it boots waits half an hour before it tries again',
      fix: 'add NodePolicy to DependsOn of Node',
      capabilities: SESSION_CAPABILITIES,
    }]);
    expect(told({ role: { policies: [policy('NodePolicy', core)] }, node: { comesAfter: new Set([...after().comesAfter, place('NodePolicy', '').key]) } })).toEqual([]);
  });

  test('that the agent does not need as it boots are of no matter', () => {
    expect(told({ role: { policies: [inlinePolicy(core), policy('Logs', statement(['logs:*']))] } })).toEqual([]);
    expect(told({ role: { policies: [inlinePolicy(core), policy('Again', core)] } })).toEqual([]);
    expect(told({ role: { policies: [policy('Logs', statement(['logs:*'])), policy('Channels', statement(SESSION_CHANNEL_ACTIONS)), inlinePolicy(statement(REGISTRATION_ACTIONS))] } })
      .map(({ message }) => message.replace(/:.*/, ''))).toEqual(['Node does not wait for Channels']);
    expect(told({ role: { policies: [policy('Logs', statement(['logs:*']))] } })).toEqual([]);
  });

  test('that may be needed are told', () => {
    expect(told({ role: { policies: [policy('Maybe', statement([gap('imported')]))] } })).toHaveLength(1);
  });

  test('of a role that cannot be seen are not', () => {
    expect(told({ profile: { role: new Unknown('imported') } })).toEqual([]);
  });
});
