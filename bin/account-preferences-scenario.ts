import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledgeAccountPreferences, acknowledgeNode, acknowledgeVpc } from './acknowledgements';
import { addScenarioOutputs } from './scenario-outputs';
import { ScenarioProps } from './scenario-props';
import { AccountSessionPreferences, SsmManagedInstance } from '../lib';

/** The default session preferences of the account and region, which the console uses too, and a node that can host such sessions. */
export class AccountPreferencesScenario extends Stack {
  constructor(scope: Construct, id: string, props: ScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager preferences of the whole account and region', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 1,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }],
      // The restriction would add a Lambda function. Nothing here uses the default security group.
      restrictDefaultSecurityGroup: false,
      flowLogs: props.flowLogs ? { All: {} } : undefined,
    });
    const preferences = new AccountSessionPreferences(this, 'Preferences');
    const node = new SsmManagedInstance(this, 'Node', { vpc, sessionPreferences: preferences });

    addScenarioOutputs(this, node);
    acknowledgeVpc(vpc);
    acknowledgeNode(node);
    acknowledgeAccountPreferences(preferences);
  }
}
