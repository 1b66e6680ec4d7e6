import { CfnOutput, Stack } from 'aws-cdk-lib';
import { acknowledgeTunnels } from './acknowledgements';
import { ISsmManagedInstance } from '../lib';

/** Prints what people need after the deployment, as outputs of `cdk deploy`. */
export function addScenarioOutputs(stack: Stack, node: ISsmManagedInstance): void {
  const output = (id: string, description: string, value: string) => new CfnOutput(stack, id, { description, value });
  output('ConsoleUrl', 'Opens a shell in the browser, with the account\'s own preferences', node.consoleUrl);
  output('StartSessionCommand', 'Opens a shell', node.startSessionCommand);
  output('VerifyCommand', 'Shows whether the node is registered with Systems Manager', node.verifyCommand);
  output('PortForwardingCommand', 'Forwards port 80 of the node to localhost:8080', node.portForwardingCommand(80, 8080));
  output('SshProxyCommand', 'For ssh -o ProxyCommand=...', node.sshProxyCommand);
  if (node.rdpCommand) {
    output('RdpCommand', 'Forwards the remote desktop to localhost:13389', node.rdpCommand);
  }
  const { bucket, logGroup } = node.sessionPreferences?.logging ?? {};
  if (bucket) {
    output('SessionLogsBucket', 'Where transcripts are kept', bucket.bucketName);
  }
  if (logGroup) {
    output('SessionLogGroup', 'Where transcripts can be read while a session runs', logGroup.logGroupName);
  }
  acknowledgeTunnels(node);
}
