import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { consoleDomain } from './console';
import type { NodeReach } from './node-reach';
import { SessionHostBase } from './session-host-base';
import type { ISsmManagedInstance } from './ssm-managed-instance-interface';
import { warnOfTunnel } from './tunnel-not-logged';
import { verifyCommand } from './verify-command';
import { GRANT_START_SESSION, grantSessions } from '../access/grant-sessions';
import { accessTo } from '../access/session-access';
import { SessionAccess, sessionStatements } from '../access/session-statements';
import { SessionTarget } from '../access/session-target';
import { startSessionCommand } from '../access/start-session';
import { DEFAULT_DOCUMENT } from '../access/started-document';
import { DEFAULT_SESSION_DOCUMENT, PORT_FORWARDING_DOCUMENT, SSH_DOCUMENT } from '../agent/session-documents';
import { checkPort } from '../core/ports';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

const RDP_PORT = 3389;
/** 3389 itself is taken on a person's Windows machine. */
const LOCAL_RDP_PORT = 13389;

/**
 * What every managed instance has, whether created, equipped or imported: commands and grants by its id.
 *
 * @internal
 */
export abstract class SsmManagedInstanceBase extends SessionHostBase implements ISsmManagedInstance {
  public abstract readonly instanceId: string;
  public abstract readonly platform: ec2.OperatingSystemType;
  public abstract readonly connections: ec2.Connections;
  public abstract readonly grantPrincipal: iam.IPrincipal;
  public abstract readonly sessionPreferences?: ISessionPreferences;

  /**
   * Undefined for an imported node.
   *
   * @internal
   */
  public get _reach(): NodeReach | undefined {
    return undefined;
  }

  public get startSessionCommand(): string {
    return startSessionCommand(this, this.sessionPreferences?.documentName ?? DEFAULT_SESSION_DOCUMENT);
  }

  public get verifyCommand(): string {
    return verifyCommand(this);
  }

  public get sshProxyCommand(): string {
    return this.tunnelCommand(SSH_DOCUMENT, 'portNumber=%p');
  }

  public get rdpCommand(): string | undefined {
    return this.platform === ec2.OperatingSystemType.WINDOWS ? this.portForwardingCommand(RDP_PORT, LOCAL_RDP_PORT) : undefined;
  }

  public get consoleUrl(): string {
    const region = Stack.of(this).region;
    return `https://${consoleDomain(this, region)}/systems-manager/session-manager/${this.instanceId}?region=${region}`;
  }

  public portForwardingCommand(remotePort: number, localPort?: number): string {
    checkPort(this, 'remotePort', remotePort);
    checkPort(this, 'localPort', localPort ?? remotePort);
    // Double quotes around the comma, which bash, PowerShell and cmd read alike.
    return this.tunnelCommand(PORT_FORWARDING_DOCUMENT, `"portNumber=${remotePort},localPortNumber=${localPort ?? remotePort}"`);
  }

  public grantStartSession(grantee: iam.IGrantable): iam.Grant {
    return this.sessionPreferences?.grantStartSession(grantee, this)
      ?? grantSessions(grantee, { scope: this, ...GRANT_START_SESSION }, this.defaultAccess());
  }

  public sessionStatements(): iam.PolicyStatement[] {
    return this.sessionPreferences?.sessionStatements(this) ?? sessionStatements(this.defaultAccess());
  }

  private defaultAccess(): SessionAccess {
    return accessTo(SessionTarget.node(this), DEFAULT_DOCUMENT, this);
  }

  private tunnelCommand(documentName: string, parameters: string): string {
    warnOfTunnel(this, this.sessionPreferences);
    return startSessionCommand(this, documentName, parameters);
  }
}
