import { Duration } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { createAssociation } from './association';
import { checkNodes } from './check-nodes';
import { ComplianceSeverity } from './compliance-severity';
import { tellOfAssociation } from './failure-notice';
import { MaintenanceSchedule } from './maintenance-schedule';
import { MaintenanceTargets } from './maintenance-targets';
import { COMPLIANCE_SEVERITY, MAINTENANCE_SCHEDULE, MAINTENANCE_TARGETS } from './prop-types';
import { RATE_CONTROL_TYPES } from './rate-control';
import { UPDATE_AGENT_DOCUMENT } from '../agent/maintenance-documents';
import { PropTypes, checkProps } from '../core/check-props';
import { TOPIC } from '../core/prop-types';

/**
 * Properties of `AgentUpdates`.
 */
export interface AgentUpdatesProps {
  /**
   * The nodes whose agent is updated.
   *
   * @default MaintenanceTargets.allNodes()
   */
  readonly targets?: MaintenanceTargets;

  /**
   * When the agents are updated.
   *
   * @default MaintenanceSchedule.rate(Duration.days(14)): at once, on each new node, and every two weeks
   */
  readonly schedule?: MaintenanceSchedule;

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
   * How bad Compliance says it is where an update has failed.
   *
   * @default - as AWS does it: unspecified
   */
  readonly complianceSeverity?: ComplianceSeverity;

  /**
   * The topic that is told where updates have failed. It gets a statement that lets EventBridge publish, and so does its key.
   *
   * @default - nobody is told
   */
  readonly topic?: sns.ITopic;
}

const PROP_TYPES: PropTypes<AgentUpdatesProps> = {
  targets: MAINTENANCE_TARGETS,
  schedule: MAINTENANCE_SCHEDULE,
  ...RATE_CONTROL_TYPES,
  complianceSeverity: COMPLIANCE_SEVERITY,
  topic: TOPIC,
};

/**
 * Keeps the SSM Agent of nodes up to date: features of sessions need newer agents than images carry.
 *
 * State Manager runs `AWS-UpdateSSMAgent` on them. An update restarts the agent; sessions that are open go on. An update that fails shows in Compliance, and no
 * deployment waits for it. In isolated subnets it takes the S3 gateway endpoint (`s3: true` in `SsmVpcEndpoints`, free of charge): without it the agent stays as
 * it is. Preflight warns of nodes that are known to be without (SSM-AGT-009).
 *
 * Creates an association, which is free for EC2 instances and for other nodes of the standard tier.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html
 * @see https://aws.amazon.com/systems-manager/pricing/
 *
 * @example
 * new AgentUpdates(this, 'AgentUpdates');
 */
export class AgentUpdates extends Construct {
  /**
   * The id of the association.
   */
  public readonly associationId: string;

  /**
   * @throws if `maxConcurrency` or `maxErrors` is neither a number nor a percentage, `schedule` names months, or `targets` has a node of another account or
   * region, or one that reaches no S3
   */
  constructor(scope: Construct, id: string, props: AgentUpdatesProps = {}) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const targets = props.targets ?? MaintenanceTargets.allNodes();
    checkNodes(this, targets, { takesS3: true });
    const association = createAssociation(this, {
      ...props,
      documentName: UPDATE_AGENT_DOCUMENT,
      targets,
      schedule: props.schedule ?? MaintenanceSchedule.rate(Duration.days(14)),
    });
    this.associationId = association.attrAssociationId;
    if (props.topic) {
      tellOfAssociation(this, props.topic, association);
    }
  }
}
