import { Names, Token } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { patchRules } from './approval-rules';
import type { PatchApprovalRule } from './patch-approval-rule';
import { PatchOperatingSystem } from './patch-operating-system';
import { COMPLIANCE_SEVERITY } from './prop-types';
import { PropTypes, checkProps, listOf, oneOf, required, struct } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { unique } from '../core/lists';
import { BOOLEAN, DAYS, TEXT, TEXTS } from '../core/prop-types';
import { otherInSameEnvironment } from '../core/same-environment';
import { WarningId } from '../core/warning-ids';

/**
 * Properties of `NodePatchBaseline`.
 */
export interface NodePatchBaselineProps {
  /**
   * The system whose patches it is about. A change replaces the baseline.
   */
  readonly operatingSystem: PatchOperatingSystem;

  /**
   * Which patches are approved by themselves, and when: up to 10 rules.
   *
   * @default - as AWS's own baseline of the system approves them, but for its bug fixes: critical and important security patches, 7 days after their release
   */
  readonly approvalRules?: PatchApprovalRule[];

  /**
   * The patch groups that it is for: nodes with one of these names in the tag `PatchGroup`. A group has one baseline of each system.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-patch-groups.html
   */
  readonly patchGroups?: string[];

  /**
   * Whether all nodes of the system that are in no patch group go by it: it becomes the **default of the account** in this region, whoever patches there, so
   * there is a warning. What the default is once it is deleted, AWS does not say.
   *
   * @default false
   */
  readonly defaultBaseline?: boolean;

  /**
   * Patches that are approved whatever the rules say, up to 50: `KB2032276`, `CVE-2024-6387`, a name of a package.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-approved-rejected-package-name-formats.html
   */
  readonly approvedPatches?: string[];

  /**
   * Patches that are not installed, up to 50, not even where another one needs them.
   *
   * @default - none
   */
  readonly rejectedPatches?: string[];

  /**
   * The name: 3-128 of the characters A-Z a-z 0-9 _ - .
   *
   * @default - made of the path of the construct
   */
  readonly baselineName?: string;
}

const RULE = struct<PatchApprovalRule>('an object of a rule', '{ classifications: [\'Security\'] }', {
  approveAfter: DAYS,
  classifications: TEXTS,
  severities: TEXTS,
  products: TEXTS,
  complianceLevel: COMPLIANCE_SEVERITY,
  includeNonSecurity: BOOLEAN,
});

const PROP_TYPES: PropTypes<NodePatchBaselineProps> = {
  operatingSystem: required(oneOf('a PatchOperatingSystem', PatchOperatingSystem, 'PatchOperatingSystem.AMAZON_LINUX_2023')),
  approvalRules: listOf('a list of rules', '[{ classifications: [\'Security\'] }]', RULE),
  patchGroups: TEXTS,
  defaultBaseline: BOOLEAN,
  approvedPatches: TEXTS,
  rejectedPatches: TEXTS,
  baselineName: TEXT,
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ssm-patchbaseline.html */
const NAME = /^[A-Za-z0-9_.-]{3,128}$/;
const MOST_PATCHES = 50;

/**
 * Which patches nodes of one system get, and which they are held against.
 *
 * It does nothing by itself: `NodePatching` scans nodes or installs. Nodes go by it that have one of its `patchGroups` in the tag `PatchGroup`. Creates a patch
 * baseline, which is free.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-patch-baselines.html
 *
 * @example
 * new NodePatchBaseline(this, 'Baseline', {
 *   operatingSystem: PatchOperatingSystem.AMAZON_LINUX_2023,
 *   approvalRules: [{ classifications: ['Security'], approveAfter: Duration.days(3) }],
 *   patchGroups: ['production'],
 * });
 */
export class NodePatchBaseline extends Construct {
  /**
   * The id of the baseline.
   */
  public readonly baselineId: string;

  /** @internal */
  public readonly _operatingSystem: PatchOperatingSystem;

  /** @internal */
  public readonly _patchGroups: string[];

  /** @internal */
  public readonly _isDefault: boolean;

  /**
   * @throws if a rule says what the system's patches do not have, a number or a name is out of range; at synthesis, if another one of the app is for the same
   * system and the same group or the account
   */
  constructor(scope: Construct, id: string, props: NodePatchBaselineProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { operatingSystem, patchGroups = [], defaultBaseline = false, baselineName, approvedPatches, rejectedPatches } = props;
    this.checkPatches('approvedPatches', approvedPatches);
    this.checkPatches('rejectedPatches', rejectedPatches);
    if (baselineName !== undefined && !Token.isUnresolved(baselineName) && !NAME.test(baselineName)) {
      fail(this, `baselineName must be 3-128 of the characters A-Z a-z 0-9 _ - ., got '${baselineName}'; use a name such as 'production'`);
    }
    if (unique(patchGroups).length < patchGroups.length) {
      fail(this, `patchGroups must name each group once, got ${patchGroups.join(', ')}; remove what is twice`);
    }
    this._operatingSystem = operatingSystem;
    this._patchGroups = patchGroups;
    this._isDefault = defaultBaseline;
    const baseline = new ssm.CfnPatchBaseline(this, 'Resource', {
      name: baselineName ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-', allowedSpecialCharacters: '_.-' }),
      description: `Patches of ${this.node.path}`.slice(0, MOST_DESCRIPTION),
      operatingSystem,
      approvalRules: { patchRules: patchRules(this, operatingSystem, props.approvalRules) },
      patchGroups: patchGroups.length > 0 ? patchGroups : undefined,
      defaultBaseline: defaultBaseline ? true : undefined,
      approvedPatches,
      rejectedPatches,
      rejectedPatchesAction: rejectedPatches ? 'BLOCK' : undefined,
    });
    this.node.defaultChild = baseline;
    this.baselineId = baseline.ref;
    if (defaultBaseline) {
      warn(this, WarningId.DEFAULT_BASELINE_TAKEN_OVER,
        `defaultBaseline makes this the account's default for ${operatingSystem} in this region: every node without a patch group goes by it, whoever patches it, and what was the default is it no more. Use patchGroups for nodes of your own.`);
    }
    this.node.addValidation({ validate: () => this.conflicts() });
  }

  private checkPatches(name: string, patches: string[] | undefined): void {
    if (patches && !Token.isUnresolved(patches) && (patches.length === 0 || patches.length > MOST_PATCHES)) {
      fail(this, `${name} must be 1-${MOST_PATCHES}, got ${patches.length}; ${patches.length === 0 ? 'leave it out' : 'write a rule, or fewer of them'}`);
    }
  }

  /** A group, and an account, has one baseline of each system. */
  private conflicts(): string[] {
    const others = otherInSameEnvironment<NodePatchBaseline>(this, NodePatchBaseline) as NodePatchBaseline[];
    return others.filter(({ _operatingSystem }) => _operatingSystem === this._operatingSystem).flatMap(other => {
      const groups = this._patchGroups.filter(group => other._patchGroups.includes(group));
      return [
        ...groups.map(group => `patchGroups has ${group}, which ${other.node.path} has for ${this._operatingSystem}, too, and a group has one baseline of a system; remove it from one of the two`),
        ...this._isDefault && other._isDefault ? [`defaultBaseline is true here and in ${other.node.path}, and an account has one default for ${this._operatingSystem} in a region; remove it from one of the two`] : [],
      ];
    });
  }
}

const MOST_DESCRIPTION = 1024;
