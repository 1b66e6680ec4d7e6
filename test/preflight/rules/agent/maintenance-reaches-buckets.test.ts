import { App, CfnCondition, CfnParameter, CfnResource, Fn, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import {
  AgentUpdates, ISsmManagedInstance, MaintenanceSchedule, MaintenanceTargets, NodePatching, PatchSchedule, Preflight, SsmConnectivity,
  SsmManagedInstance, SsmVpcEndpoints, SsmVpcEndpointsProps,
} from '../../../../lib';
import { newStack, newVpc } from '../../../fixtures';

const RULE = 'SSM-AGT-009';
const SUNDAYS = PatchSchedule.maintenanceWindow(MaintenanceSchedule.cron('0 3 ? * SUN *'));

interface Site {
  readonly stack: Stack;
  readonly node: SsmManagedInstance;
}

/** A node in isolated subnets, by default without a way to S3. */
function site(props: Partial<SsmVpcEndpointsProps> = {}, stack = newStack()): Site {
  const vpc = newVpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, maxAzs: 1, ...props });
  return { stack, node: new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints) }) };
}

/** Those of the rule, at which resource they are, and the verdict, which a warning leaves alone. */
function found(app: App) {
  return Preflight.ofApp(app).nodes.map(({ logicalId, verdict, findings }) => ({
    node: logicalId.replace(/[0-9A-F]{8}$/, ''),
    verdict,
    findings: findings.filter(({ ruleId }) => ruleId === RULE)
      .map(({ severity, message, property, constructPath }) => ({ severity, message, property, constructPath })),
  }));
}

const appOf = ({ stack }: Site) => stack.node.root as App;
const messages = (of: Site) => found(appOf(of)).flatMap(({ findings }) => findings.map(({ message }) => message));
const plain = (message: string) => message.replace(/[0-9A-F]{8}\b/g, '');

/** Something that names a node otherwise than the constructs do, which refuse such a node. */
const associate = (stack: Stack, targets: unknown, name: unknown = 'AWS-UpdateSSMAgent', id = 'Association') => new CfnResource(stack, id, {
  type: 'AWS::SSM::Association', properties: { Name: name, Targets: targets },
});
const byId = (...nodes: ISsmManagedInstance[]) => [{ Key: 'InstanceIds', Values: nodes.map(({ instanceId }) => instanceId) }];

describe('a node without a way to S3', () => {
  test('that is among all nodes whose agent is updated has a warning, and still connects', () => {
    const it = site();
    new AgentUpdates(it.stack, 'Updates');
    const [{ findings, verdict }] = found(appOf(it));
    expect(verdict).toBe('CONNECTS');
    expect(findings.map(finding => ({ ...finding, message: plain(finding.message) }))).toEqual([{
      severity: 'WARNING',
      message: 'UpdatesAssociation runs AWS-UpdateSSMAgent on NodeInstance, which has no way to S3',
      property: 'Properties/Targets',
      constructPath: 'Stack/Updates/Association',
    }]);
  });

  test.each<[string, (it: Site) => unknown]>([
    ['by its id', ({ stack, node }) => associate(stack, byId(node))],
    ['by its id among others', ({ stack, node }) => associate(stack, [{ Key: 'instanceids', Values: ['i-0123456789abcdef0', node.instanceId] }])],
    ['by a document in an ARN', ({ stack, node }) => associate(stack, byId(node), 'arn:aws:ssm:us-east-1::document/AWS-UpdateSSMAgent')],
    ['by a tag', ({ stack, node }) => {
      Tags.of(node).add('env', 'prod');
      new AgentUpdates(stack, 'Updates', { targets: MaintenanceTargets.tagged({ env: ['test', 'prod'] }) });
    }],
    ['by a tag for patches', ({ stack, node }) => {
      Tags.of(node).add('PatchGroup', 'a');
      new NodePatching(stack, 'Patching', { targets: MaintenanceTargets.patchGroups('a') });
    }],
    ['by a window', ({ stack, node }) => {
      Tags.of(node).add('PatchGroup', 'a');
      new NodePatching(stack, 'Patching', { targets: MaintenanceTargets.patchGroups('a'), schedule: SUNDAYS });
    }],
    ['by a task', ({ stack, node }) => new ssm.CfnMaintenanceWindowTask(stack, 'Task', {
      windowId: 'mw-0123456789abcdef0', taskType: 'RUN_COMMAND', taskArn: 'AWS-RunPatchBaseline', priority: 1, targets: [{ key: 'InstanceIds', values: [node.instanceId] }],
    })],
  ])('that is named %s has a warning', (_name, name) => {
    const it = site();
    name(it);
    expect(messages(it)).toEqual([expect.stringContaining('which has no way to S3')]);
  });

  test.each<[string, (it: Site) => unknown]>([
    ['that nothing names', () => undefined],
    ['whose tag has another value', ({ stack, node }) => {
      Tags.of(node).add('env', 'test');
      new AgentUpdates(stack, 'Updates', { targets: MaintenanceTargets.tagged({ env: ['prod'] }) });
    }],
    ['that lacks one of two tags', ({ stack, node }) => {
      Tags.of(node).add('env', 'prod');
      new AgentUpdates(stack, 'Updates', { targets: MaintenanceTargets.tagged({ env: ['prod'], team: ['data'] }) });
    }],
    ['whose tag is known at deployment only', ({ stack, node }) => {
      Tags.of(node).add('env', new CfnParameter(stack, 'Env').valueAsString);
      new AgentUpdates(stack, 'Updates', { targets: MaintenanceTargets.tagged({ env: ['prod'] }) });
    }],
    ['of another id', ({ stack }) => associate(stack, [{ Key: 'InstanceIds', Values: ['i-0123456789abcdef0'] }])],
    ['in a group that is not seen', ({ stack }) => associate(stack, [{ Key: 'resource-groups:Name', Values: ['all'] }])],
    ['with targets that are imported', ({ stack }) => associate(stack, [{ Key: 'InstanceIds', Values: Fn.split(',', Fn.importValue('Ids')) }])],
    ['without targets', ({ stack }) => associate(stack, [])],
    ['that another document runs on', ({ stack, node }) => associate(stack, byId(node), 'AWS-RunShellScript')],
    ['that a document runs on which only the deployment knows', ({ stack, node }) => associate(stack, byId(node), new CfnParameter(stack, 'Name').valueAsString)],
    ['whose association may not be there', ({ stack, node }) => {
      const isOn = new CfnCondition(stack, 'IsOn', { expression: Fn.conditionEquals(new CfnParameter(stack, 'On').valueAsString, 'yes') });
      associate(stack, byId(node)).cfnOptions.condition = isOn;
    }],
  ])('%s has none', (_name, name) => {
    const it = site();
    name(it);
    expect(messages(it)).toEqual([]);
  });

  test('in a stack of another region is not among all nodes of this one', () => {
    const it = site();
    new AgentUpdates(newStack(appOf(it), 'Other', { env: { account: '123456789012', region: 'eu-west-1' } }), 'Updates');
    expect(messages(it)).toEqual([]);
  });

  test('in another stack of the same account and region is', () => {
    const it = site();
    new AgentUpdates(newStack(appOf(it), 'Other'), 'Updates');
    expect(messages(it)).toHaveLength(1);
  });

  test('in a stack that runs anywhere is among the nodes of that stack, and maybe of no other', () => {
    const app = new App();
    const it = site({}, new Stack(app, 'Stack'));
    new AgentUpdates(new Stack(app, 'Other'), 'Updates');
    expect(messages(it)).toEqual([]);
    const same = site({}, new Stack(new App(), 'Stack'));
    new AgentUpdates(same.stack, 'Updates');
    expect(messages(same)).toHaveLength(1);
  });

  test('of two alike, one of which is named, is the one that is told', () => {
    const app = new App();
    const stack = newStack(app);
    const { node } = site({}, stack);
    const other = new SsmManagedInstance(stack, 'Twin', {
      vpc: node._vpc, connectivity: SsmConnectivity.privateLink(stack.node.findChild('Endpoints') as SsmVpcEndpoints),
    });
    associate(stack, byId(other));
    expect(found(app).map(({ node: name, findings }) => [name, findings.length])).toEqual([['NodeInstance', 0], ['TwinInstance', 1]]);
  });
});

describe('a node with a way to S3', () => {
  test.each<[string, Partial<SsmVpcEndpointsProps>]>([['a gateway', { s3: true }]])('through %s has none', (_name, props) => {
    const it = site(props);
    new AgentUpdates(it.stack, 'Updates');
    new NodePatching(it.stack, 'Patching', { targets: MaintenanceTargets.nodes(it.node) });
    expect(messages(it)).toEqual([]);
  });

  test('through the Internet has none', () => {
    const stack = newStack();
    new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack) });
    new AgentUpdates(stack, 'Updates');
    expect(found(stack.node.root as App).flatMap(({ findings }) => findings)).toEqual([]);
  });

  const withPolicy = (resources: string[], region = 'us-east-1') => {
    const stack = newStack(new App(), 'Stack', { env: { account: '123456789012', region } });
    const vpc = newVpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    const s3 = new ec2.GatewayVpcEndpoint(stack, 'Gateway', { vpc, service: ec2.GatewayVpcEndpointAwsService.S3 });
    (s3.node.defaultChild as ec2.CfnVPCEndpoint).policyDocument = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: resources }] };
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, maxAzs: 1, existing: { s3 } });
    const node = new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });
    return { stack, node };
  };
  const objects = (...buckets: string[]) => buckets.map(bucket => `arn:aws:s3:::${bucket}/*`);

  test('whose policy leaves out the bucket of the agent has a warning for updates alone', () => {
    const it = withPolicy(objects('patch-baseline-snapshot-us-east-1'));
    new AgentUpdates(it.stack, 'Updates', { targets: MaintenanceTargets.nodes(it.node) });
    new NodePatching(it.stack, 'Patching', { targets: MaintenanceTargets.nodes(it.node) });
    expect(messages(it).map(plain)).toEqual([
      'UpdatesAssociation runs AWS-UpdateSSMAgent on NodeInstance, and the policy of Gateway leaves out the bucket amazon-ssm-us-east-1',
    ]);
  });

  test.each([
    ['us-east-1', 'patch-baseline-snapshot-us-east-1'],
    ['af-south-1', 'patch-baseline-snapshot-af-south-1-tbxdb5b9'],
  ])('whose policy leaves out the snapshots of %s has one for patches alone', (region, bucket) => {
    const it = withPolicy(objects(`amazon-ssm-${region}`), region);
    new AgentUpdates(it.stack, 'Updates', { targets: MaintenanceTargets.nodes(it.node) });
    new NodePatching(it.stack, 'Patching', { targets: MaintenanceTargets.nodes(it.node) });
    expect(messages(it).map(plain)).toEqual([`PatchingAssociation runs AWS-RunPatchBaseline on NodeInstance, and the policy of Gateway leaves out the bucket ${bucket}`]);
  });

  test('whose policy has both has none', () => {
    const it = withPolicy(objects('amazon-ssm-us-east-1', 'patch-baseline-snapshot-us-east-1'));
    new AgentUpdates(it.stack, 'Updates', { targets: MaintenanceTargets.nodes(it.node) });
    new NodePatching(it.stack, 'Patching', { targets: MaintenanceTargets.nodes(it.node) });
    expect(messages(it)).toEqual([]);
  });

  test('has the gateway of the library in each region that has snapshots elsewhere', () => {
    for (const region of ['af-south-1', 'me-south-1', 'eu-south-2', 'cn-north-1', 'us-gov-west-1']) {
      const it = site({ s3: true }, newStack(new App(), 'Stack', { env: { account: '123456789012', region } }));
      new NodePatching(it.stack, 'Patching', { targets: MaintenanceTargets.nodes(it.node) });
      expect([region, messages(it)]).toEqual([region, []]);
    }
  });
});
