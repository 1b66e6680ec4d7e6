import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What of a node is shown: whether its agent answers, which it is, and when it did. */
const SHOWN = ['PingStatus', 'AgentVersion', 'LastPingDateTime'];

/** The AWS CLI command that asks Systems Manager for a node. Double quotes, which bash, PowerShell and cmd read alike. */
export function verifyCommand(node: IConstruct & { readonly instanceId: string }): string {
  return [
    `aws ssm describe-instance-information --region ${Stack.of(node).region}`,
    `--filters Key=InstanceIds,Values=${node.instanceId}`,
    `--query "InstanceInformationList[].[${SHOWN.join(',')}]" --output text`,
  ].join(' ');
}
