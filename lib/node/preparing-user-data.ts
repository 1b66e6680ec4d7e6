import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { citeRule } from '../core/cite-rule';
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
    const whole = `${start.trimEnd()}\n${this.commands.join('\n')}${rest ? `\n${rest}` : ''}`;
    this.checkSize(whole);
    return whole;
  }

  private checkSize(script: string): void {
    // How long a token becomes is not known here, so that the whole is at least this long.
    const size = Buffer.byteLength(script.replace(/\$\{Token\[[^\]]*\]\}/g, ''));
    if (size > MAX_USER_DATA) {
      const own = Buffer.byteLength(this.commands.join('\n'));
      fail(this.scope, `userData must be at most ${MAX_USER_DATA} bytes with the commands that prepare the node, got ${size}, of which ${own} are those commands; put what is long into a bucket from which the user data loads it ${citeRule('SSM-AGT-008')}`);
    }
  }
}

/**
 * EC2's limit, before base64.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
 */
const MAX_USER_DATA = 16 * 1024;
