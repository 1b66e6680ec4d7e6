import { Construct } from 'constructs';
import { SessionCommandParameter, SessionCommands } from './session-command';
import { ISessionPreferences } from './session-preferences';
import { CommandDocument } from '../private/command-document';

/**
 * Properties of `InteractiveCommandDocument`.
 */
export interface InteractiveCommandDocumentProps {
  /**
   * What it runs, by platform; at least one.
   */
  readonly commands: SessionCommands;

  /**
   * The parameters of the commands, by name (A-Z a-z 0-9): each `{{ name }}` in a command has to be here.
   *
   * @default - none
   */
  readonly parameters?: Record<string, SessionCommandParameter>;

  /**
   * Whose logging, encryption and user these sessions have. Their log is uploaded when they end, it is not streamed.
   *
   * @default - none: no transcripts, with a warning, TLS alone, ssm-user
   */
  readonly sessionPreferences?: ISessionPreferences;

  /**
   * The name of the session document: 3-128 of the characters A-Z a-z 0-9 _ - . and not beginning with aws, amazon or amzn.
   *
   * @default - CloudFormation's choice
   */
  readonly documentName?: string;
}

/**
 * A session that runs given commands at a terminal, such as `top` or a menu, as a session document: whoever is granted it can run these and nothing else.
 *
 * They run in `sh -c` (PowerShell on Windows). Values of parameters come from the person, so each needs a pattern, which the library anchors. Needs SSM Agent
 * 2.3.668 or newer. Creates a session document, which is free.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export class InteractiveCommandDocument extends CommandDocument {
  /**
   * @throws if there are no commands, a command uses a parameter that is not declared, a parameter has a name that the agent does not know,
   * is not used, or lacks a pattern that it can read, a default does not match its pattern, or `documentName` has not the form of a
   * document's name
   */
  constructor(scope: Construct, id: string, props: InteractiveCommandDocumentProps) {
    super(scope, id, 'InteractiveCommands', props);
  }
}
