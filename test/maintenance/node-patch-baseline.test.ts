import { App, Duration, Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ComplianceSeverity, NodePatchBaseline, NodePatchBaselineProps, PatchApprovalRule, PatchOperatingSystem } from '../../lib';
import { errorOf, newStack, propertiesOf, warnings } from '../fixtures';
import { synthErrors } from '../util';

const BASELINE = 'AWS::SSM::PatchBaseline';
const { AMAZON_LINUX_2023, DEBIAN, MACOS, RASPBIAN, SUSE, UBUNTU, WINDOWS } = PatchOperatingSystem;

function baselineOf(props: Partial<NodePatchBaselineProps> = {}) {
  const stack = newStack();
  new NodePatchBaseline(stack, 'Baseline', { operatingSystem: AMAZON_LINUX_2023, ...props });
  return propertiesOf(stack, BASELINE)[0];
}

const ruleOf = (operatingSystem: PatchOperatingSystem, rule?: PatchApprovalRule) => (
  baselineOf({ operatingSystem, approvalRules: rule && [rule] }).ApprovalRules.PatchRules[0]
);

test('by default critical and important security patches of a week ago are approved, for no group and not for the account', () => {
  expect(baselineOf()).toEqual({
    Name: 'Stack-Baseline-786F847F',
    Description: 'Patches of Stack/Baseline',
    OperatingSystem: 'AMAZON_LINUX_2023',
    ApprovalRules: {
      PatchRules: [{
        ApproveAfterDays: 7,
        PatchFilterGroup: {
          PatchFilters: [
            { Key: 'PRODUCT', Values: ['*'] }, { Key: 'CLASSIFICATION', Values: ['Security'] }, { Key: 'SEVERITY', Values: ['Critical', 'Important'] },
          ],
        },
      }],
    },
  });
});

test.each<[PatchOperatingSystem, object]>([
  [WINDOWS, {
    ApproveAfterDays: 7,
    PatchFilterGroup: {
      PatchFilters: [
        { Key: 'PRODUCT', Values: ['*'] }, { Key: 'CLASSIFICATION', Values: ['CriticalUpdates', 'SecurityUpdates'] }, { Key: 'MSRC_SEVERITY', Values: ['Critical', 'Important'] },
      ],
    },
  }],
  [MACOS, { ApproveAfterDays: 7, PatchFilterGroup: { PatchFilters: [{ Key: 'PRODUCT', Values: ['*'] }, { Key: 'CLASSIFICATION', Values: ['Security'] }] } }],
  ...[DEBIAN, UBUNTU, RASPBIAN].map((system): [PatchOperatingSystem, object] => [system, {
    PatchFilterGroup: { PatchFilters: [{ Key: 'PRODUCT', Values: ['*'] }, { Key: 'PRIORITY', Values: ['Required', 'Important', 'Standard', 'Optional', 'Extra'] }] },
  }]),
])('the rule of %s has the properties that its patches have', (system, rule) => {
  expect(ruleOf(system)).toEqual(rule);
});

test('a rule says all that it can', () => {
  expect(ruleOf(SUSE, {
    approveAfter: Duration.days(0),
    classifications: ['Security', 'Recommended'],
    severities: ['Critical'],
    products: ['SUSE15.6'],
    complianceLevel: ComplianceSeverity.CRITICAL,
    includeNonSecurity: true,
  })).toEqual({
    ApproveAfterDays: 0,
    ComplianceLevel: 'CRITICAL',
    EnableNonSecurity: true,
    PatchFilterGroup: {
      PatchFilters: [
        { Key: 'PRODUCT', Values: ['SUSE15.6'] }, { Key: 'CLASSIFICATION', Values: ['Security', 'Recommended'] }, { Key: 'SEVERITY', Values: ['Critical'] },
      ],
    },
  });
});

test('what a rule leaves out is anything', () => {
  expect(ruleOf(AMAZON_LINUX_2023, {}).PatchFilterGroup.PatchFilters.map(({ Values }: any) => Values)).toEqual([['*'], ['*'], ['*']]);
  expect(ruleOf(AMAZON_LINUX_2023, { severities: [] }).PatchFilterGroup.PatchFilters[2].Values).toEqual(['*']);
});

test.each<[string, PatchOperatingSystem, PatchApprovalRule]>([
  ['classifications', UBUNTU, { classifications: ['Security'] }],
  ['severities', MACOS, { severities: ['Critical'] }],
  ['approveAfter', DEBIAN, { approveAfter: Duration.days(1) }],
  ['includeNonSecurity', WINDOWS, { includeNonSecurity: false }],
])('%s of %s is an error', (prop, system, rule) => {
  expect(errorOf(() => ruleOf(system, rule))).toBe(`approvalRules.0.${prop} does not apply to ${system}, whose patches have nothing of the kind; remove it [Stack/Baseline]`);
});

test.each([
  [Duration.days(361), '361 days'],
  [Duration.hours(1), '1 hour'],
])('a wait of %s is out of range', (approveAfter, got) => {
  expect(errorOf(() => ruleOf(SUSE, { approveAfter }))).toBe(`approvalRules.0.approveAfter must be 0-360 whole days, got ${got}; use Duration.days(n) in that range [Stack/Baseline]`);
});

test('a wait that only the deployment knows is an error', () => {
  expect(errorOf(() => ruleOf(SUSE, { approveAfter: Duration.days(Lazy.number({ produce: () => 1 })) }))).toBe(
    'approvalRules.0.approveAfter must be known at synthesis, got a value known at deployment only; use Duration.days(n) with a number [Stack/Baseline]');
});

test.each<[object, string]>([
  [{ approvalRules: [] }, 'approvalRules must be 1-10, got 0; leave it out for those of AWS\'s own baseline'],
  [{ approvalRules: Array(11).fill({}) }, 'approvalRules must be 1-10, got 11; put several into one'],
  [{ approvedPatches: [] }, 'approvedPatches must be 1-50, got 0; leave it out'],
  [{ rejectedPatches: Array(51).fill('KB1') }, 'rejectedPatches must be 1-50, got 51; write a rule, or fewer of them'],
  [{ baselineName: 'my baseline' }, 'baselineName must be 3-128 of the characters A-Z a-z 0-9 _ - ., got \'my baseline\'; use a name such as \'production\''],
  [{ patchGroups: ['a', 'b', 'a'] }, 'patchGroups must name each group once, got a, b, a; remove what is twice'],
])('%j is an error', (props, error) => {
  expect(errorOf(() => baselineOf(props))).toBe(`${error} [Stack/Baseline]`);
});

test('patches by name, groups and a name of its own', () => {
  expect(baselineOf({ approvedPatches: ['KB1'], rejectedPatches: ['KB2'], patchGroups: ['a', 'b'], baselineName: 'mine' })).toMatchObject({
    ApprovedPatches: ['KB1'], RejectedPatches: ['KB2'], RejectedPatchesAction: 'BLOCK', PatchGroups: ['a', 'b'], Name: 'mine',
  });
});

describe('the default of the account', () => {
  test('is never taken over by itself', () => {
    expect(baselineOf()).not.toHaveProperty('DefaultBaseline');
    expect(baselineOf({ defaultBaseline: false })).not.toHaveProperty('DefaultBaseline');
  });

  test('is taken over with a warning', () => {
    const stack = newStack();
    new NodePatchBaseline(stack, 'Baseline', { operatingSystem: AMAZON_LINUX_2023, defaultBaseline: true });
    expect(propertiesOf(stack, BASELINE)[0].DefaultBaseline).toBe(true);
    expect(warnings(stack)).toEqual([expect.stringContaining('cdk-session-manager:NodePatchBaseline.defaultTakenOver')]);
    expect(warnings(stack)[0]).toContain('makes this the account\'s default for AMAZON_LINUX_2023 in this region');
  });
});

describe('two baselines', () => {
  const errorsOf = (one: Partial<NodePatchBaselineProps>, other: Partial<NodePatchBaselineProps>) => {
    const stack = newStack();
    new NodePatchBaseline(stack, 'One', { operatingSystem: AMAZON_LINUX_2023, ...one });
    new NodePatchBaseline(stack, 'Other', { operatingSystem: AMAZON_LINUX_2023, ...other });
    return synthErrors(stack);
  };

  test('of one system and one group are an error at synthesis', () => {
    expect(errorsOf({ patchGroups: ['a', 'b'] }, { patchGroups: ['b'] })).toEqual([
      '[Stack/One] patchGroups has b, which Stack/Other has for AMAZON_LINUX_2023, too, and a group has one baseline of a system; remove it from one of the two',
      '[Stack/Other] patchGroups has b, which Stack/One has for AMAZON_LINUX_2023, too, and a group has one baseline of a system; remove it from one of the two',
    ]);
  });

  test('that both are the default of one system are an error', () => {
    expect(errorsOf({ defaultBaseline: true }, { defaultBaseline: true })).toEqual([
      expect.stringContaining('defaultBaseline is true here and in Stack/Other'), expect.stringContaining('defaultBaseline is true here and in Stack/One'),
    ]);
  });

  test.each<[string, Partial<NodePatchBaselineProps>, Partial<NodePatchBaselineProps>]>([
    ['of two systems and one group', { patchGroups: ['a'] }, { patchGroups: ['a'], operatingSystem: UBUNTU }],
    ['of one system and two groups', { patchGroups: ['a'] }, { patchGroups: ['b'] }],
    ['one of which is the default', { defaultBaseline: true }, { patchGroups: ['a'] }],
  ])('%s are fine', (_name, one, other) => {
    expect(errorsOf(one, other)).toEqual([]);
  });
});

test('cdk-nag finds nothing in it', () => {
  const app = new App();
  new NodePatchBaseline(newStack(app), 'Baseline', { operatingSystem: AMAZON_LINUX_2023, patchGroups: ['a'] });
  app.synth();
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});

test('the name and the description keep to their lengths', () => {
  const stack = newStack(new App(), 'A'.repeat(120));
  new NodePatchBaseline(stack, 'B'.repeat(200), { operatingSystem: AMAZON_LINUX_2023 });
  const [{ Name }] = propertiesOf(stack, BASELINE);
  expect(Name).toMatch(/^[A-Za-z0-9_.-]{3,128}$/);
  expect(Object.keys(Template.fromStack(stack).toJSON().Resources)).toHaveLength(1);
});
