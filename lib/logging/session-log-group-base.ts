import { ArnFormat, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ISessionLogGroup } from './session-log-group';
import { LOG_EVENTS_ACTIONS, LOG_GROUP_SEARCH_ACTIONS, LOG_STREAM_SETUP_ACTIONS } from '../agent/actions';
import { combine } from '../core/grants';

/**
 * What a created and an imported session log group have in common: where the logs are, and who may write and read them.
 *
 * @internal
 */
export abstract class SessionLogGroupBase extends Resource implements ISessionLogGroup {
  public abstract readonly logGroup: logs.ILogGroup;
  public abstract readonly encrypted?: boolean;
  public abstract readonly streaming: boolean;

  public get logGroupName(): string {
    return this.logGroup.logGroupName;
  }

  public get logGroupArn(): string {
    return Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: this.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  }

  public grantWriteSessionLogs(grantee: iam.IGrantable): iam.Grant {
    return combine([
      this.grant(grantee, LOG_GROUP_SEARCH_ACTIONS, '*'),
      this.grant(grantee, LOG_STREAM_SETUP_ACTIONS, `${this.logGroupArn}:*`),
      this.grant(grantee, LOG_EVENTS_ACTIONS, `${this.logGroupArn}:log-stream:*`),
    ]);
  }

  public grantReadSessionLogs(grantee: iam.IGrantable): iam.Grant {
    return combine([
      this.grant(grantee, ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:StartQuery'], `${this.logGroupArn}:*`),
      // Results belong to a query and not to a group.
      this.grant(grantee, ['logs:GetQueryResults'], '*'),
    ]);
  }

  public grantUnmask(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ['logs:Unmask'], `${this.logGroupArn}:*`);
  }

  private grant(grantee: iam.IGrantable, actions: string[], arn: string): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [arn] });
  }
}
