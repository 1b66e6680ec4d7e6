import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { consoleDomain } from './console';
import { fail } from './errors';
import { DEFAULT_SESSION_DOCUMENT, PORT_FORWARDING_DOCUMENT, SSH_DOCUMENT } from './session-documents';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance';

const RDP_PORT = 3389;
/** 3389 itself is taken on a person's Windows machine. */
const LOCAL_RDP_PORT = 13389;

/**
 * What every managed instance has, whether created, equipped or imported: commands and grants by its id.
 *
 * @internal
 */
export abstract class ManagedInstance extends Construct implements ISsmManagedInstance {
  public abstract readonly instanceId: string;
  public abstract readonly platform: ec2.OperatingSystemType;
  public abstract readonly connections: ec2.Connections;
  public abstract readonly grantPrincipal: iam.IPrincipal;

  public get startSessionCommand(): string {
    return this.startSession();
  }

  public get sshProxyCommand(): string {
    return this.startSession(SSH_DOCUMENT, 'portNumber=%p');
  }

  public get rdpCommand(): string | undefined {
    return this.platform === ec2.OperatingSystemType.WINDOWS ? this.portForwardingCommand(RDP_PORT, LOCAL_RDP_PORT) : undefined;
  }

  public get consoleUrl(): string {
    const region = Stack.of(this).region;
    return `https://${consoleDomain(this, region)}/systems-manager/session-manager/${this.instanceId}?region=${region}`;
  }

  public portForwardingCommand(remotePort: number, localPort?: number): string {
    this.checkPort('remotePort', remotePort);
    this.checkPort('localPort', localPort ?? remotePort);
    // Double quotes around the comma, which bash, PowerShell and cmd read alike.
    return this.startSession(PORT_FORWARDING_DOCUMENT, `"portNumber=${remotePort},localPortNumber=${localPort ?? remotePort}"`);
  }

  public grantStartSession(grantee: iam.IGrantable): iam.Grant {
    const start = iam.Grant.addToPrincipal({
      grantee,
      actions: ['ssm:StartSession'],
      resourceArns: [this.instanceArn, this.ssmArn('document', DEFAULT_SESSION_DOCUMENT)],
      // Without it, Systems Manager does not check the document of a session that names none.
      conditions: { Bool: { 'ssm:SessionDocumentAccessCheck': 'true' } },
    });
    const ownSessions = iam.Grant.addToPrincipal({
      grantee,
      actions: ['ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel'],
      // aws:userid is there for users, assumed roles and IAM Identity Center; aws:username for users only.
      resourceArns: [this.ssmArn('session', '${aws:userid}-*')],
    });
    return start.combine(ownSessions);
  }

  private get instanceArn(): string {
    return this.instanceId.startsWith('mi-')
      ? this.ssmArn('managed-instance', this.instanceId)
      : Stack.of(this).formatArn({ service: 'ec2', resource: 'instance', resourceName: this.instanceId });
  }

  private ssmArn(resource: string, resourceName: string): string {
    return Arn.format({ service: 'ssm', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME }, Stack.of(this));
  }

  private startSession(documentName?: string, parameters?: string): string {
    return [
      `aws ssm start-session --target ${this.instanceId} --region ${Stack.of(this).region}`,
      ...documentName ? [`--document-name ${documentName}`] : [],
      ...parameters ? [`--parameters ${parameters}`] : [],
    ].join(' ');
  }

  private checkPort(name: string, port: number): void {
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      fail(this, `${name} must be a whole number, 1-65535, got ${port}; set a port in that range`);
    }
  }
}
