import { CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { AgentUpdates, ISsmManagedInstance, MaintenanceTargets, SsmManagedInstance } from '../../lib';
import { errorOf, newStack, propertiesOf } from '../fixtures';

const imported = (stack: Stack, id = 'Node', instanceId = 'i-0123456789abcdef0'): ISsmManagedInstance => (
  SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, id, { instanceId })
);

function targetsOf(make: (stack: Stack) => MaintenanceTargets) {
  const stack = newStack();
  new AgentUpdates(stack, 'Updates', { targets: make(stack) });
  return propertiesOf(stack, 'AWS::SSM::Association')[0].Targets;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);
const keys = (count: number) => Object.fromEntries(numbers(count).map(each => [each, ['a']]));

test('all nodes', () => {
  expect(targetsOf(() => MaintenanceTargets.allNodes())).toEqual([{ Key: 'InstanceIds', Values: ['*'] }]);
});

test('nodes with all of some tags', () => {
  expect(targetsOf(() => MaintenanceTargets.tagged({ env: ['prod', 'test'], team: ['data'] }))).toEqual([
    { Key: 'tag:env', Values: ['prod', 'test'] }, { Key: 'tag:team', Values: ['data'] },
  ]);
});

test('patch groups are the values of one tag', () => {
  expect(targetsOf(() => MaintenanceTargets.patchGroups('a', 'b'))).toEqual([{ Key: 'tag:PatchGroup', Values: ['a', 'b'] }]);
});

test('nodes by their ids', () => {
  expect(targetsOf(stack => MaintenanceTargets.nodes(imported(stack), imported(stack, 'Other', 'mi-0123456789abcdef0')))).toEqual([
    { Key: 'InstanceIds', Values: ['i-0123456789abcdef0', 'mi-0123456789abcdef0'] },
  ]);
});

test('values may be known at deployment only', () => {
  expect(targetsOf(stack => MaintenanceTargets.tagged({ env: [new CfnParameter(stack, 'Env').valueAsString] }))).toEqual([{ Key: 'tag:env', Values: [{ Ref: 'Env' }] }]);
  expect(targetsOf(() => MaintenanceTargets.tagged({ env: Fn.split(',', Fn.importValue('Envs')) }))).toEqual([
    { Key: 'tag:env', Values: { 'Fn::Split': [',', { 'Fn::ImportValue': 'Envs' }] } },
  ]);
});

test('5 tags with 50 values are taken', () => {
  expect(targetsOf(() => MaintenanceTargets.tagged({ ...keys(4), last: numbers(50) }))).toHaveLength(5);
});

test.each<[string, () => unknown, string]>([
  ['no tags', () => MaintenanceTargets.tagged({}), 'tags must be 1-5 keys, got 0; use fewer, or a tag that stands for them'],
  ['6 tags', () => MaintenanceTargets.tagged(keys(6)), 'tags must be 1-5 keys, got 6; use fewer, or a tag that stands for them'],
  ['a tag without values', () => MaintenanceTargets.tagged({ env: [] }), 'tags.env must be 1-50, got 0; name one'],
  ['a tag with 51 values', () => MaintenanceTargets.tagged({ env: numbers(51) }), 'tags.env must be 1-50, got 51; give the nodes one tag, and use MaintenanceTargets.tagged(...)'],
  ['no patch group', () => MaintenanceTargets.patchGroups(), 'tags.PatchGroup must be 1-50, got 0; name one'],
  ['no nodes', () => MaintenanceTargets.nodes(), 'nodes must be 1-50, got 0; name one'],
  ['51 nodes', () => {
    const stack = newStack();
    return MaintenanceTargets.nodes(...numbers(51).map(id => imported(stack, id)));
  }, 'nodes must be 1-50, got 51; give the nodes one tag, and use MaintenanceTargets.tagged(...)'],
  ['an asterisk', () => MaintenanceTargets.tagged({ env: ['*'] }), 'tags.env must be values of their own, got \'*\'; use MaintenanceTargets.allNodes() for all nodes'],
  ['a text for a list', () => MaintenanceTargets.tagged({ env: 'prod' as never }), 'tags.env must be a list of strings, got \'prod\'; pass one such as [\'text\']'],
  ['an id for a node', () => MaintenanceTargets.nodes('i-1' as never), 'nodes.0 must be an ISsmManagedInstance, got \'i-1\'; pass one such as new SsmManagedInstance(this, \'Node\', { vpc })'],
])('%s', (_name, make, error) => {
  expect(errorOf(make)).toBe(error);
});
