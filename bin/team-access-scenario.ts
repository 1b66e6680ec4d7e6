import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeNode, acknowledgeTeam, acknowledgeVpc } from './acknowledgements';
import { ScenarioProps } from './scenario-props';
import {
  PortForwardingDocument, PortForwardingTarget, SessionAccessPolicy, SessionGuardrail, SessionPermissionSet, SessionPreferences, SessionTarget,
  SsmManagedInstance,
} from '../lib';

const APPLICATION_PORT = 8080;
const LOCAL_PORT = 18080;

export interface TeamAccessScenarioProps extends ScenarioProps {
  /**
   * The ARN of the instance of IAM Identity Center, for operators who come from there. It takes the organization's management account, or the delegated
   * administrator of IAM Identity Center. `-c identityCenter=arn:...` on the command line.
   *
   * @default - no permission set, so that the stack can be deployed into any account
   */
  readonly identityCenterArn?: string;
}

/** Two nodes and three kinds of people: developers reach one node, operators both, and a contractor one port of one of them. */
export class TeamAccessScenario extends Stack {
  constructor(scope: Construct, id: string, { identityCenterArn, flowLogs, ...props }: TeamAccessScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager for a team: who may open what', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 1,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }],
      // The restriction would add a Lambda function. Nothing here uses the default security group.
      restrictDefaultSecurityGroup: false,
      flowLogs: flowLogs ? { All: {} } : undefined,
    });
    const preferences = new SessionPreferences(this, 'Preferences');
    const development = new SsmManagedInstance(this, 'DevelopmentNode', { vpc, sessionPreferences: preferences });
    const production = new SsmManagedInstance(this, 'ProductionNode', { vpc, sessionPreferences: preferences });
    Tags.of(development).add('env', 'dev');
    Tags.of(production).add('env', 'prod');
    // Somebody else in the account may use the same values of env.
    [development, production].forEach(node => Tags.of(node).add('app', this.stackName));
    const nodesOf = (env: string) => SessionTarget.taggedAll({ app: this.stackName, env });

    const tunnel = new PortForwardingDocument(this, 'ApplicationTunnel', { to: PortForwardingTarget.node(APPLICATION_PORT) });
    const shells = new SessionGuardrail(this, 'LoggedSessionsOnly', { documents: [preferences] });

    const developers = this.role('Developers', 'Open logged shells on the development node', shells);
    const operators = this.role('Operators', 'Open logged shells on both nodes', shells);
    const contractor = this.role('Contractor', 'Opens a tunnel to one port of the production node');
    const developersAccess = new SessionAccessPolicy(this, 'DevelopersAccess', {
      targets: [nodesOf('dev')], documents: [preferences], roles: [developers],
    });
    const ofOperators = { targets: [nodesOf('dev'), nodesOf('prod')], documents: [preferences], console: true };
    const operatorsAccess = new SessionAccessPolicy(this, 'OperatorsAccess', { ...ofOperators, roles: [operators] });
    if (identityCenterArn !== undefined) {
      new SessionPermissionSet(this, 'OperatorsPermissionSet', {
        ...ofOperators,
        instanceArn: identityCenterArn,
        permissionSetName: 'SessionOperators',
        description: 'Open logged shells on both nodes',
        accounts: [this.account],
      });
    }
    const contractorAccess = new SessionAccessPolicy(this, 'ContractorAccess', {
      targets: [SessionTarget.node(production)], documents: [tunnel], roles: [contractor],
    });

    const output = (name: string, description: string, value: string) => new CfnOutput(this, name, { description, value });
    output('DevelopersRole', 'May open shells on the development node', developers.roleArn);
    output('OperatorsRole', 'May open shells on both nodes', operators.roleArn);
    output('ContractorRole', 'May open the tunnel', contractor.roleArn);
    output('StartSessionCommand', 'Opens a shell on the development node', development.startSessionCommand);
    output('ProductionSessionCommand', 'Opens a shell on the production node', production.startSessionCommand);
    output('ContractorCommand', `Forwards port ${APPLICATION_PORT} of the production node to localhost:${LOCAL_PORT}`, tunnel.commandFor(production, LOCAL_PORT));
    output('SessionLogsBucket', 'Where transcripts are kept', preferences.logging.bucket!.bucketName);
    output('SessionLogGroup', 'Where transcripts can be read while a session runs', preferences.logging.logGroup!.logGroupName);
    acknowledgeVpc(vpc);
    [development, production].forEach(acknowledgeNode);
    acknowledgeTeam([
      { policy: developersAccess, tags: true }, { policy: operatorsAccess, tags: true, console: true }, { policy: contractorAccess },
    ], tunnel);
  }

  private role(id: string, description: string, guardrail?: SessionGuardrail): iam.Role {
    return new iam.Role(this, id, {
      description,
      assumedBy: new iam.AccountRootPrincipal(),
      managedPolicies: guardrail ? [guardrail.managedPolicy] : [],
    });
  }
}
