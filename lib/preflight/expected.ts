import type { IConstruct } from 'constructs';

/** A construct, or what it is called. */
export type Named = IConstruct | string;

/** What is expected of access, as it is compared with the report. */
export interface Expected {
  readonly people: readonly Named[];
  /** Whether everybody else is kept out. */
  readonly isExclusive: boolean;
  readonly may: boolean;
  readonly nodes: readonly Named[];
  /** Any one where there is none. */
  readonly documents: readonly Named[];
}
