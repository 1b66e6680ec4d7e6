import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledgeNode, acknowledgeVpc } from './acknowledgements';
import { addScenarioOutputs } from './scenario-outputs';
import { ScenarioProps } from './scenario-props';
import { SessionPreferences, SsmManagedInstance } from '../lib';

/** A node with a public address and no open port. It reaches Systems Manager through the Internet gateway. */
export class PublicSubnetScenario extends Stack {
  constructor(scope: Construct, id: string, props: ScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager to a node in a public subnet', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 1,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }],
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
