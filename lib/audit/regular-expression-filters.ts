import { CfnResource, Token } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { resourcesInApp, sameId } from '../core/references';

type Filter = logs.CfnMetricFilter | logs.CfnSubscriptionFilter;

/** The filters in the app that a log group has, as far as they have a regular expression. */
export function regularExpressionFiltersOf(scope: IConstruct, logGroupName: string): CfnResource[] {
  const types = [logs.CfnMetricFilter, logs.CfnSubscriptionFilter];
  return types.flatMap(type => resourcesInApp<Filter>(scope, type.CFN_RESOURCE_TYPE_NAME))
    .filter(filter => sameId(filter.logGroupName, logGroupName) && hasRegularExpression(filter.filterPattern));
}

function hasRegularExpression(pattern: string): boolean {
  return !Token.isUnresolved(pattern) && /%[^%]+%/.test(pattern.replace(/"(?:[^"\\]|\\.)*"/g, ''));
}
