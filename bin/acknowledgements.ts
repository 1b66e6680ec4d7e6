import { CfnElement, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { SessionLoggingBucket, SsmManagedInstance } from '../lib';

/** What cdk-nag finds in a scenario, and why it stays. */
export function acknowledgeFindings(vpc: ec2.Vpc, node: SsmManagedInstance, logs: SessionLoggingBucket): void {
  acknowledge(vpc, 'AwsSolutions-VPC7',
    'Flow logs cost money for each GB and an example should not; -c flowLogs=true turns them on.');
  acknowledge(node, 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]',
    'The policy that AWS maintains for managed nodes, for Run Command and patching beside sessions; NodePermissions.sessionOnly() does without it.');
  acknowledge(node, `AwsSolutions-IAM5[Resource::<${logicalId(logs)}.Arn>/*]`,
    'The agent names each log after its session, which nobody knows before; the wildcard covers the log objects of this bucket alone.');
  acknowledge(node, 'AwsSolutions-EC28',
    'Detailed monitoring bills each metric and tells nothing of sessions.');
  acknowledge(node, 'AwsSolutions-EC29',
    'The node keeps no state, and a deployment has to be able to replace it by one with a newer image.');
}

/** As `Validations.of(scope).acknowledge(...)` records it; that refuses `::` in an id at 2.257, and cdk-nag's ids have it. */
function acknowledge(scope: IConstruct, id: string, reason: string): void {
  scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
}

function logicalId(logs: SessionLoggingBucket): string {
  return Stack.of(logs).resolve((logs.bucket.node.defaultChild as CfnElement).logicalId);
}
