import { readFileSync } from 'fs';
import { join } from 'path';
import { Aws, aws } from './aws';
import { Comparison, compared } from './comparison';
import { DeployedResource } from './deployed-stack';
import { Emulator, succeed } from './emulator';
import { added, inventory } from './inventory';
import { CHANGED_IDLE_MINUTES, CHANGED_REGISTRATION_LIMIT, SCENARIOS, synthesized } from './scenarios';

const STACKS = Object.keys(SCENARIOS);
/** Servers outside AWS are not of their stack. */
const WITH_NODES = STACKS.filter(name => name !== 'HybridScenario');

const textOf = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

/** The properties of the table in docs/deploy-test.md. */
const documented = [...textOf('docs/deploy-test.md').matchAll(/^\| `(\S+)` \| `(\w+)` \| .+ \|$/gm)].map(([, type, property]) => `${type} ${property}`);

let emulator: Emulator;
let account: Aws;
let before: Record<string, string[]>;
let assemblies: { readonly first: string; readonly changed: string };

beforeAll(async () => {
  emulator = await Emulator.start();
  account = aws(emulator);
  before = await inventory(account);
  assemblies = { first: synthesized(emulator.app(), { changed: false }), changed: synthesized(emulator.app(), { changed: true }) };
});
afterAll(() => emulator.stop());

let stacks: Record<string, Comparison>;
const notShown = new Set<string>();

async function deploy(assembly: string): Promise<void> {
  await succeed(emulator.deploy(assembly));
  stacks = Object.fromEntries(await Promise.all(STACKS.map(async name => [name, await compared(account, assembly, name)] as const)));
  Object.values(stacks).forEach(({ differences }) => differences.forEach(({ property }) => notShown.add(property)));
}

const undocumented = ({ differences }: Comparison) => differences.filter(({ property }) => !documented.includes(property));
const ofType = ({ resources }: Pick<Comparison, 'resources'>, type: string) => resources.filter(resource => resource.type === type);
/** Its instances, and those of its groups. */
const nodesOf = async (stack: Comparison): Promise<string[]> => {
  const names = ofType(stack, 'AWS::AutoScaling::AutoScalingGroup').map(({ physicalId }) => physicalId);
  const { AutoScalingGroups } = await account.autoScaling.describeAutoScalingGroups({});
  return [
    ...ofType(stack, 'AWS::EC2::Instance').map(({ physicalId }) => physicalId),
    ...AutoScalingGroups!.filter(({ AutoScalingGroupName }) => names.includes(AutoScalingGroupName!))
      .flatMap(({ Instances }) => Instances!.map(({ InstanceId }) => InstanceId!)),
  ];
};
const documentsOf = (stack: Comparison): string[] => [
  ...ofType(stack, 'AWS::SSM::Document').map(({ physicalId }) => physicalId),
  ...ofType(stack, 'Custom::AccountSessionPreferences').map(({ properties }) => properties.DocumentName),
];
/** The preferences of a document; undefined for a tunnel. */
const shellOf = async (Name: string): Promise<{ Name: string; inputs: any } | undefined> => {
  const { inputs } = JSON.parse((await account.ssm.getDocument({ Name })).Content!);
  return inputs && { Name, inputs };
};
const activations = async () => (await account.ssm.describeActivations({})).ActivationList!.map(({ ActivationId }) => ActivationId!);
const versionsOf = async (Name: string) => {
  const { Document } = await account.ssm.describeDocument({ Name });
  return { default: Document!.DefaultVersion, latest: Document!.LatestVersion };
};

describe('deployed', () => {
  beforeAll(() => deploy(assemblies.first));

  test.each(STACKS)('%s is in the account as it is in the template', name => {
    expect(undocumented(stacks[name])).toEqual([]);
  });

  test.each(STACKS)('the roles of %s have its inline policies and no others', async name => {
    const policies = ofType(stacks[name], 'AWS::IAM::Policy').map(({ properties }) => properties);
    for (const { physicalId: RoleName } of ofType(stacks[name], 'AWS::IAM::Role')) {
      const { PolicyNames } = await account.iam.listRolePolicies({ RoleName });
      expect(PolicyNames).toEqual(policies.filter(({ Roles }) => Roles.includes(RoleName)).map(({ PolicyName }) => PolicyName));
    }
  });

  test.each(WITH_NODES)('%s has one node, or two for a team and in a fleet', async name => {
    // A NAT instance is one more.
    expect(await nodesOf(stacks[name])).toHaveLength(['TeamAccessScenario', 'FleetScenario', 'LowCostScenario'].includes(name) ? 2 : 1);
  });

  test.each(STACKS)('%s has its documents, and each has one version', async name => {
    const documents = documentsOf(stacks[name]);
    const withTunnel = ['TeamAccessScenario', 'WindowsScenario'];
    expect(await Promise.all(documents.map(versionsOf))).toEqual(Array(withTunnel.includes(name) ? 2 : 1).fill({ default: '1', latest: '1' }));
  });
});

describe('changed', () => {
  let nodes: Record<string, string[]>;
  let activation: string;
  beforeAll(async () => {
    nodes = Object.fromEntries(await Promise.all(WITH_NODES.map(async name => [name, await nodesOf(stacks[name])] as const)));
    [activation] = await activations();
    await deploy(assemblies.changed);
  });

  test.each(STACKS)('%s is in the account as it is in the template', name => {
    expect(undocumented(stacks[name])).toEqual([]);
  });

  test.each(WITH_NODES)('%s has one more node, and still those that it had', async name => {
    const now = await nodesOf(stacks[name]);
    expect(now).toHaveLength(nodes[name].length + 1);
    expect(now).toEqual(expect.arrayContaining(nodes[name]));
  });

  test('HybridScenario has another activation with another limit in the place of the first one, and its code is in the secret', async () => {
    const { ActivationList } = await account.ssm.describeActivations({});
    expect(ActivationList!.map(({ RegistrationLimit }) => RegistrationLimit)).toEqual([CHANGED_REGISTRATION_LIMIT]);
    const [{ ActivationId }] = ActivationList!;
    expect(ActivationId).not.toBe(activation);
    const [{ physicalId: SecretId }] = ofType(stacks.HybridScenario, 'AWS::SecretsManager::Secret');
    const { SecretString } = await account.secrets.getSecretValue({ SecretId });
    expect(JSON.parse(SecretString!)).toMatchObject({ activationId: ActivationId, former: [activation] });
  });

  test.each(STACKS.filter(name => name !== 'DatabaseTunnelScenario'))('%s has another idle timeout in a new version, which is the default', async name => {
    const shells = await Promise.all(documentsOf(stacks[name]).map(shellOf));
    const [{ Name, inputs }, ...others] = shells.flatMap(shell => shell ?? []);
    expect(others).toEqual([]);
    expect(await versionsOf(Name)).toEqual({ default: '2', latest: '2' });
    expect(inputs.idleSessionTimeout).toBe(CHANGED_IDLE_MINUTES);
  });
});

test('docs/deploy-test.md names exactly the properties that are not shown', () => {
  expect([...documented].sort()).toEqual([...notShown].sort());
});

describe('destroyed', () => {
  let resources: DeployedResource[];
  let left: Record<string, string[]>;
  beforeAll(async () => {
    resources = Object.values(stacks).flatMap(stack => stack.resources);
    await succeed(emulator.destroy(assemblies.changed));
    left = added(await inventory(account), before);
  });

  const retained = (type: string) => ofType({ resources }, type).filter(resource => resource.retained).map(({ physicalId }) => physicalId).sort();

  test('docs/scenarios.md says what stays', () => {
    const page = textOf('docs/scenarios.md').replace(/\s+/g, ' ');
    expect(page).toContain('It keeps the transcripts: their buckets, log group and KMS key stay.');
    expect(page).toContain('Deleting `DatabaseTunnelScenario` leaves a final snapshot of its database');
    expect(page).toContain('The log group of its function stays when the stack is deleted.');
    expect(page).toContain('The log group of the function stays, too, when the stack is deleted.');
    expect(page).toContain('The log group of the function stays when the stack is deleted, and so do the nodes that have registered.');
    expect(page).toContain('The log groups of the audit and of its function and the bucket of the trail stay, too, when the stack is deleted.');
  });

  test('just that is left', () => {
    expect(Object.keys(left).sort()).toEqual(['bucket', 'key', 'logGroup', 'snapshot']);
  });

  test('of each of the ten stacks with transcripts a bucket, the bucket of its access logs, and a key; the trail has two buckets more', () => {
    expect([left.bucket, left.key]).toEqual([retained('AWS::S3::Bucket'), retained('AWS::KMS::Key')]);
    expect([left.bucket, left.key].map(({ length }) => length)).toEqual([2 * 10 + 2, 10]);
  });

  test('the buckets still refuse requests without TLS', async () => {
    for (const Bucket of left.bucket) {
      const { Policy } = await account.s3.getBucketPolicy({ Bucket });
      expect(JSON.parse(Policy!).Statement).toContainEqual(expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }));
    }
  });

  test('a log group of each of them, those of the four functions, and the record of the audit', () => {
    expect(left.logGroup).toEqual(retained('AWS::Logs::LogGroup'));
    expect(left.logGroup).toHaveLength(10 + 4 + 1);
  });

  test('a snapshot of the database', () => {
    const [{ physicalId }] = ofType({ resources }, 'AWS::RDS::DBInstance');
    expect(left.snapshot).toEqual([expect.stringContaining(physicalId)]);
  });
});
