import { Aspects, Duration, Tags } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, IConstruct } from 'constructs';
import { createAssociation } from './association';
import { checkNodes } from './check-nodes';
import type { ComplianceSeverity } from './compliance-severity';
import { tellOfAssociation, tellOfWindow } from './failure-notice';
import { MaintenanceSchedule } from './maintenance-schedule';
import type { MaintenanceTargets } from './maintenance-targets';
import type { NodePatchBaseline } from './node-patch-baseline';
import { PatchOperation, PatchRebootOption } from './patch-operation';
import { PatchSchedule } from './patch-schedule';
import { createPatchWindow } from './patch-window';
import { COMPLIANCE_SEVERITY, MAINTENANCE_TARGETS } from './prop-types';
import { RATE_CONTROL_TYPES } from './rate-control';
import { PATCH_DOCUMENT, PATCH_GROUP_TAG } from '../agent/maintenance-documents';
import { PropTypes, checkProps, having, listOf, oneOf, required } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { TOPIC } from '../core/prop-types';
import { inSameEnvironment } from '../core/same-environment';
import { WarningId } from '../core/warning-ids';
import { SsmVpcEndpoints } from '../network/ssm-vpc-endpoints';

/**
 * Properties of `NodePatching`.
 */
export interface NodePatchingProps {
  /**
   * The nodes that are scanned or patched.
   */
  readonly targets: MaintenanceTargets;

  /**
   * Whether missing patches are reported or installed.
   *
   * @default PatchOperation.SCAN
   */
  readonly operation?: PatchOperation;

  /**
   * Whether a node reboots after patches were installed. A reboot ends all of its sessions.
   *
   * @default - with `PatchOperation.INSTALL` PatchRebootOption.REBOOT_IF_NEEDED
   */
  readonly rebootOption?: PatchRebootOption;

  /**
   * When. Installing has no default, since it may reboot nodes.
   *
   * @default - with `PatchOperation.SCAN` once a day by State Manager
   */
  readonly schedule?: PatchSchedule;

  /**
   * The baselines that the nodes go by, one for each system. Nodes of `MaintenanceTargets.nodes(...)` get the tag `PatchGroup` with the group that the baselines
   * share; any others have to have it.
   *
   * @default - the baselines that the account has: by the tag `PatchGroup` of the node, or else the default one of its system
   */
  readonly baselines?: NodePatchBaseline[];

  /**
   * On how many nodes at a time: a number or a percentage.
   *
   * @default '10%'
   */
  readonly maxConcurrency?: string;

  /**
   * How many nodes may fail, as a number or a percentage; with one more, no further node is begun.
   *
   * @default '10%'
   */
  readonly maxErrors?: string;

  /**
   * How bad Compliance says it is where the association itself has failed. Not for a maintenance window, which has none. How bad a missing patch is, the rules of
   * its baseline say.
   *
   * @default - as AWS does it: unspecified
   */
  readonly complianceSeverity?: ComplianceSeverity;

  /**
   * The topic that is told where it has failed. It gets a statement that lets EventBridge publish, and so does its key.
   *
   * @default - nobody is told
   */
  readonly topic?: sns.ITopic;
}

const PROP_TYPES: PropTypes<NodePatchingProps> = {
  targets: required(MAINTENANCE_TARGETS),
  operation: oneOf('a PatchOperation', PatchOperation, 'PatchOperation.INSTALL'),
  rebootOption: oneOf('a PatchRebootOption', PatchRebootOption, 'PatchRebootOption.NO_REBOOT'),
  schedule: having('a PatchSchedule', '_schedule', 'PatchSchedule.stateManager(MaintenanceSchedule.rate(Duration.days(1)))'),
  baselines: listOf('a list of NodePatchBaseline', '[baseline]', having('a NodePatchBaseline', 'baselineId', 'new NodePatchBaseline(this, \'Baseline\', { ... })')),
  ...RATE_CONTROL_TYPES,
  complianceSeverity: COMPLIANCE_SEVERITY,
  topic: TOPIC,
};

/**
 * Scans nodes for missing patches, or installs them.
 *
 * **Installing may reboot a node**, which ends its sessions; transcripts that are not streamed to CloudWatch Logs may be lost then. Set
 * `PatchRebootOption.NO_REBOOT`, or a window in which nobody works.
 *
 * `AWS-RunPatchBaseline` runs in a maintenance window or by State Manager. It is no *patch policy*, which Quick Setup alone makes, with stack sets and roles of
 * its own (`AWS::SSMQuickSetup::ConfigurationManager`): do not patch the same nodes by both.
 *
 * In isolated subnets it takes the S3 gateway endpoint (`s3: true` in `SsmVpcEndpoints`, free of charge), whose policy then lets in what Amazon Linux is
 * patched from. Every other system has its patches from the Internet, or from a mirror of yours.
 *
 * Creates an association, or a maintenance window with a target and a task. All of them are free for EC2 instances; others are billed by their tier.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html
 * @see https://aws.amazon.com/systems-manager/pricing/
 *
 * @example
 * const sundays = MaintenanceSchedule.cron('0 3 ? * SUN *');
 * new NodePatching(this, 'Patching', {
 *   targets: MaintenanceTargets.tagged({ env: ['production'] }),
 *   operation: PatchOperation.INSTALL,
 *   schedule: PatchSchedule.maintenanceWindow(sundays, { timeZone: 'Europe/Berlin' }),
 * });
 */
export class NodePatching extends Construct {
  /**
   * The id of the association; undefined where a maintenance window does it.
   */
  public readonly associationId?: string;

  /**
   * The id of the maintenance window; undefined where State Manager does it.
   */
  public readonly windowId?: string;

  /**
   * @throws if installing has no `schedule`, `rebootOption` is there for a scan, a maintenance window is to take all nodes, `complianceSeverity` is there for a
   * maintenance window, a baseline is for nobody or `targets` has a node that cannot be tagged, one of another account or region, or one that reaches no S3
   */
  constructor(scope: Construct, id: string, props: NodePatchingProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { targets, operation = PatchOperation.SCAN, topic } = props;
    const schedule = props.schedule ?? this.defaultSchedule(operation);
    this.validate(props, operation, schedule);
    checkNodes(this, targets, { takesS3: true });
    this.warnOfRepositories(targets);
    this.putIntoGroup(targets, props.baselines ?? []);
    this.openEndpoints(targets);

    const { NO_REBOOT, REBOOT_IF_NEEDED } = PatchRebootOption;
    const rebootOption = operation === PatchOperation.INSTALL ? props.rebootOption ?? REBOOT_IF_NEEDED : NO_REBOOT;
    const rest = { ...props, documentName: PATCH_DOCUMENT, parameters: { Operation: [operation], RebootOption: [rebootOption] } };
    if (schedule._window) {
      const window = createPatchWindow(this, { ...rest, window: schedule._window });
      this.windowId = window.ref;
      if (topic) { tellOfWindow(this, topic, window); }
    } else {
      const association = createAssociation(this, { ...rest, schedule: schedule._schedule });
      this.associationId = association.attrAssociationId;
      if (topic) { tellOfAssociation(this, topic, association); }
    }
  }

  private defaultSchedule(operation: PatchOperation): PatchSchedule {
    return operation === PatchOperation.SCAN
      ? PatchSchedule.stateManager(MaintenanceSchedule.rate(Duration.days(1)))
      : fail(this, 'schedule must be given with PatchOperation.INSTALL, got none: installing may reboot nodes and end their sessions; pass one such as PatchSchedule.maintenanceWindow(MaintenanceSchedule.cron(\'0 3 ? * SUN *\'))');
  }

  private validate(props: NodePatchingProps, operation: PatchOperation, { _window: window }: PatchSchedule): void {
    const { rebootOption, complianceSeverity, targets } = props;
    if (rebootOption !== undefined && operation === PatchOperation.SCAN) {
      fail(this, `rebootOption is for PatchOperation.INSTALL, got ${rebootOption} for a scan, which reboots nothing; remove it`);
    }
    if (window && targets._isAllNodes) {
      fail(this, 'targets must be tags or nodes, got all nodes, which a maintenance window does not take; use MaintenanceTargets.tagged(...), or PatchSchedule.stateManager(...)');
    }
    if (window && complianceSeverity !== undefined) {
      fail(this, `complianceSeverity is of associations, got ${complianceSeverity} with a maintenance window; remove it, or set complianceLevel in the rules of the baseline`);
    }
  }

  private warnOfRepositories({ _nodes: nodes }: MaintenanceTargets): void {
    for (const { node, reach } of nodes.filter(each => each.reach && !each.reach.wayOut.reachesRepositories && !each.reach.repositoriesInS3)) {
      const whose = reach!.repositoriesInS3 === undefined ? 'whose system is not known to have its patches in S3' : 'whose system has its patches from the Internet';
      warn(this, WarningId.REPOSITORIES_NOT_PROVEN,
        `targets has ${node.node.path}, ${whose}, which its subnet does not reach: patching fails there unless the node uses a mirror that it reaches, or is Amazon Linux.`);
    }
  }

  /** A baseline is chosen by the tag of a node alone. */
  private putIntoGroup({ _nodes: nodes }: MaintenanceTargets, baselines: NodePatchBaseline[]): void {
    const idle = baselines.find(({ _patchGroups, _isDefault }) => _patchGroups.length === 0 && !_isDefault);
    if (idle) {
      fail(this, `baselines has ${idle.node.path}, which is for no patch group, so no node goes by it; set patchGroups there`);
    }
    const grouped = baselines.filter(({ _patchGroups }) => _patchGroups.length > 0);
    if (grouped.length === 0 || nodes.length === 0) { return; }
    const group = grouped[0]._patchGroups.find(each => grouped.every(({ _patchGroups }) => _patchGroups.includes(each)))
      ?? fail(this, `baselines must share a patch group, since a node is in one, got ${grouped.map(({ _patchGroups }) => _patchGroups.join(', ')).join('; ')}; give all of them one name in patchGroups`);
    for (const { node, reach } of nodes) {
      if (!reach) {
        fail(this, `targets has ${node.node.path}, which is imported and cannot get the tag ${PATCH_GROUP_TAG} that baselines are chosen by; tag it, and use MaintenanceTargets.patchGroups('${group}')`);
      }
      Tags.of(reach.starter.resource).add(PATCH_GROUP_TAG, group);
    }
  }

  /** The gateways of the nodes that are named. Of others nobody knows where they are, so all gateways of the account and region. */
  private openEndpoints({ _nodes: nodes }: MaintenanceTargets): void {
    nodes.forEach(({ reach }) => reach?.wayOut.allowPatching());
    if (nodes.length === 0) {
      Aspects.of(this).add({ visit: (visited: IConstruct) => { if (visited === this) { this.openAll(); } } });
    }
  }

  private openAll(): void {
    this.node.root.node.findAll()
      .filter((each): each is SsmVpcEndpoints => each instanceof SsmVpcEndpoints && inSameEnvironment(each, this))
      .forEach(endpoints => endpoints._allowPatching());
  }
}
