import { sessionRules } from './event-patterns';
import { sourceKeys } from './service-calls';
import { sessionAlarms } from './session-alarms';
import { Topic } from '../../../model/audit/topic';
import { isKnown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Environment } from '../../../model/node';
import { remembered } from '../../../model/remembered';
import { gap } from '../../../model/symbolic-text';
import { AuditContext } from '../../rule-about-audit';
import { firstOf } from '../people/names';

/** An alarm or a rule that tells a topic of sessions. */
export interface Notification {
  readonly service: Publisher;
  readonly by: PropertyLocation;
  /** Undefined where it is not known. */
  readonly arn: string | undefined;
  readonly environment: Environment;
  readonly topic: Topic;
}

/** What one service tells one topic. */
export interface Publication extends Pick<Notification, 'service' | 'topic'> {
  readonly notifications: readonly Notification[];
}

/** The services, by what people call what they do. */
export const PUBLISHERS = { alarm: 'cloudwatch.amazonaws.com', rule: 'events.amazonaws.com' } as const;
export type Publisher = keyof typeof PUBLISHERS;

const PUBLICATIONS = new WeakMap<AuditContext, readonly Publication[]>();

/** Those to topics in sight, by the service itself: a target with a role goes by the policies of the role. */
export function publications(context: AuditContext): readonly Publication[] {
  return remembered(PUBLICATIONS, context, () => {
    const groups = new Map<string, Notification[]>();
    for (const notification of [...ofAlarms(context), ...ofRules(context)]) {
      remembered(groups, `${notification.service} ${notification.topic.location.resource.key}`, () => []).push(notification);
    }
    return [...groups.values()].map(notifications => ({ service: notifications[0].service, topic: notifications[0].topic, notifications }));
  });
}

function ofAlarms(context: AuditContext): Notification[] {
  return sessionAlarms(context).flatMap(({ alarm: { actions: { value: actions }, location, arn, environment } }) => (
    topicsOf(context, isKnown(actions) ? actions.filter(isKnown) : [], environment).map(topic => ({ service: 'alarm', by: location, arn, environment, topic }))
  ));
}

function ofRules(context: AuditContext): Notification[] {
  return sessionRules(context).flatMap(({ rule: { targets, location, arn, environment } }) => {
    const arns = isKnown(targets) ? targets.filter(({ hasRole }) => !hasRole).map(target => target.arn).filter(isKnown) : [];
    return topicsOf(context, arns, environment).map(topic => ({ service: 'rule', by: location, arn: isKnown(arn) ? arn : undefined, environment, topic }));
  });
}

/** Whom nobody hears from: alarms or rules by their names. */
export function namesIn(notifications: readonly Notification[]): string {
  return firstOf(notifications.map(({ by }) => by.resource.name));
}

/** For whom a service publishes, as the keys of conditions have it. */
export function sourceOf({ arn, environment }: Notification): ReturnType<typeof sourceKeys> {
  return sourceKeys(arn ?? gap('the ARN of the rule is not known'), environment.account);
}

function topicsOf({ audit }: AuditContext, arns: readonly string[], environment: Environment): Topic[] {
  return [...new Set(arns)].filter(arn => arn.includes(':sns:')).map(arn => audit.topic(arn, environment)).filter(isKnown);
}
