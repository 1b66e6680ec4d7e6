import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { acknowledgeDatabase, acknowledgeNode, acknowledgeVpc } from './acknowledgements';
import { ScenarioProps } from './scenario-props';
import { PortForwardingDocument, PortForwardingTarget, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints } from '../lib';

const LOCAL_PORT = 15432;

/** A database without a way in from outside the VPC, and a role that can open a tunnel to it and nothing else. */
export class DatabaseTunnelScenario extends Stack {
  constructor(scope: Construct, id: string, props: ScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager tunnel to a database in isolated subnets', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      // The restriction would add a Lambda function. Nothing here uses the default security group.
      restrictDefaultSecurityGroup: false,
      flowLogs: props.flowLogs ? { All: {} } : undefined,
    });
    const endpoints = new SsmVpcEndpoints(this, 'Endpoints', { vpc, maxAzs: 1 });
    const node = new SsmManagedInstance(this, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });

    const database = new rds.DatabaseInstance(this, 'Database', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      // A database answers and asks nothing; the group of the CDK's making would let it reach anything.
      securityGroups: [new ec2.SecurityGroup(this, 'DatabaseGroup', { vpc, description: 'Of the database behind the tunnel', allowAllOutbound: false })],
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 }),
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO),
      allocatedStorage: 20,
      storageType: rds.StorageType.GP3,
      storageEncrypted: true,
      iamAuthentication: true,
      backupRetention: Duration.days(7),
    });
    database.connections.allowDefaultPortFrom(node, 'From the tunnel');

    const tunnel = new PortForwardingDocument(this, 'Tunnel', {
      to: PortForwardingTarget.host(database.dbInstanceEndpointAddress, database.instanceEndpoint.port),
    });
    const role = new iam.Role(this, 'DatabaseUser', {
      description: 'Can open a tunnel to the database, and nothing else',
      assumedBy: new iam.AccountRootPrincipal(),
    });
    tunnel.grantStartSession(role, node);

    new CfnOutput(this, 'DatabaseUserRole', { description: 'The role that may open the tunnel', value: role.roleArn });
    new CfnOutput(this, 'TunnelCommand', { description: `Forwards the database to localhost:${LOCAL_PORT}`, value: tunnel.commandFor(node, LOCAL_PORT) });
    acknowledgeVpc(vpc);
    acknowledgeNode(node);
    acknowledgeDatabase(database, tunnel, role);
  }
}
