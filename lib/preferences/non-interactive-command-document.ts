import { Construct } from 'constructs';
import { CommandDocumentBase } from './command-document-base';
import { CommandDocumentProps } from './command-document-props';

/**
 * A session document that runs given commands and prints their output. People who are granted it can run these and nothing else.
 *
 * The first word is executed with the others as its arguments, without a shell. The person gives the values of parameters, so each parameter
 * needs a pattern, which the library anchors. Needs SSM Agent 3.0.1124 or newer. Creates a session document, which is free.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 *
 * @example
 * const diskUsage = new NonInteractiveCommandDocument(this, 'DiskUsage', {
 *   commands: { linux: { commands: 'df --human-readable' } },
 * });
 * const node = new SsmManagedInstance(this, 'Node', { vpc });
 * diskUsage.grantStartSession(role, node);
 * new CfnOutput(this, 'DiskUsageCommand', { value: diskUsage.commandFor(node) });
 */
export class NonInteractiveCommandDocument extends CommandDocumentBase {
  /**
   * @throws if there are no commands, a command uses a parameter that is not declared, a parameter has a name that the agent does not know,
   * is not used, or lacks a pattern that it can read, a default does not match its pattern, or `documentName` is not a valid
   * document name
   */
  constructor(scope: Construct, id: string, props: CommandDocumentProps) {
    super(scope, id, 'NonInteractiveCommands', props);
  }
}
