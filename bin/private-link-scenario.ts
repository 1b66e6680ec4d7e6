import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledgeNode, acknowledgeVpc } from './acknowledgements';
import { addScenarioOutputs } from './scenario-outputs';
import { ScenarioProps } from './scenario-props';
import { SessionPreferences, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints } from '../lib';

/** A node in a subnet without a route to the Internet. It reaches Systems Manager through VPC endpoints. */
export class PrivateLinkScenario extends Stack {
  constructor(scope: Construct, id: string, props: ScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager to a node in an isolated subnet through VPC endpoints', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      // The restriction would add a Lambda function. Nothing here uses the default security group.
      restrictDefaultSecurityGroup: false,
      flowLogs: props.flowLogs ? { All: {} } : undefined,
    });
    const preferences = new SessionPreferences(this, 'Preferences');
    const endpoints = new SsmVpcEndpoints(this, 'Endpoints', { vpc, maxAzs: 1, sessionPreferences: preferences });
    const node = new SsmManagedInstance(this, 'Node', {
      vpc,
      connectivity: SsmConnectivity.privateLink(endpoints),
      sessionPreferences: preferences,
    });

    addScenarioOutputs(this, node);
    acknowledgeVpc(vpc);
    acknowledgeNode(node);
  }
}
