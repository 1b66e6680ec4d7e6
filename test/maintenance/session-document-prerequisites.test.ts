import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { isolatedNode } from './nodes';
import {
  AccountSessionPreferences, ComplianceSeverity, ISessionDocument, InteractiveCommandDocument, MaintenanceSchedule, MaintenanceTargets,
  NonInteractiveCommandDocument, PortForwardingDocument, PortForwardingTarget, RunAs, SessionDocumentPrerequisites,
  SessionDocumentPrerequisitesProps, SessionEncryption, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences,
  SessionPreferencesOptions,
} from '../../lib';
import { errorOf, newStack, propertiesOf, warnings } from '../fixtures';

const ASSOCIATION = 'AWS::SSM::Association';
const plain: SessionPreferencesOptions = { logging: SessionLogging.none(), encryption: SessionEncryption.none() };
const commands = { linux: { commands: 'df' } };
const streamed = (stack: Stack, streaming?: boolean) => new SessionLogging(stack, 'Logging', {
  logGroup: SessionLogGroup.fromSessionLogGroupAttributes(stack, 'LogGroup', { logGroupName: '/sessions', encrypted: false, streaming }),
});

function prerequisitesOf(make: (stack: Stack) => ISessionDocument[], props: Partial<SessionDocumentPrerequisitesProps> = {}) {
  const stack = newStack();
  return { stack, prerequisites: new SessionDocumentPrerequisites(stack, 'Prerequisites', { documents: make(stack), ...props }) };
}

describe('the oldest agent', () => {
  test.each<[string, (stack: Stack) => ISessionDocument, string, string[]]>([
    ['a plain shell', stack => new SessionPreferences(stack, 'Doc', plain), '2.3.68', ['Session Manager needs 2.3.68']],
    ['an encrypted shell', stack => new SessionPreferences(stack, 'Doc', { ...plain, encryption: undefined }), '2.3.539', ['encryption of sessions needs 2.3.539', 'Session Manager needs 2.3.68']],
    ['a shell as another user', stack => new SessionPreferences(stack, 'Doc', { ...plain, runAs: RunAs.defaultUser('ops') }), '2.3.672', ['Run As needs 2.3.672', 'Session Manager needs 2.3.68']],
    ['a shell by tag', stack => new SessionPreferences(stack, 'Doc', { ...plain, runAs: RunAs.principalTag() }), '2.3.672', ['Run As needs 2.3.672', 'Session Manager needs 2.3.68']],
    ['a profile of Linux', stack => new SessionPreferences(stack, 'Doc', { ...plain, shellProfile: { linux: 'bash' } }), '3.0.196', ['shell profiles needs 3.0.196', 'Session Manager needs 2.3.68']],
    ['a profile of Windows', stack => new SessionPreferences(stack, 'Doc', { ...plain, shellProfile: { windows: 'ls' } }), '3.0.196', ['shell profiles needs 3.0.196', 'Session Manager needs 2.3.68']],
    ['a streamed shell', stack => new SessionPreferences(stack, 'Doc', { ...plain, logging: streamed(stack) }), '3.0.356', ['streaming to CloudWatch Logs needs 3.0.356', 'Session Manager needs 2.3.68']],
    ['a shell that is not streamed', stack => new SessionPreferences(stack, 'Doc', { ...plain, logging: streamed(stack, false) }), '2.3.68', ['Session Manager needs 2.3.68']],
    ['the shell of the account', stack => new AccountSessionPreferences(stack, 'Doc', { ...plain, runAs: RunAs.defaultUser('ops') }), '2.3.672', ['Run As needs 2.3.672', 'Session Manager needs 2.3.68']],
    ['an imported shell', stack => SessionPreferences.fromSessionPreferencesAttributes(stack, 'Doc', { documentName: 'shell', logging: streamed(stack) }), '3.0.356',
      ['streaming to CloudWatch Logs needs 3.0.356', 'Session Manager needs 2.3.68']],
    ['a tunnel to the node', stack => new PortForwardingDocument(stack, 'Doc', { to: PortForwardingTarget.node(80) }), '2.3.672', ['port forwarding needs 2.3.672', 'Session Manager needs 2.3.68']],
    ['a tunnel to a host', stack => new PortForwardingDocument(stack, 'Doc', { to: PortForwardingTarget.host('db.example', 5432) }), '3.1.1188',
      ['port forwarding to a remote host needs 3.1.1188', 'port forwarding needs 2.3.672', 'Session Manager needs 2.3.68']],
    ['a command with a terminal', stack => new InteractiveCommandDocument(stack, 'Doc', { commands }), '2.3.668', ['commands with a terminal needs 2.3.668', 'Session Manager needs 2.3.68']],
    ['a command without one', stack => new NonInteractiveCommandDocument(stack, 'Doc', { commands }), '3.0.1124', ['commands without a terminal needs 3.0.1124', 'Session Manager needs 2.3.68']],
    ['a command of a streamed shell, which is not streamed', stack => new InteractiveCommandDocument(stack, 'Doc', {
      commands, sessionPreferences: new SessionPreferences(stack, 'Shell', { ...plain, logging: streamed(stack) }),
    }), '2.3.668', ['commands with a terminal needs 2.3.668', 'Session Manager needs 2.3.68']],
  ])('for %s', (_name, make, version, reasons) => {
    const { prerequisites } = prerequisitesOf(stack => [make(stack)]);
    expect(prerequisites.minimumAgentVersion).toBe(version);
    expect(prerequisites.reasons).toEqual(reasons.map(reason => `${reason} (Stack/Doc)`));
  });

  test('for several documents is that of the one that needs the newest', () => {
    const { prerequisites: { minimumAgentVersion, reasons } } = prerequisitesOf(stack => [
      new SessionPreferences(stack, 'Shell', plain),
      new PortForwardingDocument(stack, 'Tunnel', { to: PortForwardingTarget.host('db.example', 5432) }),
      new NonInteractiveCommandDocument(stack, 'Command', { commands }),
    ]);
    expect(minimumAgentVersion).toBe('3.1.1188');
    expect(reasons).toEqual([
      'port forwarding to a remote host needs 3.1.1188 (Stack/Tunnel)',
      'commands without a terminal needs 3.0.1124 (Stack/Command)',
      'port forwarding needs 2.3.672 (Stack/Tunnel)',
      'Session Manager needs 2.3.68 (Stack/Shell, Stack/Tunnel, Stack/Command)',
    ]);
  });
});

test('the version and why are an output, and nothing else is made', () => {
  const { stack } = prerequisitesOf(inner => [new PortForwardingDocument(inner, 'Doc', { to: PortForwardingTarget.node(80) })]);
  const { Outputs, Resources } = Template.fromStack(stack).toJSON();
  expect(Object.values(Outputs)).toEqual([{
    Value: '2.3.672',
    Description: 'The oldest SSM Agent for the session documents: port forwarding needs 2.3.672 (Stack/Doc); Session Manager needs 2.3.68 (Stack/Doc)',
  }]);
  expect(Object.values(Resources).map(({ Type }: any) => Type)).toEqual(['AWS::SSM::Document']);
});

test('a long description is cut to what CloudFormation takes', () => {
  const { stack } = prerequisitesOf(inner => Array.from({ length: 60 }, (_, index) => (
    new PortForwardingDocument(inner, `ATunnelWithALongName${index}`, { to: PortForwardingTarget.node(80) })
  )));
  const [{ Description }] = Object.values(Template.fromStack(stack).toJSON().Outputs) as any[];
  expect(Description).toHaveLength(1024);
  expect(Description).toMatch(/\.\.\.$/);
});

describe('the check of nodes', () => {
  const checked = (props: Partial<SessionDocumentPrerequisitesProps> = {}) => prerequisitesOf(
    stack => [new SessionPreferences(stack, 'Doc', { ...plain, logging: streamed(stack) })], { checkedOn: MaintenanceTargets.allNodes(), ...props });
  const documentOf = (stack: Stack) => propertiesOf(stack, 'AWS::SSM::Document').find(({ DocumentType }) => DocumentType === 'Command');

  test('is not there by itself', () => {
    const { stack, prerequisites } = prerequisitesOf(inner => [new SessionPreferences(inner, 'Doc', plain)]);
    expect(propertiesOf(stack, ASSOCIATION)).toEqual([]);
    expect(prerequisites.associationId).toBeUndefined();
  });

  test('is an association with a document of its own, once a day, of high severity', () => {
    const { stack, prerequisites } = checked();
    expect(propertiesOf(stack, ASSOCIATION)).toEqual([{
      Name: { Ref: expect.stringMatching(/^PrerequisitesDocument/) },
      Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
      ScheduleExpression: 'rate(1 day)',
      ComplianceSeverity: 'HIGH',
      MaxConcurrency: '10%',
      MaxErrors: '100%',
    }]);
    expect(stack.resolve(prerequisites.associationId)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^PrerequisitesAssociation/), 'AssociationId'] });
  });

  test('may have its own times and severity', () => {
    const { stack } = checked({ schedule: MaintenanceSchedule.rate(Duration.days(7)), complianceSeverity: ComplianceSeverity.CRITICAL });
    expect(propertiesOf(stack, ASSOCIATION)[0]).toMatchObject({ ScheduleExpression: 'rate(7 days)', ComplianceSeverity: 'CRITICAL' });
  });

  test('has a step for each platform, with the version', () => {
    const { stack } = checked();
    const { Content, DocumentFormat, UpdateMethod, Name } = documentOf(stack);
    const { schemaVersion, description, mainSteps } = JSON.parse(Content);
    expect([DocumentFormat, UpdateMethod, Name, schemaVersion]).toEqual(['JSON', 'NewVersion', undefined, '2.2']);
    expect(description).toBe('Fails where the SSM Agent is older than the session documents of Stack/Prerequisites need');
    expect(mainSteps.map(({ action, name, precondition, inputs }: any) => [action, name, precondition.StringEquals, inputs.timeoutSeconds])).toEqual([
      ['aws:runShellScript', 'linux', ['platformType', 'Linux'], '60'],
      ['aws:runShellScript', 'macos', ['platformType', 'MacOS'], '60'],
      ['aws:runPowerShellScript', 'windows', ['platformType', 'Windows'], '60'],
    ]);
    mainSteps.forEach(({ inputs }: any) => expect(inputs.runCommand.join('\n')).toContain('3.0.356'));
    expect(Content).not.toContain('{{');
  });

  test('works where no S3 is, since it downloads nothing', () => {
    const stack = newStack();
    const { node } = isolatedNode(stack);
    new SessionDocumentPrerequisites(stack, 'Prerequisites', {
      documents: [new PortForwardingDocument(stack, 'Doc', { to: PortForwardingTarget.node(80) })], checkedOn: MaintenanceTargets.nodes(node),
    });
    expect(warnings(stack).filter(each => each.includes('Maintenance'))).toEqual([]);
  });

  test.each<[string, Partial<SessionDocumentPrerequisitesProps>]>([
    ['schedule', { schedule: MaintenanceSchedule.rate(Duration.days(1)) }],
    ['complianceSeverity', { complianceSeverity: ComplianceSeverity.LOW }],
  ])('%s without it is an error', (name, props) => {
    expect(errorOf(() => checked({ checkedOn: undefined, ...props }))).toBe(
      `${name} is for the check of nodes, which there is none of without checkedOn; set checkedOn, or remove ${name} [Stack/Prerequisites]`);
  });
});

test('no documents are an error', () => {
  expect(errorOf(() => prerequisitesOf(() => []))).toBe('documents must be one or more, got none, which needs no agent; pass session preferences or other session documents [Stack/Prerequisites]');
});

test('a bucket for transcripts needs no newer agent', () => {
  const { prerequisites } = prerequisitesOf(stack => [new SessionPreferences(stack, 'Doc', {
    ...plain, logging: new SessionLogging(stack, 'Logging', { bucket: SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Logs', { bucketName: 'logs', encryption: s3.BucketEncryption.S3_MANAGED }) }),
  })]);
  expect(prerequisites.minimumAgentVersion).toBe('2.3.68');
});

test('cdk-nag finds nothing in it', () => {
  const app = new App();
  const stack = newStack(app);
  new SessionDocumentPrerequisites(stack, 'Prerequisites', {
    documents: [new PortForwardingDocument(stack, 'Doc', { to: PortForwardingTarget.node(80) })], checkedOn: MaintenanceTargets.allNodes(),
  });
  app.synth();
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});
