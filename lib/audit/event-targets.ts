import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { EVENT_BRIDGE, letPublish } from './alarm-topic';

/** Writes each event into a log group, which a policy has to let EventBridge do. CDK's own target makes a policy of its own for each group. */
export class LogGroupTarget implements events.IRuleTarget {
  constructor(private readonly logGroupName: string) {}

  bind(rule: events.IRule): events.RuleTargetConfig {
    return {
      arn: Stack.of(rule).formatArn({ service: 'logs', resource: 'log-group', resourceName: this.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
    };
  }
}

/** Tells a topic of each event in words. CDK's own target lets EventBridge of any account publish. */
export class TopicTarget implements events.IRuleTarget {
  constructor(private readonly scope: IConstruct, private readonly topic: sns.ITopic, private readonly message: string) {}

  bind(): events.RuleTargetConfig {
    letPublish(this.scope, this.topic, EVENT_BRIDGE);
    return { arn: this.topic.topicArn, input: events.RuleTargetInput.fromText(this.message) };
  }
}

/** Who did what, for people. What an event lacks is left empty. */
export function messageOf(deed: string, ...more: [name: string, path: string][]): string {
  const field = (path: string) => events.EventField.fromPath(`$.detail.${path}`);
  const facts = [
    `Session Manager: ${field('userIdentity.arn')} ${deed} ${field('eventName')}`,
    `node ${field('requestParameters.target')}${field('requestParameters.InstanceId')}`,
    `session ${field('requestParameters.sessionId')}${field('responseElements.sessionId')}`,
    `document (the account's default one where it is empty) ${field('requestParameters.documentName')}`,
    `reason ${field('requestParameters.reason')}`,
    ...more.map(([name, path]) => `${name} ${field(path)}`),
    `at ${field('eventTime')} in ${field('awsRegion')}`,
  ];
  return facts.join('; ');
}
