import { SessionCommandParameter, SessionCommands } from './session-command';
import type { ISessionPreferences } from './session-preferences-interface';

/**
 * Properties of `InteractiveCommandDocument` and `NonInteractiveCommandDocument`.
 */
export interface CommandDocumentProps {
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
