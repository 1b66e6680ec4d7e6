import * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { TopicTarget } from '../audit/event-targets';

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html */
const SOURCE = 'aws.ssm';

/** Tells a topic where an association has failed on a node. */
export function tellOfAssociation(scope: Construct, topic: sns.ITopic, association: ssm.CfnAssociation): void {
  tell(scope, topic, {
    detailType: 'EC2 State Manager Association State Change',
    detail: { 'association-id': [association.attrAssociationId], 'status': ['Failed'] },
  }, {
    deed: `${scope.node.path} has failed on some nodes`,
    facts: { document: 'document-name', nodes: 'association-status-aggregated-count', association: 'association-id' },
  });
}

/** Tells a topic where a maintenance window has not done what it is for. */
export function tellOfWindow(scope: Construct, topic: sns.ITopic, window: ssm.CfnMaintenanceWindow): void {
  tell(scope, topic, {
    detailType: 'Maintenance Window Execution State-change Notification',
    detail: { 'window-id': [window.ref], 'status': ['FAILED', 'TIMED_OUT', 'CANCELLED', 'SKIPPED_OVERLAPPING'] },
  }, {
    deed: `the maintenance window of ${scope.node.path} has not succeeded`,
    facts: { status: 'status', window: 'window-id', execution: 'window-execution-id' },
  });
}

interface Event {
  readonly detailType: string;
  readonly detail: { readonly [field: string]: string[] };
}

interface Notice {
  readonly deed: string;
  /** Fields of the event's detail, by what they are called. */
  readonly facts: { readonly [name: string]: string };
}

function tell(scope: Construct, topic: sns.ITopic, { detailType, detail }: Event, { deed, facts }: Notice): void {
  const shown = Object.entries(facts).map(([name, field]) => `${name} ${events.EventField.fromPath(`$.detail.${field}`)}`);
  new events.Rule(scope, 'Failed', {
    description: 'Tells of nodes that were not kept up to date',
    eventPattern: { source: [SOURCE], detailType: [detailType], detail },
    targets: [new TopicTarget(scope, topic, [deed, ...shown].join('; '))],
  });
}
