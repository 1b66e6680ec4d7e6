import { Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  InteractiveCommandDocument, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences, UnloggedSessionAlarm,
  UnloggedSessionAlarmProps,
} from '../../../lib';
import { ACCOUNT, newStack } from '../../fixtures';
import type { Statement } from '../../policies/evaluate';
import { Deployed } from '../../preferences/deployed';

export const LOG_GROUP = '/session-manager';
export const BUCKET = 'session-logs';
export const PREFIX = 'production/shells';
export const COMMANDS = 'show-top';

const group = (stack: Stack, streaming?: boolean) => new SessionLogGroup(stack, 'LogGroup', { logGroupName: LOG_GROUP, streaming });
const bucketOf = (stack: Stack, keyPrefix?: string) => new SessionLoggingBucket(stack, 'Bucket', { bucketName: BUCKET, keyPrefix });
const into = (stack: Stack, places: object) => ({ logging: new SessionLogging(stack, 'Logging', places), topic: new sns.Topic(stack, 'Topic') });

/** Of the shell, and of commands that log to the same places. */
function documentsOf(stack: Stack, logging: SessionLogging) {
  const preferences = new SessionPreferences(stack, 'Preferences', { logging, documentName: 'logged-shell' });
  return [preferences, new InteractiveCommandDocument(stack, 'Commands', {
    documentName: COMMANDS, sessionPreferences: preferences, commands: { linux: { commands: 'top' } },
  })];
}

const DEPLOYMENTS = {
  'log group': stack => into(stack, { logGroup: group(stack) }),
  'log group that is not streamed to': stack => into(stack, { logGroup: group(stack, false) }),
  'bucket': stack => into(stack, { bucket: bucketOf(stack) }),
  'prefix': stack => into(stack, { bucket: bucketOf(stack, PREFIX) }),
  'both': stack => into(stack, { logGroup: group(stack), bucket: bucketOf(stack, PREFIX) }),
  'both, with commands': stack => {
    const props = into(stack, { logGroup: group(stack), bucket: bucketOf(stack, PREFIX) });
    return { ...props, documents: documentsOf(stack, props.logging) };
  },
  'no topic': stack => ({ logging: into(stack, { logGroup: group(stack) }).logging }),
} satisfies Record<string, (stack: Stack) => UnloggedSessionAlarmProps>;

export type DeploymentName = keyof typeof DEPLOYMENTS;
export const DEPLOYMENT_NAMES = Object.keys(DEPLOYMENTS) as DeploymentName[];

/** What CloudFormation gives the function. */
export interface Deployment {
  readonly environment: Record<string, string>;
  /** The statements of its role. */
  readonly statements: Statement[];
  readonly queueName: string;
  readonly topicName?: string;
}

export function deploy(name: DeploymentName): Deployment {
  const stack = newStack();
  new UnloggedSessionAlarm(stack, 'Alarm', { ...DEPLOYMENTS[name](stack), trailArn: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/organization` });
  const deployed = new Deployed(stack);
  const [{ Environment: { Variables: environment } }] = Object.values(deployed.properties('AWS::Lambda::Function')).filter(({ Description = '' }) => Description.startsWith('Looks'));
  const policies = Object.values(deployed.properties('AWS::IAM::Policy')).filter(({ PolicyName }) => PolicyName.startsWith('AlarmRole'));
  return {
    environment,
    statements: policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    queueName: environment.QUEUE_URL.split('/').at(-1),
    topicName: environment.TOPIC_ARN?.split(':').at(-1),
  };
}
