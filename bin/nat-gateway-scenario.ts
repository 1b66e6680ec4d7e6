import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledgeNode, acknowledgeVpc } from './acknowledgements';
import { addScenarioOutputs } from './scenario-outputs';
import { ScenarioProps } from './scenario-props';
import { SessionPreferences, SsmManagedInstance } from '../lib';

/** A node without a public address. It reaches Systems Manager through a NAT gateway. */
export class NatGatewayScenario extends Stack {
  constructor(scope: Construct, id: string, props: ScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager to a node in a private subnet behind a NAT gateway', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 1,
      natGateways: 1,
      // The restriction would add a Lambda function. Nothing here uses the default security group.
      restrictDefaultSecurityGroup: false,
      flowLogs: props.flowLogs ? { All: {} } : undefined,
    });
    const preferences = new SessionPreferences(this, 'Preferences');
    const node = new SsmManagedInstance(this, 'Node', { vpc, sessionPreferences: preferences });

    addScenarioOutputs(this, node);
    acknowledgeVpc(vpc);
    acknowledgeNode(node);
  }
}
