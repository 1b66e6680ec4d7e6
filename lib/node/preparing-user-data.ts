import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { fail } from '../core/errors';

/** Where a script begins: after the interpreter's line of a shell script, or the opening tag of a PowerShell one. */
const SCRIPT_START = /^(#![^\n]*\n?|<powershell>)/;

/** User data that runs what the node needs before its other commands, so that the node can be reached even if one of those fails. */
export class PreparingUserData extends ec2.UserData {
  constructor(private readonly scope: Construct, private readonly commands: string[], private readonly inner: ec2.UserData) {
    super();
    this.render();
  }

  public addCommands(...commands: string[]): void {
    this.inner.addCommands(...commands);
  }

  public addOnExitCommands(...commands: string[]): void {
    this.inner.addOnExitCommands(...commands);
  }

  public addS3DownloadCommand(params: ec2.S3DownloadOptions): string {
    return this.inner.addS3DownloadCommand(params);
  }

  public addExecuteFileCommand(params: ec2.ExecuteFileOptions): void {
    this.inner.addExecuteFileCommand(params);
  }

  public addSignalOnExitCommand(resource: Parameters<ec2.UserData['addSignalOnExitCommand']>[0]): void {
    this.inner.addSignalOnExitCommand(resource);
  }

  public render(): string {
    const script = this.inner.render();
    const start = SCRIPT_START.exec(script)?.[0]
      ?? fail(this.scope, `userData is neither a shell nor a PowerShell script, so the commands that prepare the node (${this.commands[0]} ...) cannot be put before it; use ec2.UserData.forLinux() or forWindows(), or an image that has what they install`);
    const rest = script.slice(start.length);
    return `${start.trimEnd()}\n${this.commands.join('\n')}${rest ? `\n${rest}` : ''}`;
  }
}
