import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledgeDesktop, acknowledgeNode, acknowledgeVpc } from './acknowledgements';
import { ScenarioProps } from './scenario-props';
import { NodeOperatingSystem, PortForwardingDocument, PortForwardingTarget, SessionPreferences, SsmManagedInstance } from '../lib';

const DESKTOP_USER = 'desktop';
const RDP_PORT = 3389;
const LOCAL_PORT = 13389;

/** A Windows server without an open port: logged PowerShell sessions, and a role that can open Remote Desktop through a tunnel and nothing else. */
export class WindowsScenario extends Stack {
  constructor(scope: Construct, id: string, { flowLogs, ...props }: ScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager to a Windows server, with Remote Desktop through a tunnel', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 1,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }],
      // The restriction would add a Lambda function. Nothing here uses the default security group.
      restrictDefaultSecurityGroup: false,
      flowLogs: flowLogs ? { All: {} } : undefined,
    });
    // Windows asks for three of four kinds of characters.
    const password = new secretsmanager.Secret(this, 'DesktopPassword', {
      description: `The password of the Windows user ${DESKTOP_USER}`,
      generateSecretString: { passwordLength: 32, requireEachIncludedType: true },
    });
    const preferences = new SessionPreferences(this, 'Preferences');
    const node = new SsmManagedInstance(this, 'Node', {
      vpc,
      operatingSystem: NodeOperatingSystem.windowsServer('2022'),
      sessionPreferences: preferences,
      userData: desktopUserData(password),
    });
    // The instance waits for the policies of its role, and reads the password at its first boot.
    password.grantRead(node.role);

    const tunnel = new PortForwardingDocument(this, 'DesktopTunnel', { to: PortForwardingTarget.node(RDP_PORT) });
    const role = new iam.Role(this, 'DesktopRole', {
      description: 'Can open Remote Desktop on the node, and nothing else',
      assumedBy: new iam.AccountRootPrincipal(),
    });
    tunnel.grantStartSession(role, node);
    password.grantRead(role);

    const output = (name: string, description: string, value: string) => new CfnOutput(this, name, { description, value });
    output('ConsoleUrl', 'Opens PowerShell in the browser, with the account\'s own preferences', node.consoleUrl);
    output('StartSessionCommand', 'Opens a logged PowerShell session', node.startSessionCommand);
    output('VerifyCommand', 'Shows whether the node is registered with Systems Manager', node.verifyCommand);
    output('DesktopUserRole', 'The role that may open Remote Desktop', role.roleArn);
    output('DesktopCommand', `Forwards Remote Desktop to localhost:${LOCAL_PORT}`, tunnel.commandFor(node, LOCAL_PORT));
    output('DesktopPasswordCommand', `Shows the password of the user ${DESKTOP_USER}`,
      `aws secretsmanager get-secret-value --secret-id ${password.secretArn} --query SecretString --output text --region ${this.region}`);
    output('SessionLogsBucket', 'Where transcripts are kept', preferences.logging.bucket!.bucketName);
    output('SessionLogGroup', 'Where transcripts can be read while a session runs', preferences.logging.logGroup!.logGroupName);
    acknowledgeVpc(vpc);
    acknowledgeNode(node);
    acknowledgeDesktop(password, tunnel, role);
  }
}

/** Makes a user who may use Remote Desktop and is no administrator. AWS's images of Windows carry the AWS Tools for PowerShell. */
function desktopUserData(password: secretsmanager.ISecret): ec2.UserData {
  const userData = ec2.UserData.forWindows();
  userData.addCommands(
    '$ErrorActionPreference = "Stop"',
    `$password = (Get-SECSecretValue -SecretId "${password.secretArn}" -Region "${Stack.of(password).region}").SecretString`,
    `New-LocalUser -Name "${DESKTOP_USER}" -Password (ConvertTo-SecureString -String $password -AsPlainText -Force) -PasswordNeverExpires`,
    // By its id, because its name is another one in each language of Windows.
    `Add-LocalGroupMember -SID "S-1-5-32-555" -Member "${DESKTOP_USER}"`,
  );
  return userData;
}
