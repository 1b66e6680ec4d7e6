import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { CommandDocumentProps } from './command-document-props';
import { createSessionDocument } from './create-session-document';
import type { SessionCommand, SessionCommandParameter, SessionCommands } from './session-command';
import { SessionDocumentBase } from './session-document-base';
import { SessionDocumentContent, sessionInputs } from './session-document-content';
import type { ISessionPreferences } from './session-preferences-interface';
import { startSessionCommand } from '../access/start-session';
import { PropTypes, checkProps, mapOf, required, struct } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { BOOLEAN, PREFERENCES, TEXT, TEXTS } from '../core/prop-types';
import { WarningId } from '../core/warning-ids';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

const COMMAND = struct<SessionCommand>('an object with commands', '{ commands: \'top\' }', {
  commands: required(TEXT),
  notParameters: TEXTS,
  runAsElevated: BOOLEAN,
});

const PARAMETER = struct<SessionCommandParameter>('an object with an allowedPattern', '{ allowedPattern: \'[a-z]+\' }', {
  allowedPattern: required(TEXT),
  defaultValue: TEXT,
  description: TEXT,
});

const PROP_TYPES: PropTypes<CommandDocumentProps> = {
  commands: required(struct<SessionCommands>('an object with platforms', '{ linux: { commands: \'top\' } }', {
    linux: COMMAND,
    windows: COMMAND,
    macos: COMMAND,
  })),
  parameters: mapOf('an object of parameters', '{ name: { allowedPattern: \'[a-z]+\' } }', PARAMETER),
  sessionPreferences: PREFERENCES,
  documentName: TEXT,
};

/**
 * A session that runs given commands, with a terminal or without.
 *
 * @internal
 */
export abstract class CommandDocumentBase extends SessionDocumentBase {
  public readonly documentName: string;

  /** @internal */
  protected readonly _content: SessionDocumentContent;

  private readonly props: CommandDocumentProps;

  constructor(scope: Construct, id: string, sessionType: SessionDocumentContent['sessionType'], props: CommandDocumentProps) {
    super(scope, id, (props as CommandDocumentProps | null | undefined)?.documentName);
    this.props = props;
    checkProps(this, props, PROP_TYPES);
    const { commands, parameters = {}, sessionPreferences } = props;
    const platforms = Object.entries(commands).filter((entry): entry is [string, SessionCommand] => entry[1] !== undefined);
    if (platforms.length === 0) {
      fail(this, 'commands must name at least one platform, got none; set linux, windows or macos');
    }
    platforms.forEach(([platform, command]) => this.checkCommands(platform, command, parameters));
    Object.entries(parameters).forEach(([name, parameter]) => this.checkParameter(name, parameter, platforms.map(([, command]) => command.commands)));

    this._content = {
      schemaVersion: '1.0',
      description: `Commands of ${this.node.path}`,
      sessionType,
      ...sessionPreferences ? { inputs: sessionInputs(sessionPreferences, { streaming: false }) } : {},
      ...Object.keys(parameters).length > 0 ? { parameters: documentParameters(parameters) } : {},
      properties: Object.fromEntries(platforms.map(([platform, command]) => [platform, {
        commands: command.commands,
        runAsElevated: command.runAsElevated ?? false,
      }])),
    };
    this.documentName = this._nameOf(createSessionDocument(this, this._content, props.documentName));
    if (!sessionPreferences?.logging.bucket && !sessionPreferences?.logging.logGroup) {
      warn(this, WarningId.SESSIONS_NOT_LOGGED, 'sessionPreferences name no place for transcripts: nobody will know what was done in these sessions.');
    }
  }

  /**
   * The AWS CLI command that starts a session, for POSIX shells. Needs the Session Manager plugin.
   *
   * @param node the node
   * @param parameters the values of the parameters
   * @throws if a value is missing, belongs to no parameter or does not match its pattern
   */
  public commandFor(node: ISsmManagedInstance, parameters: Record<string, string> = {}): string {
    this._checkNode(node);
    const known = this.props.parameters ?? {};
    const unknown = Object.keys(parameters).find(name => !Object.keys(known).includes(name));
    if (unknown !== undefined) {
      fail(this, `parameters.${unknown} is not a parameter of this document; it has ${Object.keys(known).join(', ') || 'none'}`);
    }
    for (const [name, { allowedPattern, defaultValue }] of Object.entries(known)) {
      const value = Object.keys(parameters).includes(name) ? parameters[name] : undefined;
      if (value === undefined && defaultValue === undefined) {
        fail(this, `parameters.${name} has no default and must be given, got none; pass a value`);
      }
      if (value !== undefined && !Token.isUnresolved(value) && !new RegExp(anchored(allowedPattern)).test(value)) {
        fail(this, `parameters.${name} must match ${allowedPattern}, got '${value}'; pass a value that does`);
      }
    }
    const values = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]]));
    const quoted = `'${JSON.stringify(values).replace(/'/g, '\'\\\'\'')}'`;
    return startSessionCommand(node, this.documentName, Object.keys(parameters).length > 0 ? quoted : undefined);
  }

  /**
   * Streaming exists for shells only.
   *
   * @internal
   */
  protected get _streams(): boolean {
    return false;
  }

  /** @internal */
  protected get _sessionPreferences(): ISessionPreferences | undefined {
    return this.props.sessionPreferences;
  }

  /** @internal */
  protected _checkNode(node: ISsmManagedInstance): void {
    super._checkNode(node);
    const { linux, windows, macos } = this.props.commands;
    const isWindows = node.platform === ec2.OperatingSystemType.WINDOWS;
    // The CDK does not tell macOS from Linux.
    if (isWindows ? !windows : node.platform === ec2.OperatingSystemType.LINUX && !linux && !macos) {
      const platform = isWindows ? 'windows' : 'linux';
      fail(this, `commands must have ${platform}, the platform of ${node.node.path}, got ${Object.keys(this.props.commands).join(', ')}; add commands.${platform}, or use another node`);
    }
  }

  private checkCommands(platform: string, { commands, notParameters = [] }: SessionCommand, parameters: CommandDocumentProps['parameters'] = {}): void {
    if (commands.trim() === '') {
      fail(this, `commands.${platform}.commands must not be empty; write what to run, or leave the platform out`);
    }
    const wrong = notParameters.find(name => Object.keys(parameters).includes(name) || !references(commands).includes(name));
    if (wrong !== undefined) {
      fail(this, `commands.${platform}.notParameters must be what commands have in double braces and parameters do not name, got '${wrong}'; remove it`);
    }
    const undeclared = references(commands).find(name => !Object.keys(parameters).includes(name) && !notParameters.includes(name));
    if (undeclared !== undefined) {
      fail(this, `commands.${platform}.commands uses {{ ${undeclared} }}, which is not in parameters, so nothing would restrict what goes into the command; add it with an allowedPattern, or to notParameters if it is not one`);
    }
  }

  private checkParameter(name: string, { allowedPattern, defaultValue }: SessionCommandParameter, commands: string[]): void {
    if (!/^[a-zA-Z0-9]+$/.test(name)) {
      fail(this, `parameters.${name} must have a name of the characters A-Z a-z 0-9; the agent knows no other, rename it`);
    }
    if (!commands.some(command => references(command).includes(name))) {
      fail(this, `parameters.${name} is used by no command; write {{ ${name} }} where it belongs, or remove it`);
    }
    if (allowedPattern === '' || Token.isUnresolved(allowedPattern) || !isPortable(allowedPattern)) {
      fail(this, `parameters.${name}.allowedPattern must be a regular expression that Go's RE2 and JavaScript read alike, known at synthesis, got '${allowedPattern}'; write one such as [a-z0-9-]{1,40}`);
    }
    if (defaultValue !== undefined && !Token.isUnresolved(defaultValue) && !new RegExp(anchored(allowedPattern)).test(defaultValue)) {
      fail(this, `parameters.${name}.defaultValue must match ${allowedPattern}, got '${defaultValue}'; change one of the two`);
    }
  }
}

/** The agent looks for the pattern anywhere in the value, so that `[a-z]+` alone lets `x; rm -rf /` through. */
function anchored(pattern: string): string {
  return `^(?:${pattern})$`;
}

/** Escapes that mean the same to Go's RE2, by which the agent checks a value, and to JavaScript, by which it is checked here. */
const PORTABLE_ESCAPE = /^([dDsSwWbBnrtfv]|[^A-Za-z0-9\u0080-\uffff])$/;

/** What RE2 does not know in a class: a word boundary, which is a backspace to JavaScript, and a range that ends in a class. */
const NOT_IN_CLASS = /\\[bB]|[^\\]-\\[dDsSwW]/;

/** RE2's own limit, of a count and of the product of nested ones. */
const MAX_COUNT = 1000;

/**
 * Whether RE2 and JavaScript read a pattern alike: one that RE2 cannot read makes the agent refuse each value.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
function isPortable(pattern: string): boolean {
  const escapes = [...pattern.matchAll(/\\([^]?)/g)].map(([, escaped]) => escaped);
  const classes = [...pattern.matchAll(/(?<!\\)(?:\\\\)*\[\^?((?:\\[^]|[^\]\\])*)\]/g)].map(([, content]) => content);
  const withoutEscapes = pattern.replace(/\\[^]/g, 'x');
  const emptyOrNamedClass = /\[\^?\]|\[:\^?\w+:\]/;
  const withoutClasses = withoutEscapes.replace(/\[\^?[^\]]+\]/g, 'x');
  const lookAround = /\(\?<?[=!]/;
  return compiles(pattern)
    && escapes.every(escaped => PORTABLE_ESCAPE.test(escaped))
    && !emptyOrNamedClass.test(withoutEscapes)
    && !classes.some(content => NOT_IN_CLASS.test(content))
    && !lookAround.test(withoutClasses)
    && largestCount(withoutClasses) <= MAX_COUNT;
}

/** How often the innermost part of a pattern may be repeated by counts around it, in which RE2 unrolls them. `*` and `+` do not count. */
function largestCount(pattern: string): number {
  const groups = [{ largest: 1, last: 1 }];
  for (const [token, least, most] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}|[^]/g)) {
    const group = groups[groups.length - 1];
    if (token === '(') {
      groups.push({ largest: 1, last: 1 });
    } else if (token === ')' && groups.length > 1) {
      groups.pop();
      groups[groups.length - 1].last = group.largest;
    } else {
      group.last = least === undefined ? 1 : group.last * Math.max(Number(least), Number(most ?? 0), 1);
    }
    const current = groups[groups.length - 1];
    current.largest = Math.max(current.largest, current.last);
  }
  return groups[0].largest;
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** The names in `{{ name }}`. */
function references(commands: string): string[] {
  return [...commands.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map(([, name]) => name);
}

function documentParameters(parameters: Record<string, SessionCommandParameter>): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { allowedPattern, description, defaultValue }]) => [name, {
    type: 'String',
    ...description !== undefined ? { description } : {},
    ...defaultValue !== undefined ? { default: defaultValue } : {},
    allowedPattern: anchored(allowedPattern),
  }]));
}
