import { Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import type { Expected, Named } from './expected';
import { checkValue, listOf, propType } from '../core/check-props';
import { fail } from '../core/errors';

/**
 * Who may open sessions with which nodes, and who may not, as a test that is part of the app.
 *
 * `SessionManagerPreflight` and `Preflight.requireConnects` take expectations as `expect`, and fail where one does not hold: somebody can open a
 * session who may not, somebody cannot who may, or, with `failOnUnknown`, the templates do not decide it. The proof is that of
 * `PreflightReport.access`: it is about what policies allow.
 *
 * People, nodes and session documents are constructs, or names as `PreflightReport.access` takes them. A construct stands for all that it contains: an
 * `SsmManagedInstance` for its instance, a stack for all of its nodes. A role, user or group that the app imports by its name is found where the
 * app attaches a policy to it. What is in no template fails, since nothing is known about it: a name that is misspelt, a node that is left out by `exclude`
 * or is of a stage that the plugin does not see.
 *
 * @example
 * declare const node: SsmManagedInstance;
 * declare const tunnel: PortForwardingDocument;
 * declare const contractor: iam.Role;
 *
 * Validations.of(this.node.root).addPlugins(new SessionManagerPreflight({
 *   expect: [
 *     SessionExpectation.only(role, contractor).mayOpen(node),
 *     SessionExpectation.that(contractor).mayOpen(node).withDocuments(tunnel),
 *     SessionExpectation.nobody().mayOpen(node).withDocuments('AWS-StartSSHSession'),
 *   ],
 * }));
 */
export class SessionExpectation {
  /**
   * These people, each of them, and nobody else.
   *
   * Everybody to whom the templates give policies is somebody else, roles included that only services of AWS assume: what a function or a
   * pipeline can open, everybody can who may change it. So name administrators and deployment roles too, where they may open sessions. A user counts by
   * itself, also where a group of the user is named.
   *
   * @param people roles, users, groups and permission sets, or their names
   * @throws if nobody is named
   */
  public static only(...people: (IConstruct | string)[]): ExpectedPeople {
    return ExpectedPeople._of(named('people', people, 'SessionExpectation.nobody()'), true);
  }

  /**
   * These people, each of them, whoever else.
   *
   * @param people roles, users, groups and permission sets, or their names
   * @throws if nobody is named
   */
  public static that(...people: (IConstruct | string)[]): ExpectedPeople {
    return ExpectedPeople._of(named('people', people, 'SessionExpectation.nobody()'), false);
  }

  /** Nobody to whom the templates give policies, as `only` counts them. */
  public static nobody(): ExpectedPeople {
    return ExpectedPeople._of([], true);
  }

  /** @internal */
  public static _of(expected: Expected): SessionExpectation {
    return new SessionExpectation(expected);
  }

  private constructor(
    /** @internal */
    public readonly _expected: Expected,
  ) {}

  /**
   * The same for certain session documents: for each of them, and not for any one.
   *
   * @param documents session documents, or their names
   * @throws if no document is named
   */
  public withDocuments(...documents: (IConstruct | string)[]): SessionExpectation {
    return new SessionExpectation({ ...this._expected, documents: named('documents', documents, 'an expectation without withDocuments, for any document') });
  }
}

/**
 * The people of an expectation, before it says what they may. See `SessionExpectation`.
 */
export class ExpectedPeople {
  /** @internal */
  public static _of(people: readonly Named[], isExclusive: boolean): ExpectedPeople {
    return new ExpectedPeople({ people, isExclusive });
  }

  private constructor(
    /** @internal */
    private readonly _people: Pick<Expected, 'people' | 'isExclusive'>,
  ) {}

  /**
   * They may open sessions with each of these nodes, with at least one session document.
   *
   * @param nodes instances, Auto Scaling groups and what else preflight reports as a node, or their ids in the report
   * @throws if no node is named
   */
  public mayOpen(...nodes: (IConstruct | string)[]): SessionExpectation {
    return this.expectation(true, nodes);
  }

  /**
   * They may open no session with any of these nodes.
   *
   * @param nodes instances, Auto Scaling groups and what else preflight reports as a node, or their ids in the report
   * @throws if no node is named, or the people are `only(...)` or `nobody()`, of whom it would say two things
   */
  public mayNotOpen(...nodes: (IConstruct | string)[]): SessionExpectation {
    if (this._people.isExclusive) {
      fail(undefined, 'mayNotOpen takes people of whom nothing else is said; use SessionExpectation.that(...).mayNotOpen(...), or nobody().mayOpen(...)');
    }
    return this.expectation(false, nodes);
  }

  private expectation(may: boolean, nodes: readonly Named[]): SessionExpectation {
    return SessionExpectation._of({ ...this._people, may, nodes: named('nodes', nodes, 'the stack of the nodes'), documents: [] });
  }
}

const NAMED = propType('a construct, or a name', 'role', value => Construct.isConstruct(value) || (typeof value === 'string' && value.trim() !== ''));
const ALL_NAMED = listOf('a list', '[role]', NAMED);

/** A name of the deployment is none yet: the report finds what it is of by its construct. */
function named(what: string, things: readonly Named[], instead: string): readonly Named[] {
  checkValue(undefined, what, things, ALL_NAMED);
  if (things.length === 0) { fail(undefined, `${what} must be one or more, got none; use ${instead}`); }
  const token = things.findIndex(each => typeof each === 'string' && Token.isUnresolved(each));
  if (token >= 0) { fail(undefined, `${what}.${token} must be a construct, or a name that is written out, got a token; pass the construct itself`); }
  return [...things];
}
