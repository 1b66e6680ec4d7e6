import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { AccountSessionPreferences } from '../../lib';

/** Resources that come after the preferences, and fail. */
export const LATER = {
  ofUnknownType: (scope: Construct) => new ec2.CfnFlowLog(scope, 'Later', { resourceId: 'vpc-1', resourceType: 'VPC' }),
  thatExists: (scope: Construct) => new ssm.CfnDocument(scope, 'Later', { name: 'SSM-SessionManagerRunShell', content: {}, documentType: 'Session', documentFormat: 'JSON' }),
};

/** Synthesizes a stack that wants the account's document. Returns the folder of the assembly. */
export function accountStack(app: App, name: string, later?: keyof typeof LATER): string {
  const stack = new Stack(app, name);
  const preferences = new AccountSessionPreferences(stack, 'Preferences');
  if (later) {
    LATER[later](stack).node.addDependency(preferences);
  }
  return app.synth().directory;
}
