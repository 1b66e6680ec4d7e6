import { Fillers } from './fillers';
import { unseen } from './ids';
import { mayMeet } from './indices';
import { LogGroupPolicyReader } from './log-group-policy-reader';
import { TopicReader } from './topic-reader';
import { trailOf } from './trail-reader';
import { flagOf, idsOf, listOf, locationOf, nested, numberOf, objectOf, requiredText, setting, textOf } from './values';
import { Alarm } from '../../../model/audit/alarm';
import { Audit } from '../../../model/audit/audit';
import { EventRule, EventTarget } from '../../../model/audit/event-rule';
import { FilterMetric, MetricFilter, SubscriptionFilter } from '../../../model/audit/log-filter';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Setting } from '../../../model/network/network';
import { gapIn } from '../../../model/symbolic-text';
import { SymbolicObject } from '../../../model/symbolic-value';
import { Resolved, TemplateResource } from '../evaluate/template';
import { EnvironmentTemplateSet } from '../evaluate/template-set';

/** Reads what records sessions and tells of them. Topics and policies are read when somebody asks for them. */
export function auditOf(set: EnvironmentTemplateSet, fillers: Fillers): Audit {
  const topics = new TopicReader(set, fillers);
  const logGroupPolicies = new LogGroupPolicyReader(set);
  const certain = (type: string) => set.ofType(type).filter(({ present }) => present === true);
  return {
    metricFilters: certain('AWS::Logs::MetricFilter').map(metricFilterOf),
    subscriptionFilters: certain('AWS::Logs::SubscriptionFilter').map(subscriptionFilterOf),
    alarms: certain('AWS::CloudWatch::Alarm').map(alarmOf),
    hasCompositeAlarms: set.ofType('AWS::CloudWatch::CompositeAlarm').length > 0,
    eventRules: certain('AWS::Events::Rule').map(eventRuleOf),
    trails: certain('AWS::CloudTrail::Trail').map(trailOf),
    logGroupPolicies: environment => logGroupPolicies.of(environment),
    topic: (arn, environment) => {
      const resource = set.findIn(environment, arn, 'AWS::SNS::Topic');
      return resource && mayMeet(resource.environment, environment) ? topics.topic(resource) : unseen('topic', arn);
    },
  };
}

function subscriptionFilterOf(resource: TemplateResource): SubscriptionFilter {
  const { properties, environment } = resource;
  return {
    location: locationOf(resource),
    environment,
    logGroup: requiredText(properties.LogGroupName, 'LogGroupName'),
    pattern: setting(resource, 'FilterPattern', textOr(properties.FilterPattern, '')),
  };
}

function metricFilterOf(resource: TemplateResource): MetricFilter {
  const list = listOf(resource.properties.MetricTransformations);
  return { ...subscriptionFilterOf(resource), metric: isKnown(list) ? metricOf(resource, list[0]) : list };
}

function metricOf(resource: TemplateResource, transformation: Resolved | undefined): FilterMetric {
  const at = (property: string) => locationOf(resource, 'MetricTransformations', 0, property);
  const text = (property: string) => requiredText(nested(transformation, property), property);
  const defaultValue = textOf(nested(transformation, 'DefaultValue'));
  return {
    location: locationOf(resource, 'MetricTransformations', 0),
    namespace: text('MetricNamespace'),
    name: text('MetricName'),
    value: { value: text('MetricValue'), location: at('MetricValue') },
    hasDefault: isKnown(defaultValue) ? defaultValue !== undefined : defaultValue,
    dimensions: dimensionsOf(resource, namesIn(nested(transformation, 'Dimensions'), 'Key', at('Dimensions'))),
  };
}

/** CloudWatch Logs may be told to add some of its own. */
function dimensionsOf({ properties }: TemplateResource, own: Setting<readonly string[]>): Setting<readonly string[]> {
  const isAdded = properties.EmitSystemFieldDimensions !== undefined;
  return isAdded ? { ...own, value: new Unknown('the filter adds the account or the region to its dimensions') } : own;
}

function alarmOf(resource: TemplateResource): Alarm {
  const { properties, environment, ref } = resource;
  const { partition, region, account } = environment;
  const threshold = numberOf(properties.Threshold);
  const actions = idsOf(properties.AlarmActions);
  return {
    arn: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${ref}`,
    location: locationOf(resource),
    environment,
    namespace: requiredText(properties.Namespace, 'Namespace'),
    metricName: requiredText(properties.MetricName, 'MetricName'),
    dimensions: namesIn(properties.Dimensions, 'Name', locationOf(resource, 'Dimensions')),
    statistic: textOf(properties.Statistic),
    comparison: requiredText(properties.ComparisonOperator, 'ComparisonOperator'),
    threshold: setting(resource, 'Threshold', threshold ?? new Unknown('Threshold is not set')),
    missingData: textOr(properties.TreatMissingData, 'missing'),
    actionsEnabled: setting(resource, 'ActionsEnabled', flagOf(properties.ActionsEnabled, true)),
    actions: setting(resource, 'AlarmActions', actions),
  };
}

function eventRuleOf(resource: TemplateResource): EventRule {
  const { properties, environment, ref } = resource;
  const { partition, region, account } = environment;
  const state = textOr(properties.State, 'ENABLED');
  const bus = textOr(properties.EventBusName, 'default');
  return {
    arn: bus === 'default' ? `arn:${partition}:events:${region}:${account}:rule/${ref}` : new Unknown('the rule is not of the default event bus'),
    location: locationOf(resource),
    environment,
    pattern: setting(resource, 'EventPattern', patternOf(properties.EventPattern)),
    isEnabled: setting(resource, 'State', isKnown(state) ? state !== 'DISABLED' : state),
    targets: targetsOf(resource),
  };
}

function targetsOf(resource: TemplateResource): Known<EventTarget[]> {
  const list = listOf(resource.properties.Targets);
  return isKnown(list) ? list.map((target, index) => ({
    arn: requiredText(nested(target, 'Arn'), 'Arn'),
    location: locationOf(resource, 'Targets', index),
    hasRole: nested(target, 'RoleArn') !== undefined,
  })) : list;
}

/** An object, or a text that holds one. */
function patternOf(value: Resolved | undefined): Known<SymbolicObject | undefined> {
  if (value === undefined || value === null) { return undefined; }
  if (typeof value !== 'string') { return objectOf(value); }
  try {
    return objectOf(JSON.parse(value) as Resolved);
  } catch {
    return gapIn(value) ?? new Unknown('EventPattern is a text that is not JSON');
  }
}

function textOr(value: Resolved | undefined, otherwise: string): Known<string> {
  return textOf(value) ?? otherwise;
}

/** The names of dimensions; unknown where one of them is. */
function namesIn(value: Resolved | undefined, key: string, location: PropertyLocation): Setting<readonly string[]> {
  const list = listOf(value);
  if (!isKnown(list)) { return { value: list, location }; }
  const names = list.map(item => requiredText(nested(item, key), key));
  return { value: names.find((name): name is Unknown => !isKnown(name)) ?? names.filter(isKnown), location };
}
