import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SessionHostBase } from './session-host-base';
import type { ISsmManagedFleet } from './ssm-managed-fleet-interface';
import { warnOfTunnel } from './tunnel-not-logged';
import { GRANT_START_SESSION, grantSessions } from '../access/grant-sessions';
import { accessTo, documentsOf } from '../access/session-access';
import { SessionAccess, sessionStatements } from '../access/session-statements';
import type { SessionTarget } from '../access/session-target';
import { sessionCommand } from '../access/start-session';
import { DEFAULT_DOCUMENT } from '../access/started-document';
import { DEFAULT_SESSION_DOCUMENT, PORT_FORWARDING_DOCUMENT } from '../agent/session-documents';
import { checkPort } from '../core/ports';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * What every managed fleet has, whether created or equipped: commands and grants by the tags of its instances.
 *
 * @internal
 */
export abstract class SsmManagedFleetBase extends SessionHostBase implements ISsmManagedFleet {
  public abstract readonly platform: ec2.OperatingSystemType;
  public abstract readonly connections: ec2.Connections;
  public abstract readonly grantPrincipal: iam.IPrincipal;
  public abstract readonly sessionTarget: SessionTarget;
  public abstract readonly sessionPreferences?: ISessionPreferences;

  public get listInstancesCommand(): string {
    return this.findCommand('--query "InstanceInformationList[].InstanceId"');
  }

  public get startSessionCommand(): string {
    return this.commandOnOne(this.sessionPreferences?.documentName ?? DEFAULT_SESSION_DOCUMENT);
  }

  public portForwardingCommand(remotePort: number, localPort?: number): string {
    checkPort(this, 'remotePort', remotePort);
    checkPort(this, 'localPort', localPort ?? remotePort);
    warnOfTunnel(this, this.sessionPreferences);
    // Double quotes around the comma, which bash and PowerShell read alike.
    return this.commandOnOne(PORT_FORWARDING_DOCUMENT, `"portNumber=${remotePort},localPortNumber=${localPort ?? remotePort}"`);
  }

  public grantStartSession(grantee: iam.IGrantable): iam.Grant {
    return grantSessions(grantee, { scope: this, ...GRANT_START_SESSION }, this.access());
  }

  public sessionStatements(): iam.PolicyStatement[] {
    return sessionStatements(this.access());
  }

  private access(): SessionAccess {
    const [document] = documentsOf({ documents: this.sessionPreferences && [this.sessionPreferences] });
    return accessTo(this.sessionTarget, document?._started ?? DEFAULT_DOCUMENT, this);
  }

  /** With one page, since the CLI applies a query to each page and would print several targets. */
  private commandOnOne(documentName: string, parameters?: string): string {
    const target = this.findCommand('--no-paginate --query "InstanceInformationList[0].InstanceId"');
    return sessionCommand(this, `$(${target})`, documentName, parameters);
  }

  private findCommand(which: string): string {
    const tags = Object.entries(this.sessionTarget._nodes.tags).map(([key, value]) => `Key=tag:${key},Values=${value}`);
    return [
      `aws ssm describe-instance-information --region ${Stack.of(this).region}`,
      `--filters ${tags.join(' ')} Key=PingStatus,Values=Online`,
      `${which} --output text`,
    ].join(' ');
  }
}
