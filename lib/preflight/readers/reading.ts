import type { Assumptions, UnusedAssumption } from './assumptions/assumptions';
import { Fix, FixCode } from '../model/fix';
import { SourceLocation } from '../model/location';
import { Model } from '../model/model';
import { Environment } from '../model/node';

/** What a reader makes of its source: all that the engine and the rules get to see of it. */
export interface Reading {
  readonly model: Model;

  /** What may hold nodes, or may stop them, and cannot be seen; in sentences. The report is UNKNOWN at best where there is any. */
  readonly unseen: readonly string[];

  /** What had to be taken for granted, in sentences. */
  readonly assumptions: readonly string[];

  /** The stacks that were read, and where they are deployed; left out where a reader has no stacks. */
  readonly stacks?: readonly StackInSight[];

  /** What somebody said of what the reader does not see. */
  readonly assumed?: Pick<Assumptions, 'sentences' | 'unused'>;

  /** Names that were given to the reader, or that the source gives, and that are of nothing. */
  readonly unmatched?: readonly UnmatchedName[];

  /** What decides about several values and is not known; left out where a reader has no such thing. */
  forks?(): readonly Fork[];

  /** Words a fix as a change of what was read. */
  wordFix(fix: Fix): string;

  /** A fix as code of the app that made the resource; undefined where there is none. Left out where a reader knows no apps. */
  cdkFix?(fix: Fix, resource: SourceLocation): FixCode | undefined;

  /** Why somebody acknowledged a rule for a resource, there or at something around it; undefined where nobody did. */
  acknowledged(ruleId: string, resource: SourceLocation): string | undefined;
}

/** A stack by its name, as its resources have it. */
export interface StackInSight {
  readonly name: string;
  readonly environment: Pick<Environment, 'account' | 'region'>;
}

/** Something that is either so or not so, such as a condition of a template. */
export interface Fork {
  /** Why nobody knows, as it stands in the reason of each unknown value that comes of it. */
  readonly reason: string;
  /** Both readings, each with what it takes for granted. */
  branches(): readonly Branch[];
}

export interface Branch {
  /** For people: `where the condition Prod is true`. */
  readonly where: string;
  readonly reading: Reading;
}

export type { UnusedAssumption };

/** A name that is of nothing that was read: it may be misspelt. */
export interface UnmatchedName {
  /** Where it was given. */
  readonly given: 'parameters' | 'exclude' | 'assume' | 'acknowledge';
  /** A sentence. */
  readonly message: string;
}
