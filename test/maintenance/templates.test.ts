import { readFileSync, writeFileSync } from 'fs';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { isolatedNode } from './nodes';
import {
  AgentUpdates, ComplianceSeverity, MaintenanceSchedule, MaintenanceTargets, NodePatchBaseline, NodePatching, PatchOperatingSystem,
  PatchOperation, PatchSchedule, PortForwardingDocument, PortForwardingTarget, SessionDocumentPrerequisites,
} from '../../lib';
import { ENVIRONMENTS } from '../bin/scenarios';
import { PRIVATE_ISOLATED, vpcWith } from '../util';
import { problemsOf } from '../validation';

const sundays = MaintenanceSchedule.cron('0 3 ? * SUN *', { offset: Duration.days(2) });

/** All that the constructs make, in one template. */
function templateFile(env?: { account: string; region: string }): string {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env });
  const topic = new sns.Topic(stack, 'Topic');
  const { node } = isolatedNode(stack, { vpc: vpcWith(stack, [PRIVATE_ISOLATED]), s3: true });
  new AgentUpdates(stack, 'Updates', { topic, complianceSeverity: ComplianceSeverity.HIGH, schedule: sundays });
  const baselines = Object.values(PatchOperatingSystem)
    .map(operatingSystem => new NodePatchBaseline(stack, operatingSystem, { operatingSystem, patchGroups: ['prod'] }));
  new NodePatching(stack, 'Scan', { targets: MaintenanceTargets.nodes(node), baselines, topic });
  new NodePatching(stack, 'Install', {
    targets: MaintenanceTargets.patchGroups('prod'),
    operation: PatchOperation.INSTALL,
    schedule: PatchSchedule.maintenanceWindow(sundays, { timeZone: 'Europe/Berlin' }),
    topic,
  });
  new SessionDocumentPrerequisites(stack, 'Prerequisites', {
    documents: [new PortForwardingDocument(stack, 'Tunnel', { to: PortForwardingTarget.node(80) })], checkedOn: MaintenanceTargets.nodes(node),
  });
  return app.synth().getStackByName(stack.stackName).templateFullPath;
}

describe.each(Object.entries(ENVIRONMENTS))('in %s', (_name, env) => {
  test('the template is valid CloudFormation without a warning', () => {
    expect(problemsOf(templateFile(env as never))).toEqual([]);
  });

  test('no ARN has a literal partition, and no domain is literal but those of service principals', () => {
    const text = readFileSync(templateFile(env as never), 'utf8');
    expect(text).not.toMatch(/arn:aws[a-z-]*:/);
    expect(text.replace(/"(ec2|events)\.amazonaws\.com"/g, '')).not.toMatch(/amazonaws\.com/);
  });
});

test.each([
  ['AWS::SSM::Association', 'Name'],
  ['AWS::SSM::MaintenanceWindow', 'Cutoff'],
  ['AWS::SSM::MaintenanceWindowTask', 'TaskArn'],
  ['AWS::SSM::PatchBaseline', 'Name'],
])('a %s without %s would be found', (type, property) => {
  const file = templateFile();
  const template = JSON.parse(readFileSync(file, 'utf8'));
  Object.values<any>(template.Resources).filter(({ Type }) => Type === type).forEach(({ Properties }) => delete Properties[property]);
  writeFileSync(file, JSON.stringify(template));
  expect(problemsOf(file)).toContain(`FATAL F3003: '${property}' is a required property`);
});

test('two syntheses are the same', () => {
  expect(readFileSync(templateFile(), 'utf8')).toBe(readFileSync(templateFile(), 'utf8'));
});
