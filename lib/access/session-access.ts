import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import type { SessionAccessOptions } from './session-access-options';
import { SessionPlace, placeOf } from './session-place';
import { SessionAccess } from './session-statements';
import type { SessionTarget } from './session-target';
import { GrantableDocument, SSH, StartedDocument } from './started-document';
import { PropTypes, listOf, required } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { checkPublicNetworks } from '../core/networks';
import { BOOLEAN, SESSION_DOCUMENT, TARGET, TEXTS } from '../core/prop-types';
import { WarningId } from '../core/warning-ids';

export const SESSION_DOCUMENTS = listOf('a list of ISessionDocument', '[new SessionPreferences(this, \'Preferences\')]', SESSION_DOCUMENT);

export const SESSION_ACCESS_TYPES: PropTypes<SessionAccessOptions> = {
  targets: required(listOf('a list of SessionTarget', '[SessionTarget.tagged(\'env\', \'prod\')]', TARGET)),
  documents: SESSION_DOCUMENTS,
  ssh: BOOLEAN,
  remoteDesktop: BOOLEAN,
  ownSessionsOnly: BOOLEAN,
  console: BOOLEAN,
  fromNetworks: TEXTS,
};

/** The access that one grant is about. */
export function accessTo({ _nodes }: SessionTarget, document: StartedDocument, scope: IConstruct): SessionAccess {
  return { nodes: [_nodes], documents: [document], places: [placeOf(scope)] };
}

/** The access that options of a policy describe. Nodes that are known get their side. */
export function accessOf(scope: IConstruct, options: SessionAccessOptions, places: SessionPlace[]): SessionAccess {
  const { targets, ssh = false, ownSessionsOnly = true, fromNetworks } = options;
  const documents = documentsOf(options);
  checkOptions(scope, options);
  targets.forEach(target => documents.forEach(document => document._checkTarget(target)));
  targets.forEach(target => documents.forEach(document => document._hostOn(target)));
  warnOfOptions(scope, options);
  return {
    nodes: targets.map(({ _nodes }) => _nodes),
    documents: [...documents.map(({ _started }) => _started), ...ssh ? [SSH] : []],
    places,
    remoteDesktop: options.remoteDesktop,
    sessionsOfOthers: !ownSessionsOnly,
    console: options.console,
    requester: { networks: fromNetworks },
  };
}

/** The documents of the options, which only this library implements. */
export function documentsOf({ documents = [] }: Pick<SessionAccessOptions, 'documents'>): GrantableDocument[] {
  return documents as GrantableDocument[];
}

/** A policy whose ARNs have the account and region of its stack is for what is there. */
export function checkPlace(policy: IConstruct, named: IConstruct[]): void {
  for (const place of ['region', 'account'] as const) {
    const ofPolicy = Stack.of(policy)[place];
    const other = named.find(construct => Token.compareStrings(Stack.of(construct)[place], ofPolicy) === TokenComparison.DIFFERENT);
    if (other) {
      fail(policy, `${other.node.path} must be in the policy's ${place} ${ofPolicy}, got ${Stack.of(other)[place]}; make one ${policy.constructor.name} in each ${place}`);
    }
  }
}

function checkOptions(scope: IConstruct, { targets, documents = [], ssh = false, remoteDesktop = false, fromNetworks }: SessionAccessOptions): void {
  if (targets.length === 0) {
    fail(scope, 'targets must be one or more, got none; name the nodes, such as SessionTarget.node(node)');
  }
  if (documents.length === 0 && !ssh && !remoteDesktop) {
    fail(scope, 'documents must be one or more unless ssh or remoteDesktop is true, got none, with which no session starts; name one, such as the sessionPreferences of the nodes');
  }
  if (fromNetworks) {
    checkPublicNetworks(scope, 'fromNetworks', fromNetworks);
  }
  if (remoteDesktop) {
    checkWindows(scope, targets);
  }
}

function checkWindows(scope: IConstruct, targets: SessionTarget[]): void {
  const isLinux = (platform: ec2.OperatingSystemType) => platform === ec2.OperatingSystemType.LINUX;
  for (const { _nodes: { node, fleet } } of targets) {
    const [other] = [...node && isLinux(node.platform) ? [node] : [], ...fleet && isLinux(fleet.osType) ? [fleet] : []];
    if (other) {
      fail(scope, `remoteDesktop needs nodes that run Windows, got ${other.node.path}, which does not; remove it from targets, or grant it by a ${scope.constructor.name} of its own`);
    }
  }
}

function warnOfOptions(scope: IConstruct, options: SessionAccessOptions): void {
  const { targets, ssh = false, remoteDesktop = false, ownSessionsOnly = true } = options;
  warnOfAllNodes(scope, targets);
  if (ssh) {
    warn(scope, WarningId.SESSION_ACCESS_SSH_NEVER_LOGGED,
      'ssh: true lets people use SSH through the session, which forwards any port and is never logged by Session Manager, whatever the preferences say. CloudTrail records who opened it.');
  }
  if (remoteDesktop) {
    warn(scope, WarningId.SESSION_ACCESS_REMOTE_DESKTOP_NEVER_LOGGED,
      'remoteDesktop: true lets people use Remote Desktop, which is never logged by Session Manager, whatever the preferences say. CloudTrail records who opened it (ssm-guiconnect, StartConnection).');
  }
  if (!ownSessionsOnly) {
    warn(scope, WarningId.SESSION_ACCESS_SESSIONS_OF_OTHERS,
      'ownSessionsOnly: false lets people resume, and so take over, and end the sessions of everybody in the account and region, those on other nodes included.');
  }
}

export function warnOfAllNodes(scope: IConstruct, targets: SessionTarget[]): void {
  if (targets.some(({ _nodes }) => _nodes.unrestricted)) {
    warn(scope, WarningId.SESSION_ACCESS_ALL_NODES,
      'SessionTarget.all() lets people connect to every node of the account and region, those included that somebody adds later. Name nodes, tags or groups instead.');
  }
}
