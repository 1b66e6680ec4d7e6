import { RuleText } from './rule';
import { DocumentOutcome } from '../access/access-proof';
import { PersonNode } from '../access/person-nodes';
import { Person, PersonCall } from '../access/person-request';
import { Target } from '../access/session-calls';
import { Outcome } from '../access/session-decision';
import { Fix } from '../model/fix';
import { DecidingPolicy, ResourcePolicies } from '../model/iam/policy-evaluation';
import { PropertyLocation } from '../model/location';
import { Model } from '../model/model';
import { NodeInSight } from '../model/node';

/** What somebody should not be able to do, and what is legal all the same. */
export interface AccessRule extends RuleText {
  /** What people may do whom it finds, after `may`; undefined where it is about something that they may not do, or that others may. */
  readonly deed?: string;
  /** What is wrong with what a person may do in one account and region; nothing where all is well. */
  check(context: PersonContext): Iterable<AccessFinding>;
}

/** A person in an account and region that has nodes. */
export interface PersonContext {
  readonly model: Model;
  readonly person: Person;
  /** Of nodes that are alike for the person, one. */
  readonly nodes: readonly PersonNode[];
  /** With each document. */
  sessionsWith(node: NodeInSight): readonly DocumentOutcome[];
  /** A node as the requests of the person name it. */
  target(node: NodeInSight): Target;
  /** Whether the person may make all of some calls, in one way that is up to them. */
  may(calls: readonly PersonCall[], resource?: ResourcePolicies): Outcome;
  findingsOf(rule: AccessRule): readonly AccessFinding[];
}

export interface AccessFinding {
  /** Where it is decided. */
  readonly location: PropertyLocation;
  /** The label of the statement that decides; undefined where no single one does. */
  readonly statement?: string;
  /** What is said of the person: a sentence that begins with the verb, without a full stop. */
  readonly predicate: string;
  /** The rule's own where it is left out. */
  readonly fix?: Fix;
}

/** A finding about what a policy grants. */
export function granted({ location, statement }: DecidingPolicy, predicate: string, fix?: Fix): AccessFinding {
  return { location, statement, predicate, fix };
}
