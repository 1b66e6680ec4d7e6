import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { allowIn, allowOut } from '../../lib/network/security-groups';
import { NOTHING_OUT, closedGroup, errorOf, newStack, newVpc, pathsOf, propertiesOf } from '../fixtures';

const imported = (stack: Stack, options?: ec2.SecurityGroupImportOptions, id = 'sg-1') =>
  ec2.SecurityGroup.fromSecurityGroupId(stack, id, id, options);

const typesOf = (rules: IConstruct[]) => rules.map(rule => (rule as ec2.CfnSecurityGroupIngress).cfnResourceType);

const HTTPS_OUT = { CidrIp: '0.0.0.0/0', Description: 'Out', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 };

describe('allowOut', () => {
  const out = (stack: Stack, ...groups: ec2.ISecurityGroup[]) => allowOut(stack, groups, ec2.Peer.anyIpv4(), 'Out');

  test('adds only TCP 443 to a group that lets nothing out', () => {
    const stack = newStack();
    const rules = out(stack, closedGroup(stack, newVpc(stack)));

    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup')[0].SecurityGroupEgress).toEqual([HTTPS_OUT]);
    expect(pathsOf(rules)).toEqual([]);
  });

  test('returns a rule that is a resource of its own', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [node, endpoint] = [closedGroup(stack, vpc), closedGroup(stack, vpc, 'EndpointGroup')];

    expect(typesOf(allowOut(stack, [node], endpoint, 'Out'))).toEqual(['AWS::EC2::SecurityGroupEgress']);
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([{
      Description: 'Out',
      DestinationSecurityGroupId: stack.resolve(endpoint.securityGroupId),
      FromPort: 443,
      GroupId: stack.resolve(node.securityGroupId),
      IpProtocol: 'tcp',
      ToPort: 443,
    }]);
  });

  test('adds it to each of several groups', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    out(stack, closedGroup(stack, vpc, 'A'), closedGroup(stack, vpc, 'B'));

    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup').map(group => group.SecurityGroupEgress)).toEqual([[HTTPS_OUT], [HTTPS_OUT]]);
  });

  test('changes nothing if one of the groups lets everything out, because rules add up', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const rules = out(stack, closedGroup(stack, vpc), new ec2.SecurityGroup(stack, 'Open', { vpc }));

    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup')[0].SecurityGroupEgress).toEqual(NOTHING_OUT);
    expect(pathsOf(rules)).toEqual([]);
  });

  test('adds a rule to an imported group that does not let everything out', () => {
    const stack = newStack();
    const rules = out(stack, imported(stack, { allowAllOutbound: false }));

    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([{ GroupId: 'sg-1', ...HTTPS_OUT }]);
    expect(typesOf(rules)).toEqual(['AWS::EC2::SecurityGroupEgress']);
  });

  test('treats an imported group as open unless it is declared closed, as the CDK does', () => {
    const stack = newStack();
    out(stack, imported(stack, { mutable: false }));

    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([]);
  });

  test('fails if an imported group is closed and immutable', () => {
    const stack = newStack();

    expect(errorOf(() => out(stack, imported(stack, { mutable: false, allowAllOutbound: false })))).toBe(
      'securityGroup sg-1 has no rule that lets TCP 443 out and cannot be changed; import it with mutable: true, or with allowAllOutbound: true if it lets 443 out already (SSM-NET-003: The node\'s security groups let TCP 443 out to where the services are) [Stack]');
  });

  test('fails for a group of this app that is imported as immutable', () => {
    const stack = newStack();
    const { securityGroupId } = closedGroup(stack, newVpc(stack));
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Imported', securityGroupId, { mutable: false, allowAllOutbound: false });

    expect(errorOf(() => out(stack, group))).toContain('cannot be changed');
  });

  test('does not accept another rule of an immutable group', () => {
    const stack = newStack();
    const group = imported(stack, { mutable: false, allowAllOutbound: false });
    new ec2.CfnSecurityGroupIngress(group, 'In', { groupId: 'sg-1', ipProtocol: 'tcp' });

    expect(errorOf(() => out(stack, group))).toContain('cannot be changed');
  });

  test('does nothing without a group', () => {
    const stack = newStack();

    expect(pathsOf(out(stack))).toEqual([]);
  });
});

describe('allowIn', () => {
  const HTTPS_IN = { Description: 'In', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 };
  const INGRESS = 'AWS::EC2::SecurityGroupIngress';

  test('lets the node\'s group in on TCP 443 only, and returns the rule', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [endpoint, node] = [closedGroup(stack, vpc, 'EndpointGroup'), closedGroup(stack, vpc)];

    expect(typesOf(allowIn(endpoint, node, 'In'))).toEqual([INGRESS]);
    expect(propertiesOf(stack, INGRESS)).toEqual([{
      ...HTTPS_IN, GroupId: stack.resolve(endpoint.securityGroupId), SourceSecurityGroupId: stack.resolve(node.securityGroupId),
    }]);
  });

  test('returns the same rule for a group that is allowed already, and not the rule of another group', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [endpoint, node] = [closedGroup(stack, vpc, 'EndpointGroup'), closedGroup(stack, vpc)];
    allowIn(endpoint, closedGroup(stack, vpc, 'Other'), 'In');
    allowIn(closedGroup(stack, vpc, 'OtherEndpoint'), node, 'In');
    const first = allowIn(endpoint, node, 'In');
    const second = allowIn(endpoint, node, 'In');

    expect(second.map(rule => rule.node.path)).toEqual(first.map(rule => rule.node.path));
    expect(propertiesOf(stack, INGRESS)).toHaveLength(3);
  });

  test('puts the rule into the node\'s stack', () => {
    const app = new App();
    const [network, nodes] = [newStack(app, 'Network'), newStack(app, 'Nodes')];
    const vpc = newVpc(network);

    expect(typesOf(allowIn(closedGroup(network, vpc), closedGroup(nodes, vpc), 'In'))).toEqual([INGRESS]);
    expect(propertiesOf(network, INGRESS)).toEqual([]);
    expect(propertiesOf(nodes, INGRESS)).toHaveLength(1);
  });

  test('changes a mutable imported group, in the same stack and in another one', () => {
    const app = new App();
    const [network, nodes] = [newStack(app, 'Network'), newStack(app, 'Nodes')];
    const endpoint = imported(network);

    expect(typesOf(allowIn(endpoint, imported(network, {}, 'sg-2'), 'In'))).toEqual([INGRESS]);
    expect(typesOf(allowIn(endpoint, imported(nodes, {}, 'sg-3'), 'In'))).toEqual([INGRESS]);
    expect(propertiesOf(network, INGRESS)).toEqual([{ ...HTTPS_IN, GroupId: 'sg-1', SourceSecurityGroupId: 'sg-2' }]);
    expect(propertiesOf(nodes, INGRESS)).toEqual([{ ...HTTPS_IN, GroupId: 'sg-1', SourceSecurityGroupId: 'sg-3' }]);
  });

  test('returns nothing for an immutable imported group', () => {
    const stack = newStack();

    expect(pathsOf(allowIn(imported(stack, { mutable: false }), imported(stack, {}, 'sg-2'), 'In'))).toEqual([]);
    expect(propertiesOf(stack, INGRESS)).toEqual([]);
  });

  test('does not return a rule for other groups', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [frozen, open, node] = [imported(stack, { mutable: false }), imported(stack, {}, 'sg-2'), closedGroup(stack, vpc)];
    allowIn(node, open, 'In');
    allowIn(open, node, 'In');
    new ec2.CfnSecurityGroupIngress(frozen, 'FromOther', { groupId: 'sg-1', sourceSecurityGroupId: 'sg-2', ipProtocol: 'tcp' });
    new ec2.CfnSecurityGroupEgress(frozen, 'Out', { groupId: 'sg-1', ipProtocol: 'tcp' });

    expect(pathsOf(allowIn(frozen, node, 'In'))).toEqual([]);
  });

  test('does not return the rule of another endpoint that is in the node\'s stack', () => {
    const app = new App();
    const [network, nodes] = [newStack(app, 'Network'), newStack(app, 'Nodes')];
    const node = closedGroup(nodes, newVpc(network));
    allowIn(imported(network, {}, 'sg-2'), node, 'In');

    expect(pathsOf(allowIn(imported(network, { mutable: false }), node, 'In'))).toEqual([]);
  });

  test('finds a rule that was added elsewhere', () => {
    const stack = newStack();
    const frozen = imported(stack, { mutable: false });
    const rule = new ec2.CfnSecurityGroupIngress(frozen, 'Rule', { groupId: 'sg-1', sourceSecurityGroupId: 'sg-2', ipProtocol: 'tcp' });

    expect(pathsOf(allowIn(frozen, imported(stack, {}, 'sg-2'), 'In'))).toEqual([rule.node.path]);
  });
});
