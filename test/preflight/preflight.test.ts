import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CfnParameter, Lazy, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { AccessApp } from './access-app';
import { importedVpcNode, PublicNode, quietApp } from './apps';
import {
  Preflight, PreflightAssumption, PreflightCapability, PreflightHopKind, PreflightOptions, PreflightOrigin, PreflightReport, PreflightSeverity,
  PreflightVerdict, PreflightWayOut, SessionExpectation, SessionLogging, SessionManagerPreflight, SessionPreferences, SsmManagedInstance,
} from '../../lib';

const verdicts = (report: PreflightReport) => Object.fromEntries(report.nodes.map(({ id, verdict }) => [id, verdict]));

describe('Preflight.ofApp', () => {
  test('gives the verdict of each node, and the worst one for the app', () => {
    const app = quietApp();
    new PublicNode(app, 'Open');
    new PublicNode(app, 'Closed', { closed: true });
    importedVpcNode(app, 'Imported');
    const report = Preflight.ofApp(app);
    expect(verdicts(report)).toEqual({ 'Open/Node': 'CONNECTS', 'Closed/Node': 'BLOCKED', 'Imported/Node': 'UNKNOWN' });
    expect(report.verdict).toBe(PreflightVerdict.BLOCKED);
  });

  test('unknown is worse than connects', () => {
    const app = quietApp();
    new PublicNode(app, 'Open');
    importedVpcNode(app, 'Imported');
    expect(Preflight.ofApp(app).verdict).toBe(PreflightVerdict.UNKNOWN);
  });

  test('an app without nodes proves nothing', () => {
    const app = quietApp();
    new ec2.Vpc(new Stack(app, 'Stack'), 'Vpc');
    expect(Preflight.ofApp(app)).toMatchObject({ verdict: PreflightVerdict.UNKNOWN, nodes: [] });
  });

  test('a node that connects has no finding', () => {
    const app = quietApp();
    new PublicNode(app, 'Open');
    expect(Preflight.ofApp(app).nodes[0].findings).toEqual([]);
  });

  test('a finding says what, where, why and how to fix it', () => {
    const app = quietApp();
    new PublicNode(app, 'Closed', { closed: true });
    const [finding, ...more] = Preflight.ofApp(app).node('Closed/Node').findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      ruleId: 'SSM-NET-003',
      severity: PreflightSeverity.BLOCKED,
      message: expect.stringMatching(/^No egress rule of NodeInstanceSecurityGroup\w+ lets TCP 443 out to the Internet$/),
      fix: 'Add an egress rule for TCP 443 to a security group of the node',
      why: expect.stringMatching(/^The agent opens every connection itself/),
      documentation: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-prerequisites.html',
      contract: 'docs/agent-contract.md, section 6',
      source: {
        origin: PreflightOrigin.TEMPLATE,
        name: expect.stringMatching(/^NodeInstanceSecurityGroup/),
        stack: 'Closed',
        templatePath: expect.stringMatching(/Closed\.template\.json$/),
        constructPath: 'Closed/Node/InstanceSecurityGroup/Resource',
      },
      capabilities: expect.arrayContaining([PreflightCapability.SHELL, PreflightCapability.RUN_COMMAND]),
      stack: 'Closed',
      logicalId: expect.stringMatching(/^NodeInstanceSecurityGroup/),
      resourceType: 'AWS::EC2::SecurityGroup',
      property: 'Properties/SecurityGroupEgress',
      constructPath: 'Closed/Node/InstanceSecurityGroup/Resource',
      templatePath: expect.stringMatching(/Closed\.template\.json$/),
      acknowledged: undefined,
    });
  });

  test('the path goes from the node to ssmmessages', () => {
    const app = quietApp();
    new PublicNode(app, 'Open');
    const { mainPath: { hops: path }, paths } = Preflight.ofApp(app).node('Open/Node');
    expect(path.map(({ kind }) => kind)).toEqual([
      PreflightHopKind.NODE, PreflightHopKind.IDENTITY, PreflightHopKind.AGENT, PreflightHopKind.SECURITY_GROUP, PreflightHopKind.NETWORK_ACL,
      PreflightHopKind.ROUTE, PreflightHopKind.GATEWAY, PreflightHopKind.SERVICE,
    ]);
    expect(path.at(-2)).toMatchObject({ label: 'Internet gateway', verdict: PreflightVerdict.CONNECTS });
    expect(path.at(-1)).toMatchObject({ label: 'ssmmessages' });
    expect(paths.map(({ service }) => service)).toEqual(['ssm', 'ssmmessages']);
  });

  test('of a blocked node is the broken one, with the finding at its hop', () => {
    const app = quietApp();
    new PublicNode(app, 'Closed', { closed: true });
    const { mainPath: { hops: path }, findings } = Preflight.ofApp(app).node('Closed/Node');
    expect(path.filter(({ verdict }) => verdict !== PreflightVerdict.CONNECTS)).toEqual([
      expect.objectContaining({ kind: PreflightHopKind.SECURITY_GROUP, verdict: PreflightVerdict.BLOCKED, findings }),
    ]);
  });

  test('finds nodes in stages and nested stacks', () => {
    const app = quietApp();
    const stage = new Stage(app, 'Production');
    new PublicNode(stage, 'Staged');
    const parent = new Stack(app, 'Parent');
    const nested = new NestedStack(parent, 'Nested');
    const vpc = new ec2.Vpc(parent, 'Vpc', { maxAzs: 1, natGateways: 0, subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }], restrictDefaultSecurityGroup: false });
    const instance = new ec2.Instance(nested, 'Node', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      ssmSessionPermissions: true,
    });
    nested.node.addDependency(...vpc.publicSubnets.map(subnet => subnet.internetConnectivityEstablished));
    expect(instance).toBeDefined();
    expect(verdicts(Preflight.ofApp(app))).toEqual({ 'Production/Staged/Node': 'CONNECTS', 'Parent/Nested/Node': 'CONNECTS' });
  });

  describe('stages that run in any account and region', () => {
    /** Two stages with a session document of the same name: sessions of one are logged, and those of the other are not. */
    const stages = (nodeStack: (stage: Stage, own: Stack) => Stack) => {
      const app = quietApp();
      for (const name of ['Logged', 'Unlogged']) {
        const stage = new Stage(app, name);
        const own = new Stack(stage, 'Own');
        const preferences = new SessionPreferences(own, 'Preferences', { documentName: 'Shell', ...name === 'Unlogged' ? { logging: SessionLogging.none() } : {} });
        const stack = nodeStack(stage, own);
        new SsmManagedInstance(stack, 'Node', {
          vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 }),
          vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
          sessionPreferences: stack === own ? preferences : SessionPreferences.fromSessionPreferencesAttributes(stack, 'Theirs', { documentName: 'Shell', logging: SessionLogging.none() }),
        });
      }
      return Preflight.ofApp(app);
    };
    const transcripts = (report: PreflightReport) => report.nodes.map(({ capabilities }) => {
      const { required, verdict } = capabilities.find(({ capability }) => capability === PreflightCapability.TRANSCRIPT_CLOUDWATCH)!;
      return [required, verdict];
    });

    test('have each their own session document of the same name', () => {
      expect(transcripts(stages((_stage, own) => own))).toEqual([[true, 'CONNECTS'], [false, 'CONNECTS']]);
    });

    test('share it among the stacks of a stage', () => {
      // The role of the node of another stack is granted nothing for the log group, which shows that its stage's document is looked at.
      expect(transcripts(stages(stage => new Stack(stage, 'Another')))).toEqual([[true, 'BLOCKED'], [false, 'CONNECTS']]);
    });
  });
});

describe('options', () => {
  const template = () => {
    const app = quietApp();
    return Template.fromStack(new PublicNode(app, 'Open')).toJSON();
  };

  test('require something that no document asks for: BLOCKED', () => {
    const [node] = Preflight.ofTemplate(template(), { require: [PreflightCapability.SHELL, PreflightCapability.TRANSCRIPT_S3] }).nodes;
    expect(node.verdict).toBe(PreflightVerdict.BLOCKED);
    expect(node.capabilities.find(({ capability }) => capability === PreflightCapability.TRANSCRIPT_S3)).toMatchObject({
      required: true, notApplicable: 'no session document in use names a bucket',
    });
  });

  test('what is not required does not count', () => {
    const broken = template();
    const group = Object.values(broken.Resources as Record<string, { Type: string; Properties: Record<string, unknown> }>).find(({ Type }) => Type === 'AWS::EC2::SecurityGroup')!;
    group.Properties.SecurityGroupEgress = [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }];
    expect(Preflight.ofTemplate(broken).verdict).toBe(PreflightVerdict.BLOCKED);
    expect(Preflight.ofTemplate(broken, { require: [] }).nodes[0]).toMatchObject({ verdict: PreflightVerdict.CONNECTS, findings: [] });
  });

  test.each(['Open/Node', 'Open/Node/Resource', 'Open'])('exclude %s by its construct path', path => {
    const app = quietApp();
    new PublicNode(app, 'Open');
    new PublicNode(app, 'OpenToo');
    expect(Object.keys(verdicts(Preflight.ofApp(app, { exclude: [path] })))).toEqual(['OpenToo/Node']);
  });

  test('exclude by logical id', () => {
    const [{ logicalId }] = Preflight.ofTemplate(template()).nodes;
    expect(Preflight.ofTemplate(template(), { exclude: [logicalId] }).nodes).toEqual([]);
  });

  test('parameters without a default get their values', () => {
    const app = quietApp();
    const stack = new PublicNode(app, 'Open');
    const parameter = new CfnParameter(stack, 'Cidr', { type: 'String' });
    (stack.instance.connections.securityGroups[0].node.defaultChild as ec2.CfnSecurityGroup).securityGroupEgress = [
      { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: parameter.valueAsString },
    ];
    const json = Template.fromStack(stack).toJSON();
    expect(Preflight.ofTemplate(json).verdict).toBe(PreflightVerdict.UNKNOWN);
    expect(Preflight.ofTemplate(json, { parameters: { Cidr: '0.0.0.0/0' } }).verdict).toBe(PreflightVerdict.CONNECTS);
    expect(Preflight.ofTemplate(json, { parameters: { Cidr: '10.0.0.0/8' } }).verdict).toBe(PreflightVerdict.BLOCKED);
  });

  test('an unknown region is assumed, and the report says so', () => {
    const assumption = 'Stacks without a region are assumed to run in the partition aws.';
    expect(Preflight.ofTemplate(template()).assumptions).toContain(assumption);
    expect(Preflight.ofTemplate(template(), { region: 'eu-west-1' }).assumptions).not.toContain(assumption);
  });
});

describe('Preflight.ofFile', () => {
  test('reads an assembly', () => {
    const app = quietApp({ outdir: mkdtempSync(join(tmpdir(), 'preflight-')) });
    new PublicNode(app, 'Open');
    expect(verdicts(Preflight.ofFile(app.synth().directory))).toEqual({ 'Open/Node': 'CONNECTS' });
  });

  test('says which file cannot be read', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'preflight-')), 'template.json');
    writeFileSync(file, '{\n"Resources": {');
    expect(() => Preflight.ofFile(file)).toThrow(/template\.json:2: /);
    expect(() => Preflight.ofFile(`${file}.missing`)).toThrow(/template\.json\.missing/);
  });

  test('refuses a file that is no template', () => {
    expect(() => Preflight.ofTemplate({ Name: 'x' })).toThrow(/Resources/);
  });
});

describe('acknowledgements', () => {
  const acknowledge = (where: (stack: PublicNode) => Parameters<typeof Validations.of>[0], id = 'SSM-NET-003') => {
    const app = quietApp();
    const stack = new PublicNode(app, 'Closed', { closed: true });
    new PublicNode(app, 'Other', { closed: true });
    Validations.of(where(stack)).acknowledge({ id, reason: 'Opened by hand' });
    return Preflight.ofApp(app);
  };

  test.each<[string, (stack: PublicNode) => Parameters<typeof Validations.of>[0]]>([
    ['at the node', stack => stack.instance],
    ['at what has to be changed', stack => stack.instance.connections.securityGroups[0]],
    ['at the stack', stack => stack],
  ])('%s, the finding has its reason and does not count; others do', (_, where) => {
    const report = acknowledge(where);
    expect(report.node('Closed/Node')).toMatchObject({ verdict: PreflightVerdict.CONNECTS, findings: [{ ruleId: 'SSM-NET-003', acknowledged: 'Opened by hand' }] });
    expect(report.node('Other/Node')).toMatchObject({ verdict: PreflightVerdict.BLOCKED, findings: [{ acknowledged: undefined }] });
  });

  test('with the name of the plugin before the id', () => {
    expect(acknowledge(stack => stack, 'SessionManagerPreflight::SSM-NET-003').node('Closed/Node').verdict).toBe(PreflightVerdict.CONNECTS);
  });

  test('of another rule does not count', () => {
    expect(acknowledge(stack => stack, 'SSM-NET-004').node('Closed/Node').verdict).toBe(PreflightVerdict.BLOCKED);
  });
});

describe('PreflightReport.node', () => {
  const app = quietApp();
  new PublicNode(app, 'One');
  new PublicNode(app, 'Two');
  const report = Preflight.ofApp(app);

  test.each(['One/Node', 'One/Node/Resource', 'One'])('finds %s', id => {
    expect(report.node(id).stack).toBe('One');
  });

  test('finds a logical id that is unique', () => {
    const [{ logicalId }] = Preflight.ofApp(app, { exclude: ['Two'] }).nodes;
    expect(Preflight.ofApp(app, { exclude: ['Two'] }).node(logicalId).id).toBe('One/Node');
  });

  test('lists the nodes', () => {
    expect(() => report.node('Three')).toThrow('id must be that of a node in the report, got \'Three\'; it has One/Node, Two/Node');
    expect(() => Preflight.ofApp(quietApp()).node('Three')).toThrow('it has no nodes');
  });

  test('lists the nodes that match an id', () => {
    const { logicalId } = report.nodes[0];
    expect(() => report.node(logicalId)).toThrow(`id must be that of one node, got '${logicalId}', which fits One/Node, Two/Node; use one of these`);
  });
});

test('the report in each format', () => {
  const app = quietApp();
  new PublicNode(app, 'Closed', { closed: true });
  const report = Preflight.ofApp(app);
  expect(report.toText()).toContain('BLOCKED   Closed/Node');
  expect(JSON.parse(report.toJsonText())).toMatchObject({ verdict: 'BLOCKED', nodes: [{ id: 'Closed/Node' }] });
  expect(report.toHtml()).toMatch(/^<!doctype html>[^]*Closed\/Node/i);
  expect(JSON.parse(report.toSarif())).toMatchObject({ version: '2.1.0', runs: [{ results: [{ ruleId: 'SSM-NET-003', level: 'error' }] }] });
  expect(report.toJunit()).toMatch(/<testcase name="Closed\/Node" classname="Closed">\s*<failure type="BLOCKED"/);
  expect(report.toGithubAnnotations()).toMatch(/^::error file=.*,title=SSM-NET-003 BLOCKED::/);
});

test('the report as HTML has a matrix of people', () => {
  expect(Preflight.ofApp(new AccessApp().app).toHtml()).toMatch(/<section class="wide access"[^]*<th scope="row">Team\/<wbr>Operators/);
});

describe('requireConnects', () => {
  test('returns the report of an app whose nodes connect', () => {
    const app = quietApp();
    new PublicNode(app, 'Open');
    expect(Preflight.requireConnects(app, { failOnUnknown: true }).verdict).toBe(PreflightVerdict.CONNECTS);
  });

  test('throws what is wrong with a node, and how to mend it', () => {
    const app = quietApp();
    new PublicNode(app, 'Closed', { closed: true });
    expect(() => Preflight.requireConnects(app)).toThrow(/^Session Manager will not reach a node of this app, as it is:\n\nSSM-NET-003 BLOCKED: [^]* Construct: Closed\/Node\/[^]*Fix: Add an egress rule/);
    expect(Preflight.requireConnects(app, { exclude: ['Closed'] }).nodes).toEqual([]);
  });

  test('takes UNKNOWN, and no node at all, for a failure only where that is asked for', () => {
    const imported = quietApp();
    importedVpcNode(imported, 'Imported');
    expect(Preflight.requireConnects(imported).verdict).toBe(PreflightVerdict.UNKNOWN);
    expect(() => Preflight.requireConnects(imported, { failOnUnknown: true })).toThrow(/SSM-NET-001 UNKNOWN/);
    const empty = quietApp();
    expect(Preflight.requireConnects(empty).verdict).toBe(PreflightVerdict.UNKNOWN);
    expect(() => Preflight.requireConnects(empty, { failOnUnknown: true })).toThrow('Session Manager may not reach all nodes of this app: No node found: there is nothing to prove');
  });

  test('throws what does not hold of what is expected, and what is not decided only where that is asked for', () => {
    const { app, developers, guest, nobody, operators, dev } = new AccessApp();
    const expecting = (people: Role[], failOnUnknown = false) => () =>
      Preflight.requireConnects(app, { failOnUnknown, expect: [SessionExpectation.only(...people).mayOpen(dev)] });
    expect(expecting([operators, developers])).not.toThrow();
    expect(expecting([operators, developers], true)).toThrow(/^What is expected of access does not hold, as it is:\n\npreflight-expectation UNKNOWN: .*Team\/Guest \(role\) can is not decided/);
    expect(expecting([operators, guest])).toThrow(/preflight-expectation BLOCKED: .*Team\/Developers \(role\) can: [^]*Decided by: [^]*Fix: /);
    expect(expecting([operators, developers, nobody])).toThrow(/BLOCKED: Team\/Nobody .* and cannot/);
  });
});

describe('names that are of nothing', () => {
  const template = () => Template.fromStack(new PublicNode(quietApp(), 'Open')).toJSON();

  test.each<[string, PreflightOptions, string]>([
    ['exclude', { exclude: ['Nod'] }, 'exclude names \'Nod\', which is no node'],
    ['parameters', { parameters: { BootstrapVersionn: '1' } }, 'no template has a parameter \'BootstrapVersionn\' to be given; did you mean \'BootstrapVersion\'?'],
    ['region', { region: '' }, 'region must be a name of a region, got \'\'; pass one such as \'eu-west-1\''],
    ['region with a hint', { region: 'us-esat-1a' }, 'region must be a name of a region, got \'us-esat-1a\'; pass one such as \'eu-west-1\'; did you mean \'us-east-1\'?'],
    ['require', { require: ['SHEL' as PreflightCapability] },
      'require.0 must be a PreflightCapability, got \'SHEL\'; pass one such as PreflightCapability.SHELL; did you mean \'SHELL\'?'],
  ])('%s is an error', (_, options, message) => {
    expect(() => Preflight.ofTemplate(template(), options)).toThrow(message);
  });

  test('exclude by construct path is hinted at', () => {
    const app = quietApp();
    new PublicNode(app, 'Open');
    expect(() => Preflight.ofApp(app, { exclude: ['Open/Noed'] })).toThrow('exclude names \'Open/Noed\', which is no node; did you mean \'Open/Node\'?');
    expect(Preflight.ofApp(app, { exclude: ['Open'] }).nodes).toEqual([]);
  });

  test('an assumption is a warning, in text, JSON and HTML', () => {
    const report = Preflight.ofTemplate(template(), { assume: [PreflightAssumption.subnet('subnet-1', PreflightWayOut.NAT)] });
    const warning = 'The assumption subnet-1=nat is of no use: the templates leave nothing open that it is about';
    expect(report.warnings).toEqual([warning]);
    expect(report.toText().replace(/\s+/g, ' ')).toContain(`Warnings: - ${warning}`);
    expect(JSON.parse(report.toJsonText()).warnings).toEqual([warning]);
    expect(report.toHtml().replace(/<[^>]+>/g, '')).toContain(warning);
  });

  test('two things of one subnet are an error', () => {
    const assume = [PreflightAssumption.subnet('subnet-1', PreflightWayOut.NAT), PreflightAssumption.subnet('subnet-1', PreflightWayOut.PUBLIC)];
    expect(() => Preflight.ofTemplate(template(), { assume })).toThrow('assume says two things of subnet-1: nat and public');
    expect(() => new SessionManagerPreflight({ assume })).toThrow('assume says two things of subnet-1: nat and public');
  });

  test('an assumption about nodes that are not there is a warning', () => {
    expect(Preflight.ofTemplate({ Resources: {} }, { assume: [PreflightAssumption.defaultVpc()] }).warnings).toEqual(['The assumption default-vpc is of no use: there is no node']);
  });

  test('an acknowledgement of a rule that does not exist is a warning', () => {
    const app = quietApp();
    const stack = new PublicNode(app, 'Open');
    for (const id of ['SSM-NET-999', 'ssm-net-003', 'SSM-NET-003', 'AwsSolutions-SSM1', 'OTHER-NET-001']) {
      Validations.of(stack).acknowledge({ id, reason: 'Whatever' });
    }
    expect(Preflight.ofApp(app).warnings).toEqual([
      expect.stringMatching(/^Open acknowledges SSM-NET-999, and there is no such rule/),
      'Open acknowledges ssm-net-003, and there is no such rule; did you mean \'SSM-NET-003\'?',
    ]);
  });

  test.each([['', 'an empty text'], [' ', 'an empty text'], [Lazy.string({ produce: () => 'subnet-1' }), 'a token, which is only known at the deployment']])('%j is the id of no subnet', (id, got) => {
    expect(() => PreflightAssumption.subnet(id, PreflightWayOut.NAT)).toThrow(`subnetId must be written out, got ${got}; pass one such as 'subnet-0123456789abcdef0'`);
  });
});

test('a finding that can be assumed says how, in JSON too', () => {
  const app = quietApp();
  importedVpcNode(app, 'Imported');
  const report = Preflight.ofApp(app);
  expect(report.node('Imported/Node').findings[0]).toMatchObject({ ruleId: 'SSM-NET-001', assumption: 'subnet-0123=nat|public|endpoints' });
  expect(JSON.parse(report.toJsonText()).nodes[0].findings[0].assumption).toBe('subnet-0123=nat|public|endpoints');
});

test('requireConnects takes assumptions', () => {
  const app = quietApp();
  importedVpcNode(app, 'Imported');
  const assume = [PreflightAssumption.subnet('subnet-0123', PreflightWayOut.PUBLIC)];
  expect(() => Preflight.requireConnects(app, { failOnUnknown: true })).toThrow('SSM-NET-001');
  expect(Preflight.requireConnects(app, { failOnUnknown: true, assume }).verdict).toBe(PreflightVerdict.CONNECTS);
});
