import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledgeFleet, acknowledgeVpc } from './acknowledgements';
import { ScenarioProps } from './scenario-props';
import { SessionPreferences, SsmManagedFleet } from '../lib';

/** Two to three nodes that Auto Scaling replaces by newer ones, each after its sessions have ended. */
export class FleetScenario extends Stack {
  constructor(scope: Construct, id: string, { flowLogs, ...props }: ScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager to an Auto Scaling group that lets sessions end', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }],
      // The restriction would add a Lambda function. Nothing here uses the default security group.
      restrictDefaultSecurityGroup: false,
      flowLogs: flowLogs ? { All: {} } : undefined,
    });
    const sessionPreferences = new SessionPreferences(this, 'Preferences');
    const fleet = new SsmManagedFleet(this, 'Fleet', { vpc, minCapacity: 2, maxCapacity: 3, sessionPreferences, drainTimeout: Duration.hours(1) });

    const output = (name: string, description: string, value: string) => new CfnOutput(this, name, { description, value });
    output('StartSessionCommand', 'Opens a shell on one of the nodes', fleet.startSessionCommand);
    output('ListInstancesCommand', 'Lists the nodes that are online', fleet.listInstancesCommand);
    output('SessionLogsBucket', 'Where transcripts are kept', sessionPreferences.logging.bucket!.bucketName);
    output('SessionLogGroup', 'Where transcripts can be read while a session runs', sessionPreferences.logging.logGroup!.logGroupName);
    acknowledgeVpc(vpc);
    acknowledgeFleet(fleet);
  }
}
