import { evaluateRules } from '../../../lib/preflight/engine/evaluate-rules';
import { Known, Unknown } from '../../../lib/preflight/model/known';
import { Subnet } from '../../../lib/preflight/model/network/network';
import { Image, ManagedNode } from '../../../lib/preflight/model/node';
import { sentence } from '../../../lib/preflight/model/words';
import { wordFix } from '../../../lib/preflight/readers/cloudformation/word-fix';
import { nodeSetting, ContextChanges, location, workingImage, workingContext } from '../rules/working-context';

const WHY = new Unknown('because');

function judged(changes: ContextChanges, node: Partial<ManagedNode> = {}) {
  const context = workingContext(changes);
  return evaluateRules(context.model, { ...context.node, ...node });
}

const subnetOf = (changes: ContextChanges) => workingContext(changes).subnet as Subnet;
const lines = (changes: ContextChanges, node: Partial<ManagedNode> = {}) => judged(changes, node).findings
  .map(({ rule, severity, services, contexts }) => [rule.id, severity, services, contexts.length]);

test('a node that works has no finding', () => {
  const { findings, documentInputs, contexts } = judged({});
  expect(findings).toEqual([]);
  expect(documentInputs).toBeUndefined();
  expect(contexts).toHaveLength(1);
  expect(contexts[0].capabilitiesOf('ssm')).toContain('SHELL');
  expect(contexts[0].capabilitiesOf()).toContain('AGENT_UPDATE');
  expect(contexts[0].pathTo('ssm')).toBe(contexts[0].pathTo('ssm'));
});

test('the same finding in several subnets is reported once', () => {
  const subnet = subnetOf({ network: 'internet-gateway' });
  const changes: ContextChanges = { network: 'internet-gateway', securityGroup: { egress: [] } };
  const two = { subnets: nodeSetting('SubnetIds', [subnet, { ...subnet, id: 'subnet-2' }]) };
  expect(lines(changes, two)).toEqual([['SSM-NET-003', 'BLOCKED', ['ssm', 'ssmmessages', 's3'], 2]]);
});

test('the destinations of a finding are in one sentence', () => {
  const [{ message, destinations, services, fix }, ...others] = judged({ securityGroup: { egress: [] } }).findings;
  expect(others).toEqual([]);
  expect(destinations).toEqual(['the VPC endpoint', 'S3 through its gateway endpoint']);
  expect(message).toBe('No egress rule of NodeGroup lets TCP 443 out to the VPC endpoint and S3 through its gateway endpoint');
  expect(services).toEqual(['ssm', 'ssmmessages', 's3']);
  expect(wordFix(fix)).toBe('Add an egress rule for TCP 443 to a security group of the node');
});

test('messages and fixes begin with a capital letter', () => {
  for (const { message, fix } of judged({}, { profile: nodeSetting('IamInstanceProfile', undefined) }).findings) {
    expect([message, sentence(wordFix(fix))].every(text => /^[A-Z]/.test(text))).toBe(true);
  }
});

test('the most serious finding comes first', () => {
  const { findings } = judged({ network: 'internet-gateway', securityGroup: { egress: [] }, vpc: { amazonDns: { value: false, location: location('Options', 'AWS::EC2::DHCPOptions') } } }, { comesAfter: new Set() });
  const severities = findings.map(({ severity }) => severity);
  expect(severities).toEqual([...severities].sort((a, b) => ['BLOCKED', 'UNKNOWN', 'WARNING'].indexOf(a) - ['BLOCKED', 'UNKNOWN', 'WARNING'].indexOf(b)));
  expect(new Set(severities)).toEqual(new Set(['BLOCKED', 'UNKNOWN', 'WARNING']));
});

test('a finding about all services stays one, whichever came first', () => {
  expect(lines({}, { subnets: nodeSetting<Known<Subnet>[]>('SubnetId', WHY) })).toContainEqual(['SSM-NET-001', 'UNKNOWN', undefined, 1]);
  // Two subnets. One is unknown, for the same reason as the network paths of the other.
  const subnet = subnetOf({ network: 'nat-gateway', subnet: { routeTable: WHY } });
  const both = lines({ network: 'nat-gateway' }, { subnets: nodeSetting('SubnetIds', [subnet, WHY]) }).filter(([id]) => id === 'SSM-NET-001');
  expect(both).toEqual([['SSM-NET-001', 'UNKNOWN', undefined, 2]]);
});

test('the rules check what the document asks for, and nothing if it cannot be read', () => {
  const setting = { value: '1.0', location: location('Document', 'AWS::SSM::Document') };
  const document = { name: 'd', location: setting.location, schemaVersion: setting, sessionType: { ...setting, value: 'Standard_Stream' }, inputs: { ...setting, value: { kmsKeyId: 'away' } } };
  const context = workingContext();
  const model = { ...context.model, key: () => WHY };
  expect(evaluateRules(model, { ...context.node, document: { document, because: 'it is' } }).documentInputs).toMatchObject({ key: 'away' });
  expect(judged({}, { document: WHY }).documentInputs).toBe(WHY);
});

test('the rules know what is required', () => {
  const context = workingContext();
  const required = new Set(['SHELL'] as const);
  expect(evaluateRules(context.model, context.node, required).contexts[0].required).toBe(required);
});

test('old agents need ec2messages', () => {
  const images = (...versions: (string | undefined)[]) => ({ images: versions.map(agentVersion => nodeSetting('ImageId', { ...workingImage(), agentVersion })) });
  const hasNeed = (node: Partial<ManagedNode>) => judged({ network: 'internet-gateway' }, node).contexts[0].requirements.some(({ service }) => service === 'ec2messages');
  expect([hasNeed(images('3.3.39')), hasNeed(images('3.3.40.0')), hasNeed(images(undefined, '2.0')), hasNeed({ images: [nodeSetting<Image>('ImageId', WHY)] })]).toEqual([true, false, true, false]);
});
