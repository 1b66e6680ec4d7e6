import { PreflightSource } from './preflight-source';

/**
 * Whether somebody can open a session.
 */
export enum PreflightAccessVerdict {
  /** The policies in the templates allow all that it takes, for some request that this somebody can make: see `assuming`. */
  YES = 'YES',

  /** Something that it takes is allowed nowhere, or denied. */
  NO = 'NO',

  /** It hangs on something that the templates do not show, such as a policy that is attached elsewhere. */
  UNKNOWN = 'UNKNOWN',
}

/**
 * What can be let into sessions.
 */
export enum PreflightPrincipalKind {
  /** An IAM role, with whoever may assume it. */
  ROLE = 'ROLE',

  /** An IAM user, with the policies of its groups. */
  USER = 'USER',

  /** An IAM group: a member that has nothing but the policies of the group. */
  GROUP = 'GROUP',

  /** A permission set of IAM Identity Center, in the account of the node: whether it is assigned there is not looked at. */
  PERMISSION_SET = 'PERMISSION_SET',
}

/**
 * Somebody whom the templates give policies.
 */
export interface PreflightPrincipal {
  /**
   * The construct path, or else `<stack>/<logical id>`; of somebody who is in no template the name, or where several have it, `<account>:role/<name>`.
   */
  readonly id: string;

  /** What it is. */
  readonly kind: PreflightPrincipalKind;

  /** Its name as IAM or IAM Identity Center has it, with `<...>` for what the deployment makes up. */
  readonly name: string;

  /** Whether it is a role that only services of AWS may assume, such as that of an instance, a function or a pipeline. */
  readonly isForServices: boolean;

  /** Where it was read; for somebody who is in no template, where a policy is attached to it. */
  readonly source: PreflightSource;
}

/**
 * A statement that decides, or the policy where no single statement does.
 */
export interface PreflightStatement {
  /** The name of the policy. */
  readonly policy: string;

  /**
   * The `Sid` of the statement, or its number.
   *
   * @default - the policy as a whole decides
   */
  readonly statement?: string;

  /** Where the policy was read; for a policy that is only named, where it is named. */
  readonly source: PreflightSource;

  /**
   * The property that has the policy, for example `Properties/PolicyDocument`.
   *
   * @default - the resource as a whole
   */
  readonly property?: string;
}

/**
 * Whether somebody can open sessions with one node and one session document.
 */
export interface PreflightDocumentAccess {
  /** The name of the document, with `<...>` for what the deployment makes up. Names with `*` are of documents that are in no template. */
  readonly document: string;

  /**
   * The construct path of the document, or else `<stack>/<logical id>`.
   *
   * @default - the document is in no template
   */
  readonly documentId?: string;

  /** The verdict. */
  readonly verdict: PreflightAccessVerdict;

  /** Why, in one sentence without a full stop. */
  readonly because: string;

  /**
   * What has to be true of the request that is allowed, for example `signed in with MFA just before` or `from 198.51.100.0/24`.
   *
   * `by Remote Desktop in Fleet Manager` says that the service behind it starts the session, which carries the desktop alone: the person has no tunnel
   * of their own.
   */
  readonly assuming: string[];

  /** What decides, with its place in the templates. Empty where a statement is missing. */
  readonly statements: PreflightStatement[];
}

/**
 * Whether somebody can open sessions with a node.
 *
 * It is about what policies allow. Whether the node is reachable at all is what `PreflightNode` says.
 */
export interface PreflightAccess {
  /** Who. */
  readonly principal: PreflightPrincipal;

  /** The id of the node in the report. */
  readonly node: string;

  /** YES if a session can be opened with at least one document, NO if with none. */
  readonly verdict: PreflightAccessVerdict;

  /** The documents of the templates, those of AWS's own, and those that only policies name, where they may be opened. */
  readonly documents: PreflightDocumentAccess[];
}
