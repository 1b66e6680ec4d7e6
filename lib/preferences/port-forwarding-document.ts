import { Token, Tokenization } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { createSessionDocument } from './create-session-document';
import { PortForwardingTarget } from './port-forwarding-target';
import { checkRemoteHost, checkRemoteHostInVpc } from './remote-host';
import { SessionDocumentBase } from './session-document-base';
import type { SessionDocumentContent } from './session-document-content';
import type { ISessionPreferences } from './session-preferences-interface';
import { startSessionCommand } from '../access/start-session';
import { PropTypes, checkProps, checkValue, having, required } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { checkPort, portText } from '../core/ports';
import { TEXT } from '../core/prop-types';
import { WarningId } from '../core/warning-ids';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/**
 * Properties of `PortForwardingDocument`.
 */
export interface PortForwardingDocumentProps {
  /**
   * Where the tunnel ends. The person who starts it cannot choose another host or port.
   */
  readonly to: PortForwardingTarget;

  /**
   * The name of the session document: 3-128 of the characters A-Z a-z 0-9 _ - . and not beginning with aws, amazon or amzn.
   *
   * @default - CloudFormation's choice
   */
  readonly documentName?: string;
}

const PROP_TYPES: PropTypes<PortForwardingDocumentProps> = {
  to: required(having('a PortForwardingTarget', '_port', 'PortForwardingTarget.node(5432)')),
  documentName: TEXT,
};

/**
 * A session document for a tunnel to one port of one host. People who are granted it can reach that port through the node, and nothing else.
 *
 * Session Manager never logs what a tunnel carries, nor encrypts it with a session key, so there is a warning. CloudTrail records who opened
 * it and when. Needs SSM Agent 3.1.1188 or newer for a host other than the node.
 *
 * Creates a session document, which is free.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html#sessions-remote-port-forwarding
 *
 * @example
 * const tunnel = new PortForwardingDocument(this, 'Tunnel', {
 *   to: PortForwardingTarget.host('database.example.internal', 5432),
 * });
 * const node = new SsmManagedInstance(this, 'Node', { vpc });
 * tunnel.grantStartSession(role, node);
 * new CfnOutput(this, 'TunnelCommand', { value: tunnel.commandFor(node, 15432) });
 */
export class PortForwardingDocument extends SessionDocumentBase {
  public readonly documentName: string;

  /** @internal */
  protected readonly _content: SessionDocumentContent;

  private readonly to: PortForwardingTarget;

  /**
   * @throws if the host is one that the agent refuses (the instance metadata, the VPC's DNS, the time service) or no host at all, the port
   * is out of range, or `documentName` is not a valid document name
   */
  constructor(scope: Construct, id: string, props: PortForwardingDocumentProps) {
    super(scope, id, (props as PortForwardingDocumentProps | null | undefined)?.documentName);
    checkProps(this, props, PROP_TYPES);
    this.to = props.to;
    const { _hostname: hostname, _port: port } = props.to;
    checkPort(this, 'to.port', port);
    checkValue(this, 'to.hostname', hostname, TEXT);
    if (hostname !== undefined) {
      checkRemoteHost(this, hostname);
    }
    this._content = {
      schemaVersion: '1.0',
      description: `Tunnel of ${this.node.path}`,
      sessionType: 'Port',
      parameters: {
        localPortNumber: {
          type: 'String',
          description: 'The port on your machine; 0 for any that is free',
          default: '0',
          allowedPattern: PORT_OR_ANY,
        },
      },
      properties: {
        ...hostname !== undefined ? { host: hostname } : {},
        portNumber: portText(port),
        type: 'LocalPortForwarding',
        localPortNumber: '{{ localPortNumber }}',
      },
    };
    this.documentName = this._nameOf(createSessionDocument(this, this._content, props.documentName));
    warn(this, WarningId.PORT_NEVER_LOGGED,
      'What goes through a tunnel is never logged by Session Manager, whatever the preferences say. CloudTrail records who opened it; let the other end log the rest.');
  }

  /**
   * The AWS CLI command that opens the tunnel. Needs the Session Manager plugin.
   *
   * @param node the node that it goes through
   * @param localPort the port on the person's machine, 1-65535; the same as the remote one by default, or any that is free if that is a token
   * @throws if the node's VPC reserves the host's address, or `localPort` is out of range
   */
  public commandFor(node: ISsmManagedInstance, localPort?: number): string {
    this._checkNode(node);
    if (localPort !== undefined) {
      checkPort(this, 'localPort', localPort);
    }
    const local = localPort ?? (Token.isUnresolved(this.to._port) ? undefined : this.to._port);
    return startSessionCommand(node, this.documentName, local === undefined ? undefined : `localPortNumber=${Tokenization.stringifyNumber(local)}`);
  }

  /** @internal */
  protected get _sessionPreferences(): ISessionPreferences | undefined {
    return undefined;
  }

  /** @internal */
  protected _checkNode(node: ISsmManagedInstance): void {
    super._checkNode(node);
    const { _hostname: hostname } = this.to;
    const reserved = hostname !== undefined ? checkRemoteHostInVpc(hostname, node) : undefined;
    if (reserved) {
      fail(this, reserved);
    }
  }
}

/** 0-65535, each number in its only form: the agent anchors nothing by itself. */
const PORT_OR_ANY = '^(0|[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$';
