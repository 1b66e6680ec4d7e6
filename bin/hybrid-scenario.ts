import { CfnOutput, Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeServers } from './acknowledgements';
import { HybridActivation, SessionPreferences } from '../lib';

export interface HybridScenarioProps extends StackProps {
  /**
   * Whether to turn on the advanced-instances tier of the account and region, which costs money for each node outside EC2. `-c advancedInstances=true` on the
   * command line.
   *
   * @default false
   */
  readonly advancedInstances?: boolean;
}

/** Servers outside AWS whose sessions are logged and encrypted: somebody who registers them, and somebody else who connects to them. */
export class HybridScenario extends Stack {
  constructor(scope: Construct, id: string, { advancedInstances, ...props }: HybridScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager for servers outside AWS', ...props });

    const sessionPreferences = new SessionPreferences(this, 'Preferences');
    const servers = new HybridActivation(this, 'Servers', {
      sessionPreferences, registrationLimit: 10, expiration: Duration.days(7), nodeTags: { fleet: 'example' }, advancedInstances,
    });
    const technician = new iam.Role(this, 'Technician', { description: 'Registers servers', assumedBy: new iam.AccountRootPrincipal() });
    servers.grantRegister(technician);
    const operator = new iam.Role(this, 'Operator', { description: 'Connects to servers', assumedBy: new iam.AccountRootPrincipal() });
    servers.grantStartSession(operator);

    const output = (name: string, description: string, value: string) => new CfnOutput(this, name, { description, value });
    output('RegisterLinuxCommand', 'Run it on a Linux server, with the role Technician', servers.registrationCommandLinux);
    output('RegisterWindowsCommand', 'Run it on a Windows server, in PowerShell of an administrator', servers.registrationCommandWindows);
    output('TechnicianRole', 'Reads the code', technician.roleArn);
    output('OperatorRole', 'Starts sessions', operator.roleArn);
    output('DocumentName', 'For --document-name of aws ssm start-session', sessionPreferences.documentName);
    acknowledgeServers(servers, operator);
  }
}
