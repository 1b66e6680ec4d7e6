import { Construct } from 'constructs';
import { CommandDocumentBase } from './command-document-base';
import { CommandDocumentProps } from './command-document-props';

/**
 * A session document that runs given commands at a terminal, such as `top` or a menu. People who are granted it can run these and nothing
 * else.
 *
 * The commands run in `sh -c` (PowerShell on Windows). The person gives the values of parameters, so each parameter needs a pattern, which
 * the library anchors. Needs SSM Agent 2.3.668 or newer. Creates a session document, which is free.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 *
 * @example
 * const logs = new InteractiveCommandDocument(this, 'Logs', {
 *   commands: { linux: { commands: 'journalctl --unit {{ unit }} --follow', runAsElevated: true } },
 *   parameters: { unit: { allowedPattern: '[a-z0-9.-]{1,60}' } },
 * });
 * const node = new SsmManagedInstance(this, 'Node', { vpc });
 * logs.grantStartSession(role, node);
 * new CfnOutput(this, 'AgentLogs', { value: logs.commandFor(node, { unit: 'amazon-ssm-agent' }) });
 */
export class InteractiveCommandDocument extends CommandDocumentBase {
  /**
   * @throws if there are no commands, a command uses a parameter that is not declared, a parameter has a name that the agent does not know,
   * is not used, or lacks a pattern that it can read, a default does not match its pattern, or `documentName` is not a valid
   * document name
   */
  constructor(scope: Construct, id: string, props: CommandDocumentProps) {
    super(scope, id, 'InteractiveCommands', props);
  }
}
