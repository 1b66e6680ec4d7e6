import { sessionRules } from './event-patterns';
import { sessionAlarms } from './session-alarms';
import { Topic } from '../../../model/audit/topic';
import { isKnown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Environment } from '../../../model/node';
import { remembered } from '../../../model/remembered';
import { AuditContext } from '../../rule-about-audit';

/** What tells a topic of sessions. */
export interface Notification {
  readonly service: Publisher;
  /** The alarm or the rule. */
  readonly by: PropertyLocation;
  readonly arn: string | undefined;
  readonly environment: Environment;
  readonly topic: Topic;
}

/** The services, by what people call what they do. */
export const PUBLISHERS = { alarm: 'cloudwatch.amazonaws.com', rule: 'events.amazonaws.com' } as const;
export type Publisher = keyof typeof PUBLISHERS;

const NOTIFICATIONS = new WeakMap<AuditContext, readonly Notification[]>();

/** Each that leads to a topic in sight, with the service itself: a target with a role goes by the role's policies. */
export function notifications(context: AuditContext): readonly Notification[] {
  return remembered(NOTIFICATIONS, context, () => [
    ...sessionAlarms(context).flatMap(({ alarm: { actions, location, arn, environment } }) => (
      topicsOf(context, isKnown(actions.value) ? actions.value.filter(isKnown) : [], environment).map((topic): Notification => ({ service: 'alarm', by: location, arn, environment, topic }))
    )),
    ...sessionRules(context).flatMap(({ rule: { targets, location, arn, environment } }) => {
      const arns = isKnown(targets) ? targets.filter(({ hasRole }) => !hasRole).map(target => target.arn).filter(isKnown) : [];
      return topicsOf(context, arns, environment).map((topic): Notification => ({ service: 'rule', by: location, arn: isKnown(arn) ? arn : undefined, environment, topic }));
    }),
  ]);
}

function topicsOf({ audit }: AuditContext, arns: readonly string[], environment: Environment): Topic[] {
  return [...new Set(arns)].filter(arn => arn.includes(':sns:')).map(arn => audit.topic(arn, environment)).filter(isKnown);
}
