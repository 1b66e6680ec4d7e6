import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { agentVersionDocument } from './agent-version-document';
import { createAssociation } from './association';
import { checkNodes } from './check-nodes';
import { ComplianceSeverity } from './compliance-severity';
import { MaintenanceSchedule } from './maintenance-schedule';
import { MaintenanceTargets } from './maintenance-targets';
import { COMPLIANCE_SEVERITY, MAINTENANCE_SCHEDULE, MAINTENANCE_TARGETS } from './prop-types';
import { AgentFeature, isOlder } from '../agent/versions';
import { PropTypes, checkProps, required } from '../core/check-props';
import { fail } from '../core/errors';
import { DOCUMENTS } from '../core/prop-types';
import type { ISessionDocument } from '../preferences/session-document';

/**
 * Properties of `SessionDocumentPrerequisites`.
 */
export interface SessionDocumentPrerequisitesProps {
  /**
   * The session documents whose sessions are held: session preferences, tunnels, commands.
   */
  readonly documents: ISessionDocument[];

  /**
   * The nodes whose agent is checked. The ones with an older agent are non-compliant.
   *
   * @default - none: the version is printed, and checked nowhere
   */
  readonly checkedOn?: MaintenanceTargets;

  /**
   * When the nodes are checked.
   *
   * @default - once a day, if `checkedOn` is given
   */
  readonly schedule?: MaintenanceSchedule;

  /**
   * How bad Compliance says it is where an agent is too old.
   *
   * @default - ComplianceSeverity.HIGH, if `checkedOn` is given
   */
  readonly complianceSeverity?: ComplianceSeverity;
}

const PROP_TYPES: PropTypes<SessionDocumentPrerequisitesProps> = {
  documents: required(DOCUMENTS),
  checkedOn: MAINTENANCE_TARGETS,
  schedule: MAINTENANCE_SCHEDULE,
  complianceSeverity: COMPLIANCE_SEVERITY,
};

/**
 * The oldest SSM Agent that can hold the sessions of some documents: an older one ends the session, or leaves a feature out without a message.
 *
 * The version and its reasons are an output of the stack. With `checkedOn`, State Manager compares it with the agent of each node once a day, and a node with an
 * older one is non-compliant. `AgentUpdates` is the cure. Of an imported document only what was said of it is known.
 *
 * Creates an output, and with `checkedOn` a document and an association, all free for EC2 instances and for other nodes of the standard tier.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/compliance-about.html
 *
 * @example
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * new SessionDocumentPrerequisites(this, 'Prerequisites', {
 *   documents: [sessionPreferences],
 *   checkedOn: MaintenanceTargets.allNodes(),
 * });
 */
export class SessionDocumentPrerequisites extends Construct {
  /**
   * The oldest version that will do, such as `3.1.1188`.
   */
  public readonly minimumAgentVersion: string;

  /**
   * What needs which version, the newest first: `port forwarding to a remote host needs 3.1.1188 (Stack/Tunnel)`.
   */
  public readonly reasons: string[];

  /**
   * The id of the association that checks nodes; undefined without `checkedOn`.
   */
  public readonly associationId?: string;

  /**
   * @throws if `documents` is empty, or `schedule` or `complianceSeverity` is given without `checkedOn`
   */
  constructor(scope: Construct, id: string, props: SessionDocumentPrerequisitesProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    this.validate(props);
    const needs = needsOf(props.documents);
    this.minimumAgentVersion = needs[0].feature.since;
    this.reasons = needs.map(({ feature: { name, since }, documents }) => `${name} needs ${since} (${documents.join(', ')})`);
    new CfnOutput(this, 'MinimumAgentVersion', {
      value: this.minimumAgentVersion,
      description: shortened(`The oldest SSM Agent for the session documents: ${this.reasons.join('; ')}`),
    });
    if (props.checkedOn) {
      this.associationId = this.check(props.checkedOn, props);
    }
  }

  private validate({ documents, checkedOn, schedule, complianceSeverity }: SessionDocumentPrerequisitesProps): void {
    if (documents.length === 0) {
      fail(this, 'documents must be one or more, got none, which needs no agent; pass session preferences or other session documents');
    }
    for (const [name, value] of Object.entries({ schedule, complianceSeverity })) {
      if (value !== undefined && !checkedOn) {
        fail(this, `${name} is for the check of nodes, which there is none of without checkedOn; set checkedOn, or remove ${name}`);
      }
    }
  }

  private check(targets: MaintenanceTargets, { schedule, complianceSeverity }: SessionDocumentPrerequisitesProps): string {
    checkNodes(this, targets, { takesS3: false });
    const document = new ssm.CfnDocument(this, 'Document', {
      documentType: 'Command',
      documentFormat: 'JSON',
      content: {},
      // An association goes on with the same document, of which it takes the newest version.
      updateMethod: 'NewVersion',
    });
    const content = agentVersionDocument(`Fails where the SSM Agent is older than the session documents of ${this.node.path} need`, this.minimumAgentVersion);
    document.addPropertyOverride('Content', Stack.of(this).toJsonString(content));
    return createAssociation(this, {
      documentName: document.ref,
      targets,
      schedule: schedule ?? MaintenanceSchedule.rate(Duration.days(1)),
      complianceSeverity: complianceSeverity ?? ComplianceSeverity.HIGH,
      // An old agent is a finding and not a fault: all nodes are looked at.
      maxErrors: '100%',
    }).attrAssociationId;
  }
}

interface Need {
  readonly feature: AgentFeature;
  readonly documents: string[];
}

/** What the documents need, the newest first, and in the order of the documents among those of one version. */
function needsOf(documents: ISessionDocument[]): Need[] {
  const needs = new Map<string, Need>();
  for (const document of documents) {
    for (const feature of (document as ISessionDocument & { readonly _agentFeatures: AgentFeature[] })._agentFeatures) {
      const need = needs.get(feature.name) ?? { feature, documents: [] };
      needs.set(feature.name, { feature, documents: [...need.documents, document.node.path] });
    }
  }
  return [...needs.values()].sort((a, b) => Number(isOlder(a.feature.since, b.feature.since)) - Number(isOlder(b.feature.since, a.feature.since)));
}

/** What CloudFormation takes as the description of an output. */
const MOST_DESCRIPTION = 1024;

function shortened(text: string): string {
  return text.length <= MOST_DESCRIPTION ? text : `${text.slice(0, MOST_DESCRIPTION - 3)}...`;
}
