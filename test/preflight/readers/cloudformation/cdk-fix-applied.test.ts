import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as library from '../../../../lib';

/** What an app has, by the names that snippets use. */
type Given = Readonly<Record<string, unknown>>;

/** Runs a snippet as it stands where somebody would paste it: at the end of a stack. */
function paste(stack: Stack, code: string, given: Given): void {
  const names = { ec2, iam, kms, logs, SsmVpcEndpoints: library.SsmVpcEndpoints, SessionGuardrail: library.SessionGuardrail, ...given };
  const { outputText } = transpileModule(code, { compilerOptions: { module: ModuleKind.None, target: ScriptTarget.ES2022 } });
  new Function(...Object.keys(names), outputText).call(stack, ...Object.values(names));
}

const PUBLIC = { name: 'Public', subnetType: ec2.SubnetType.PUBLIC };
const ISOLATED = { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

interface Network { readonly vpc?: Partial<ec2.VpcProps>; readonly subnetType?: ec2.SubnetType; readonly node?: Partial<ec2.InstanceProps> }

function appOf(stack: Stack, { vpc: vpcProps, subnetType = ec2.SubnetType.PUBLIC, node: nodeProps }: Network = {}) {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0, subnetConfiguration: [PUBLIC, ISOLATED], restrictDefaultSecurityGroup: false, ...vpcProps });
  const node = new ec2.Instance(stack, 'Node', {
    vpc,
    vpcSubnets: { subnetType },
    associatePublicIpAddress: subnetType === ec2.SubnetType.PUBLIC ? true : undefined,
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    ssmSessionPermissions: true,
    ...nodeProps,
  });
  return { vpc, node, role: node.role, subnet: vpc.selectSubnets({ subnetType }).subnets[0] };
}

function endpointsIn(vpc: ec2.Vpc, options: Partial<ec2.InterfaceVpcEndpointOptions> = {}) {
  const { SSM, SSM_MESSAGES } = ec2.InterfaceVpcEndpointAwsService;
  return [SSM, SSM_MESSAGES].map((service, index) => vpc.addInterfaceEndpoint(`Endpoint${index}`, { service, ...options }));
}

/** Actions on a resource that the role of the node may do. */
type Granted = readonly [resource: string, actions: readonly string[]];

/** An app with the session document of the account, made by hand: the role of the node may do what is said here. */
function sessionsOf(stack: Stack, inputs: Readonly<Record<string, unknown>>, ...granted: Granted[]) {
  new ssm.CfnDocument(stack, 'Sessions', {
    name: 'SSM-SessionManagerRunShell',
    documentType: 'Session',
    content: { schemaVersion: '1.0', description: 'Sessions', sessionType: 'Standard_Stream', inputs },
  });
  const app = appOf(stack);
  for (const [resource, actions] of granted) {
    app.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
  }
  return app;
}

/** One with transcripts in a bucket, into which the role may put them. */
function uploadsOf(stack: Stack, bucket: s3.Bucket, isEncrypted = false) {
  const inputs = { s3BucketName: bucket.bucketName, s3EncryptionEnabled: isEncrypted };
  return { bucket, ...sessionsOf(stack, inputs, [bucket.arnForObjects('*'), ['s3:PutObject']]) };
}

const DESCRIBE = 'logs:DescribeLogGroups';
const CREATE = ['logs:CreateLogStream', 'logs:DescribeLogStreams'];
const PUT = 'logs:PutLogEvents';

/** One with transcripts in a log group, and the actions of CloudWatch Logs that the role may do. */
function logsOf(stack: Stack, actions: readonly string[], isEncrypted = false) {
  const logGroup = new logs.LogGroup(stack, 'Transcripts');
  const inputs = { cloudWatchLogGroupName: logGroup.logGroupName, cloudWatchEncryptionEnabled: isEncrypted };
  return { logGroup, ...sessionsOf(stack, inputs, ...actions.map(action => [action === DESCRIBE ? '*' : logGroup.logGroupArn, [action]] as const)) };
}

/** One with a key for sessions, with which the role may decrypt as far as its own policies say. */
function encryptedOf(stack: Stack, props: kms.KeyProps) {
  const key = new kms.Key(stack, 'Key', props);
  return { key, ...sessionsOf(stack, { kmsKeyId: key.keyArn }, [key.keyArn, ['kms:Decrypt']]) };
}

/** Apps with a fault: what they have, for the snippet that mends them. */
const FAULTS: readonly (readonly [ruleId: string, build: (stack: Stack) => Given])[] = [
  ['SSM-NET-002', stack => appOf(stack, { vpc: { enableDnsSupport: false, enableDnsHostnames: false } })],
  ['SSM-NET-003', stack => appOf(stack, { node: { allowAllOutbound: false } })],
  ['SSM-NET-004', stack => {
    const app = appOf(stack);
    const networkAcl = new ec2.NetworkAcl(stack, 'Acl', { vpc: app.vpc, subnetSelection: { subnets: [app.subnet] } });
    networkAcl.addEntry('In', { cidr: ec2.AclCidr.anyIpv4(), ruleNumber: 100, traffic: ec2.AclTraffic.allTraffic(), direction: ec2.TrafficDirection.INGRESS });
    return { ...app, networkAcl };
  }],
  ['SSM-NET-005', stack => {
    const app = appOf(stack);
    const networkAcl = new ec2.NetworkAcl(stack, 'Acl', { vpc: app.vpc, subnetSelection: { subnets: [app.subnet] } });
    networkAcl.addEntry('Out', { cidr: ec2.AclCidr.anyIpv4(), ruleNumber: 100, traffic: ec2.AclTraffic.allTraffic(), direction: ec2.TrafficDirection.EGRESS });
    return { ...app, networkAcl };
  }],
  ['SSM-NET-006', stack => appOf(stack, { subnetType: ec2.SubnetType.PRIVATE_ISOLATED })],
  ['SSM-NET-008', stack => appOf(stack, { vpc: { subnetConfiguration: [{ ...PUBLIC, mapPublicIpOnLaunch: false }] }, node: { associatePublicIpAddress: undefined } })],
  ['SSM-END-001', stack => {
    const app = appOf(stack, { subnetType: ec2.SubnetType.PRIVATE_ISOLATED });
    app.vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
    return app;
  }],
  ['SSM-END-004', stack => {
    const app = appOf(stack, { subnetType: ec2.SubnetType.PRIVATE_ISOLATED });
    const group = new ec2.SecurityGroup(stack, 'Endpoints', { vpc: app.vpc });
    const [endpoint] = endpointsIn(app.vpc, { open: false, securityGroups: [group] });
    return { ...app, endpoint };
  }],
  ['SSM-IDN-003', stack => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
    return appOf(stack, { node: { role } });
  }],
  ['SSM-IDN-004', stack => appOf(stack, { node: { ssmSessionPermissions: false } })],
  ['SSM-IDN-005', stack => {
    const app = appOf(stack, { node: { ssmSessionPermissions: false } });
    app.node.addToRolePolicy(new iam.PolicyStatement({ actions: ['ssm:UpdateInstanceInformation'], resources: ['*'] }));
    return app;
  }],
  ['SSM-IDN-007', stack => {
    const app = appOf(stack);
    const boundary = new iam.ManagedPolicy(stack, 'Boundary', { statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] });
    iam.PermissionsBoundary.of(app.role).apply(boundary);
    return { ...app, boundary };
  }],
  ['SSM-AGT-001', stack => appOf(stack, { node: { machineImage: ec2.MachineImage.fromSsmParameter('/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64') } })],
  ['SSM-AGT-004', stack => {
    const app = appOf(stack);
    (app.node.node.defaultChild as ec2.CfnInstance).metadataOptions = { httpEndpoint: 'disabled' };
    return app;
  }],
  ['SSM-ORD-001', stack => {
    const app = appOf(stack, { subnetType: ec2.SubnetType.PRIVATE_ISOLATED });
    const [endpoint, other] = endpointsIn(app.vpc);
    app.node.node.addDependency(other);
    return { ...app, endpoint };
  }],
  ['SSM-ORD-002', stack => appOf(stack, { node: { associatePublicIpAddress: undefined } })],
  ['SSM-LOG-004', stack => {
    const bucket = new s3.Bucket(stack, 'Bucket');
    return { bucket, ...sessionsOf(stack, { s3BucketName: bucket.bucketName, s3EncryptionEnabled: false }) };
  }],
  ['SSM-LOG-005', stack => uploadsOf(stack, new s3.Bucket(stack, 'Bucket'), true)],
  ['SSM-LOG-007', stack => {
    const key = new kms.Key(stack, 'Key');
    return { key, ...uploadsOf(stack, new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS, encryptionKey: key })) };
  }],
  ['SSM-LOG-010', stack => ({ key: new kms.Key(stack, 'Key'), ...logsOf(stack, [DESCRIBE, ...CREATE, PUT], true) })],
  ['SSM-LOG-011', stack => logsOf(stack, [...CREATE, PUT])],
  ['SSM-LOG-012', stack => logsOf(stack, [DESCRIBE, PUT])],
  ['SSM-LOG-013', stack => logsOf(stack, [DESCRIBE, ...CREATE])],
  ['SSM-LOG-014', stack => {
    const app = { key: new kms.Key(stack, 'Key'), ...logsOf(stack, [DESCRIBE, ...CREATE, PUT]) };
    (app.logGroup.node.defaultChild as logs.CfnLogGroup).kmsKeyId = app.key.keyArn;
    return app;
  }],
  ['SSM-KEY-001', stack => encryptedOf(stack, { enabled: false })],
  ['SSM-KEY-002', stack => {
    const key = new kms.Key(stack, 'Key');
    return { key, ...sessionsOf(stack, { kmsKeyId: key.keyArn }) };
  }],
  ['SSM-KEY-003', stack => {
    const administration = { principals: [new iam.AccountRootPrincipal()], actions: ['kms:Put*', 'kms:Describe*', 'kms:ScheduleKeyDeletion'], resources: ['*'] };
    return encryptedOf(stack, { policy: new iam.PolicyDocument({ statements: [new iam.PolicyStatement(administration)] }) });
  }],
];

function reportOn(build: (stack: Stack) => Given, mend?: string) {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  const given = build(stack);
  if (mend !== undefined) { paste(stack, mend, given); }
  return library.Preflight.ofApp(app).nodes[0].findings;
}

test.each(FAULTS)('what the fix of %s says in the CDK mends the app', (ruleId, build) => {
  const finding = reportOn(build).find(each => each.ruleId === ruleId);
  expect(finding?.cdkFix).toBeDefined();
  expect(finding!.severity).not.toBe(library.PreflightSeverity.UNKNOWN);
  expect(reportOn(build, finding!.cdkFix!.typescript).filter(each => each.ruleId === ruleId)).toEqual([]);
});

test('a template that no app made has no code', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  appOf(stack, { node: { allowAllOutbound: false } });
  const template = JSON.parse(JSON.stringify(app.synth().getStackByName('Shop').template)) as { Resources: Record<string, { Metadata?: unknown }> };
  for (const resource of Object.values(template.Resources)) { delete resource.Metadata; }
  const { findings } = library.Preflight.ofTemplate(template).nodes[0];
  expect(findings.map(({ ruleId }) => ruleId)).toContain('SSM-NET-003');
  expect(findings.filter(({ cdkFix }) => cdkFix !== undefined)).toEqual([]);
});

test('what is not known has no code, for it may be right', () => {
  const findings = reportOn(stack => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], publicSubnetIds: ['subnet-1'] });
    const node = new ec2.Instance(stack, 'Node', {
      vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    return { vpc, node, role: node.role };
  });
  const unknown = findings.filter(({ severity }) => severity === library.PreflightSeverity.UNKNOWN);
  expect(unknown.length).toBeGreaterThan(0);
  expect(unknown.filter(({ cdkFix }) => cdkFix !== undefined)).toEqual([]);
});

