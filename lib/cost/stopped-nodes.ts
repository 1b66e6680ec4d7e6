import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import type { NodeSelection } from '../access/node-selection';
import { SessionPlace, instanceArn, placeOf } from '../access/session-place';
import type { SessionTarget } from '../access/session-target';
import { fail } from '../core/errors';
import type { Conditions } from '../core/grants';
import { unique } from '../core/lists';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/** On an instance. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
export const STOP_ACTION = 'ec2:StopInstances';

/** On an instance. */
export const START_ACTION = 'ec2:StartInstances';

/** Their ARNs have to fit into a policy beside everything else, at 66 characters each, and IAM takes 10,240 of them. */
const MOST_NODES = 100;

/** Nodes that are stopped. */
export interface StoppedNodes {
  readonly instanceIds: string[];
  /** An instance is one of the nodes if it has all tags of one of these. */
  readonly tags: Readonly<Record<string, string>>[];
}

/** What of a statement names nodes. */
interface NodeStatement {
  readonly resources: string[];
  readonly conditions?: Conditions;
}

/** The nodes of targets, as far as one can stop them. */
export function stoppedNodes(scope: IConstruct, targets: SessionTarget[]): StoppedNodes {
  if (targets.length === 0) {
    fail(scope, 'targets must be one or more, got none; pass one such as SessionTarget.node(node)');
  }
  const selections = targets.map(({ _nodes }) => _nodes);
  selections.forEach(selection => checkSelection(scope, selection));
  const instanceIds = unique(selections.flatMap(({ node }) => (node ? [node.instanceId] : [])));
  if (instanceIds.length > MOST_NODES) {
    fail(scope, `targets must have up to ${MOST_NODES} single nodes, which a policy has room for, got ${instanceIds.length}; give them a tag, and pass SessionTarget.tagged(key, value)`);
  }
  return { instanceIds, tags: selections.filter(({ node }) => !node).map(({ tags }) => tags) };
}

/** What actions on the nodes are granted on: the instances by their ids, and those with each set of tags. */
export function nodeStatements(scope: IConstruct, { instanceIds, tags }: StoppedNodes): NodeStatement[] {
  const place = placeOf(scope);
  return [
    ...instanceIds.length > 0 ? [{ resources: instanceIds.map(id => instanceArn(place, id)) }] : [],
    ...tags.map(each => taggedStatement(place, each)),
  ];
}

function taggedStatement(place: SessionPlace, tags: Readonly<Record<string, string>>): NodeStatement {
  const asConditions = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
  return { resources: [instanceArn(place, '*')], conditions: { StringEquals: asConditions } };
}

function checkSelection(scope: IConstruct, { node, fleet, tags }: NodeSelection): void {
  if (fleet) {
    fail(scope, `targets must not be of an Auto Scaling group, got SessionTarget.fleet(${fleet.node.path}), which would replace each instance that is stopped; set its desired capacity to 0 with a scheduled action`);
  }
  if (node) {
    checkNode(scope, node);
  } else if (Object.keys(tags).length === 0) {
    fail(scope, 'targets must be nodes or tags, got SessionTarget.all() or SessionTarget.managedNodes(): one would stop whatever runs in the account, and the other nothing; name a tag with SessionTarget.tagged(key, value)');
  }
  const variable = Object.entries(tags).find(([, value]) => !Token.isUnresolved(value) && value.includes('${'));
  if (variable) {
    fail(scope, `targets must not have variables of IAM, got ${variable.join('=')}: EC2 does not replace them; pass the value itself`);
  }
}

function checkNode(scope: IConstruct, node: ISsmManagedInstance): void {
  if (node.instanceId.startsWith('mi-')) {
    fail(scope, `targets must be instances in EC2, got ${node.instanceId}, which AWS cannot stop; remove it`);
  }
  for (const place of ['region', 'account'] as const) {
    const [here, there] = [Stack.of(scope)[place], Stack.of(node)[place]];
    if (Token.compareStrings(here, there) === TokenComparison.DIFFERENT) {
      fail(scope, `targets must be in ${place} ${here}, got ${node.node.path} in ${there}; make an IdleStop in that ${place}`);
    }
  }
}
