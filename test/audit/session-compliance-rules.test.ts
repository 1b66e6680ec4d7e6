import { App, Aspects, Aws, CfnResource, Fn, Stack, Token, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as config from 'aws-cdk-lib/aws-config';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { IConstruct } from 'constructs';
import { SessionComplianceRemediation, SessionComplianceRule, SessionComplianceRules, SessionComplianceRulesProps } from '../../lib';
import { MANAGED_RULES } from '../../lib/audit/managed-rules';
import { WarningId } from '../../lib/core/warning-ids';
import { ACCOUNT, errorOf, newStack, propertiesOf, warnings } from '../fixtures';
import { deployed, resources, synthErrors } from '../util';
import { problemsOf } from '../validation';

const {
  MANAGED_NODES, PATCH_COMPLIANCE, ASSOCIATION_COMPLIANCE, IMDSV2, NO_PUBLIC_IP, NO_OPEN_SSH, NO_OPEN_REMOTE_ADMINISTRATION, DOCUMENTS_NOT_PUBLIC,
} = SessionComplianceRule;
const { MANUAL, AUTOMATIC } = SessionComplianceRemediation;

const RULE = 'AWS::Config::ConfigRule';
const REMEDIATION = 'AWS::Config::RemediationConfiguration';

function setUp(props: SessionComplianceRulesProps = {}, stack = newStack()) {
  return { stack, compliance: new SessionComplianceRules(stack, 'Compliance', props) };
}

const recorder = (stack: Stack, recordingGroup?: config.CfnConfigurationRecorderProps['recordingGroup'], id = 'Recorder') => (
  new config.CfnConfigurationRecorder(stack, id, { roleArn: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/Config`, recordingGroup })
);

const ruleOf = (stack: Stack, identifier: string) => propertiesOf(stack, RULE).find(({ Source }) => Source.SourceIdentifier === identifier);

describe('by default', () => {
  const { stack } = setUp();

  test.each<[string, string, string[] | undefined]>([
    ['EC2_INSTANCE_MANAGED_BY_SSM', 'EC2 instances are managed by Systems Manager (Security Hub: SSM.1)', ['AWS::EC2::Instance', 'AWS::SSM::ManagedInstanceInventory']],
    ['EC2_MANAGEDINSTANCE_PATCH_COMPLIANCE_STATUS_CHECK', 'Nodes are compliant after Patch Manager has installed patches (Security Hub: SSM.2)', ['AWS::SSM::PatchCompliance']],
    ['EC2_MANAGEDINSTANCE_ASSOCIATION_COMPLIANCE_STATUS_CHECK', 'The State Manager associations of nodes are compliant (Security Hub: SSM.3)', ['AWS::SSM::AssociationCompliance']],
    ['EC2_IMDSV2_CHECK', 'EC2 instances require IMDSv2 (Security Hub: EC2.8)', ['AWS::EC2::Instance']],
    ['EC2_INSTANCE_NO_PUBLIC_IP', 'EC2 instances have no public IPv4 address (Security Hub: EC2.9)', ['AWS::EC2::Instance']],
    ['INCOMING_SSH_DISABLED', 'Security groups do not open port 22 to everybody (Security Hub: EC2.13)', ['AWS::EC2::SecurityGroup']],
    ['VPC_SG_PORT_RESTRICTION_CHECK', 'Security groups do not open port 22 or 3389 to everybody (Security Hub: EC2.53, EC2.54)', undefined],
    ['SSM_DOCUMENT_NOT_PUBLIC', 'Systems Manager documents of the account are not public (Security Hub: SSM.4)', undefined],
  ])('%s watches', (identifier, description, types) => {
    expect(ruleOf(stack, identifier)).toEqual({
      Description: description,
      Source: { Owner: 'AWS', SourceIdentifier: identifier },
      ...types ? { Scope: { ComplianceResourceTypes: types } } : {},
      ...identifier === 'VPC_SG_PORT_RESTRICTION_CHECK' ? { InputParameters: { restrictPorts: '22,3389' } } : {},
    });
  });

  test('nothing else watches', () => {
    expect(propertiesOf(stack, RULE)).toHaveLength(8);
  });

  test('nothing is repaired, and neither a recorder nor anything else is created', () => {
    expect(new Set(Object.values<any>(Template.fromStack(stack).toJSON().Resources).map(({ Type }) => Type))).toEqual(new Set([RULE]));
  });
});

describe('rules', () => {
  test('are those that are asked for', () => {
    const { stack, compliance } = setUp({ rules: [NO_OPEN_SSH, DOCUMENTS_NOT_PUBLIC] });
    expect(propertiesOf(stack, RULE).map(({ Source }) => Source.SourceIdentifier)).toEqual(['INCOMING_SSH_DISABLED', 'SSM_DOCUMENT_NOT_PUBLIC']);
    expect(stack.resolve(compliance.rule(NO_OPEN_SSH).configRuleName)).toEqual({ Ref: expect.stringContaining('NoOpenSsh') });
  });

  test('tell of what they find', () => {
    const { stack, compliance } = setUp();
    compliance.rule(IMDSV2).onComplianceChange('Changed', { target: new targets.SnsTopic(new sns.Topic(stack, 'Topic')) });
    expect(propertiesOf(stack, 'AWS::Events::Rule')).toEqual([expect.objectContaining({
      EventPattern: expect.objectContaining({ 'source': ['aws.config'], 'detail-type': ['Config Rules Compliance Change'], 'detail': { configRuleName: [stack.resolve(compliance.rule(IMDSV2).configRuleName)] } }),
    })]);
  });

  test.each<[string, SessionComplianceRulesProps, string]>([
    ['none', { rules: [] }, 'rules must not be empty, got []: nothing would be watched; leave it out for all [Stack/Compliance]'],
    ['one twice', { rules: [IMDSV2, NO_OPEN_SSH, IMDSV2] }, 'rules must name each once, got IMDSV2 twice; remove one of the two [Stack/Compliance]'],
    ['nothing to repair', { rules: [MANAGED_NODES, NO_OPEN_REMOTE_ADMINISTRATION], remediation: MANUAL },
      'remediation must be left out where rules has neither IMDSV2 nor NO_OPEN_SSH, got MANUAL: nothing else is repaired; remove it, or add one of them [Stack/Compliance]'],
  ])('with %s are an error', (_what, props, message) => {
    expect(errorOf(() => setUp(props))).toBe(message);
  });

  test('that were not asked for are an error', () => {
    const { compliance } = setUp({ rules: [NO_OPEN_SSH, IMDSV2] });
    expect(errorOf(() => compliance.rule(NO_PUBLIC_IP)))
      .toBe('rule must be one of rules, got NO_PUBLIC_IP, and rules has NO_OPEN_SSH, IMDSV2; add it there [Stack/Compliance]');
  });

  test('that are none are an error', () => {
    const { compliance } = setUp();
    for (const wrong of [undefined, null, 'imdsv2', 7, {}]) {
      expect(errorOf(() => compliance.rule(wrong as any))).toMatch(/^rule must be a SessionComplianceRule, got .*; pass one such as SessionComplianceRule\.IMDSV2.* \[Stack\/Compliance\]$/);
    }
  });
});

describe('remediation', () => {
  const remediationOf = (stack: Stack, runbook: string) => propertiesOf(stack, REMEDIATION).find(({ TargetId }) => TargetId === runbook);
  const roleOf = (stack: Stack, runbook: string) => remediationOf(stack, runbook).Parameters.AutomationAssumeRole.StaticValue.Values[0]['Fn::GetAtt'][0];

  test.each<[SessionComplianceRule, string, string]>([
    [IMDSV2, 'AWSConfigRemediation-EnforceEC2InstanceIMDSv2', 'InstanceId'],
    [NO_OPEN_SSH, 'AWS-DisableIncomingSSHOnPort22', 'SecurityGroupIds'],
  ])('of %s waits for somebody', (rule, runbook, parameter) => {
    const { stack, compliance } = setUp({ remediation: MANUAL });
    expect(remediationOf(stack, runbook)).toEqual({
      ConfigRuleName: stack.resolve(compliance.rule(rule).configRuleName),
      TargetType: 'SSM_DOCUMENT',
      TargetId: runbook,
      Automatic: false,
      Parameters: {
        AutomationAssumeRole: { StaticValue: { Values: [{ 'Fn::GetAtt': [expect.stringContaining(`${rule}Role`), 'Arn'] }] } },
        [parameter]: { ResourceValue: { Value: 'RESOURCE_ID' } },
      },
    });
  });

  test('is there for nothing else', () => {
    expect(propertiesOf(setUp({ remediation: MANUAL }).stack, REMEDIATION)).toHaveLength(2);
  });

  test('is automatic only where that is asked for, with an end', () => {
    const { stack } = setUp({ remediation: AUTOMATIC });
    const automatic = expect.objectContaining({ Automatic: true, MaximumAutomaticAttempts: 5, RetryAttemptSeconds: 60 });
    expect(propertiesOf(stack, REMEDIATION)).toEqual([automatic, automatic]);
  });

  test('is of the rules that are asked for', () => {
    const { stack } = setUp({ rules: [NO_OPEN_SSH, MANAGED_NODES], remediation: MANUAL });
    expect(propertiesOf(stack, REMEDIATION).map(({ TargetId }) => TargetId)).toEqual(['AWS-DisableIncomingSSHOnPort22']);
    expect(propertiesOf(stack, 'AWS::IAM::Role')).toHaveLength(1);
  });

  test.each<[string, [string | string[], string | string[]][]]>([
    ['AWSConfigRemediation-EnforceEC2InstanceIMDSv2', [
      ['ec2:DescribeInstances', '*'],
      ['ec2:ModifyInstanceMetadataOptions', `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`],
      ['ssm:StartAutomationExecution', ['arn:aws:ssm:us-east-1::document/AWSConfigRemediation-EnforceEC2InstanceIMDSv2', `arn:aws:ssm:us-east-1:${ACCOUNT}:automation-execution/*`]],
      ['ssm:GetAutomationExecution', `arn:aws:ssm:us-east-1:${ACCOUNT}:automation-execution/*`],
    ]],
    ['AWS-DisableIncomingSSHOnPort22', [
      ['ec2:DescribeSecurityGroups', '*'],
      ['ec2:RevokeSecurityGroupIngress', `arn:aws:ec2:us-east-1:${ACCOUNT}:security-group/*`],
    ]],
  ])('by %s may do what its page asks for, and nothing more', (runbook, allowed) => {
    const { stack } = setUp({ remediation: MANUAL });
    const role = roleOf(stack, runbook);
    const policies = propertiesOf(stack, 'AWS::IAM::Policy').filter(({ Roles }) => Roles[0].Ref === role);
    expect(policies.flatMap(({ PolicyDocument }) => deployed(PolicyDocument.Statement)))
      .toEqual(allowed.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })));
  });

  test('has roles that Automation of this account takes, without managed policies', () => {
    const roles = propertiesOf(setUp({ remediation: MANUAL }).stack, 'AWS::IAM::Role');
    expect(roles).toHaveLength(2);
    for (const role of roles) {
      expect(deployed(role.AssumeRolePolicyDocument.Statement)).toEqual([{
        Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ssm.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      }]);
      expect(role).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  test('comes after the policy of its role', () => {
    const { stack } = setUp({ remediation: AUTOMATIC });
    for (const { DependsOn, Properties } of resources(stack, REMEDIATION)) {
      const [policy] = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).find(([, it]) => it.Properties.Roles[0].Ref === roleOf(stack, Properties.TargetId))!;
      expect(DependsOn).toContain(policy);
    }
  });
});

describe('the recorder', () => {
  const TYPES = ['AWS::EC2::Instance', 'AWS::SSM::ManagedInstanceInventory', 'AWS::SSM::PatchCompliance', 'AWS::SSM::AssociationCompliance', 'AWS::EC2::SecurityGroup'];
  const recorderWarnings = (stack: Stack) => warnings(stack).filter(text => text.includes(WarningId.RECORDER_NOT_PROVEN));

  test('that is nowhere is a warning, which says what it has to record', () => {
    expect(recorderWarnings(setUp().stack)).toEqual([expect.stringContaining(
      `no recorder of AWS Config is in the app, and none is created: without one that records ${TYPES.join(', ')}, the deployment fails with NoAvailableConfigurationRecorderException`,
    )]);
  });

  test('that rules by the clock need is a warning as well', () => {
    expect(recorderWarnings(setUp({ rules: [DOCUMENTS_NOT_PUBLIC] }).stack)).toEqual([expect.stringContaining('without one that records in this region, the deployment')]);
  });

  test.each<[string, (compliance: SessionComplianceRules) => IConstruct]>([
    ['rules', compliance => compliance],
    ['stack', compliance => Stack.of(compliance)],
  ])('that is nowhere is acknowledged at the %s', (_what, at) => {
    const { stack, compliance } = setUp();
    Validations.of(at(compliance)).acknowledge({ id: WarningId.RECORDER_NOT_PROVEN, reason: 'Control Tower has one in each account and region.' });
    expect(recorderWarnings(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => Stack]>([
    ['in the stack', stack => stack],
    ['in another stack of the account and region', stack => newStack(stack.node.root as App, 'Other')],
  ])('that comes later %s is none', (_what, place) => {
    const { stack } = setUp();
    recorder(place(stack));
    expect(recorderWarnings(stack)).toEqual([]);
  });

  test.each<[string, object]>([
    ['account', { account: '210987654321', region: 'us-east-1' }],
    ['region', { account: ACCOUNT, region: 'eu-west-1' }],
  ])('of another %s is one', (_what, env) => {
    const { stack } = setUp();
    recorder(newStack(stack.node.root as App, 'Other', { env }));
    expect(recorderWarnings(stack)).toHaveLength(1);
  });

  test('of the same stack comes before every rule', () => {
    const { stack } = setUp();
    const id = stack.getLogicalId(recorder(stack));
    const rules = resources(stack, RULE);
    expect(rules.filter(({ DependsOn }) => !DependsOn?.includes(id))).toEqual([]);
    expect(rules).toHaveLength(8);
  });

  test('of another stack is not waited for, since that stack may need this one', () => {
    const { stack } = setUp();
    recorder(newStack(stack.node.root as App, 'Other'));
    expect(resources(stack, RULE).filter(({ DependsOn }) => DependsOn)).toEqual([]);
    expect(stack.dependencies).toEqual([]);
  });

  const EXCLUSION = { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' };

  test.each<[string, config.CfnConfigurationRecorderProps['recordingGroup']]>([
    ['says nothing', undefined],
    ['takes everything', { allSupported: true }],
    ['takes everything, whatever else it says', { allSupported: true, resourceTypes: ['AWS::S3::Bucket'] }],
    ['takes what is needed', { resourceTypes: TYPES }],
    ['excludes other types', { recordingStrategy: EXCLUSION, exclusionByResourceTypes: { resourceTypes: ['AWS::S3::Bucket'] } }],
    ['excludes no types', { recordingStrategy: EXCLUSION }],
    ['says it by a parameter', { resourceTypes: Token.asList(Fn.ref('Types')) }],
    ['has a type that is not known', { resourceTypes: ['AWS::S3::Bucket', Fn.importValue('Type')] }],
    ['has a group that is not known', Fn.getAtt('Group', 'Value')],
  ])('that %s is no error', (_what, group) => {
    const { stack } = setUp();
    new CfnResource(stack, 'Types', { type: 'Custom::Types' });
    recorder(stack, group);
    expect(stack.node.findAll().flatMap(({ node }) => node.validate())).toEqual([]);
  });

  test.each<[string, config.CfnConfigurationRecorder.RecordingGroupProperty]>([
    ['takes other types', { allSupported: false, resourceTypes: TYPES.filter(type => type !== 'AWS::SSM::ManagedInstanceInventory') }],
    ['excludes one', { recordingStrategy: EXCLUSION, exclusionByResourceTypes: { resourceTypes: ['AWS::S3::Bucket', 'AWS::SSM::ManagedInstanceInventory'] } }],
  ])('that %s is an error', (_what, group) => {
    const { stack } = setUp();
    recorder(stack, group);
    expect(synthErrors(stack)).toEqual([
      '[Stack/Compliance] MANAGED_NODES needs AWS::SSM::ManagedInstanceInventory, which the recorder Stack/Recorder leaves out, so that it would find nothing; add it to the recordingGroup, or leave the rule out of rules',
    ]);
  });

  test('of another stack that leaves a type out is an error', () => {
    const { stack } = setUp({ rules: [IMDSV2, PATCH_COMPLIANCE] });
    recorder(newStack(stack.node.root as App, 'Other'), { resourceTypes: ['AWS::SSM::PatchCompliance'] });
    expect(synthErrors(stack)).toEqual([expect.stringContaining('IMDSV2 needs AWS::EC2::Instance, which the recorder Other/Recorder leaves out')]);
  });

  test('need not record what is looked at by the clock alone', () => {
    const { stack } = setUp({ rules: [DOCUMENTS_NOT_PUBLIC, NO_OPEN_REMOTE_ADMINISTRATION, ASSOCIATION_COMPLIANCE] });
    recorder(stack, { resourceTypes: ['AWS::SSM::AssociationCompliance'] });
    expect(synthErrors(stack)).toEqual([]);
  });

  test('that an aspect of the app adds is met', () => {
    const app = new App();
    Aspects.of(app).add({ visit: node => { if (node === app) { recorder(newStack(app, 'Landing')); } } });
    expect(recorderWarnings(setUp({}, newStack(app)).stack)).toEqual([]);
  });
});

describe('the template', () => {
  const make = (env = { account: ACCOUNT, region: 'us-east-1' }) => {
    const app = new App();
    const { stack } = setUp({ remediation: AUTOMATIC }, newStack(app, 'Stack', { env }));
    recorder(stack);
    return { app, artifact: app.synth().getStackByName('Stack') };
  };

  test('is valid CloudFormation', () => {
    expect(problemsOf(make().artifact.templateFullPath)).toEqual([]);
  });

  test('is the same twice', () => {
    expect(JSON.stringify(make().artifact.template)).toBe(JSON.stringify(make().artifact.template));
  });

  test.each(['us-east-1', 'cn-north-1', 'us-gov-west-1'])('names no partition in %s', region => {
    const rules = Object.entries(make({ account: ACCOUNT, region }).artifact.template.Resources).filter(([id]) => id.startsWith('Compliance'));
    expect(rules).toHaveLength(8 + 2 * 3);
    expect(JSON.stringify(rules)).not.toMatch(/arn:aws/);
  });

  test('has wildcards for the resources that are repaired alone, by cdk-nag', () => {
    const found = new AwsSolutionsChecks().validateScope(make().app).violations.map(({ ruleName }) => ruleName).sort();
    const mine = (service: string) => `arn:<AWS::Partition>:${service}:us-east-1:${ACCOUNT}`;
    expect(found).toEqual([
      'AwsSolutions-IAM5[Resource::*]',
      `AwsSolutions-IAM5[Resource::${mine('ec2')}:instance/*]`,
      `AwsSolutions-IAM5[Resource::${mine('ec2')}:security-group/*]`,
      `AwsSolutions-IAM5[Resource::${mine('ssm')}:automation-execution/*]`,
    ]);
  });
});

test('every rule is in the table once, with a control', () => {
  const facts = Object.values(SessionComplianceRule).map(rule => MANAGED_RULES[rule]);
  expect(new Set(facts.map(({ identifier }) => identifier)).size).toBe(facts.length);
  expect(facts.filter(({ securityHubControls }) => securityHubControls.length === 0)).toEqual([]);
});
