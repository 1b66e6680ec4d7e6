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
   * The parameters of the commands, by name (A-Z a-z 0-9). Each `{{ name }}` in a command must be one of them.
   *
   * @default - none
   */
  readonly parameters?: Record<string, SessionCommandParameter>;

  /**
   * The preferences whose logging, encryption and user these sessions use. Their log is uploaded when they end; it is not streamed.
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
