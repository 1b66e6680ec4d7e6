import type { Unknown } from './known';

/** JSON in which texts may have opaque parts and gaps (see symbolic-text.ts), and anything may be unknown. */
export type SymbolicValue = string | number | boolean | null | Unknown | SymbolicValue[] | SymbolicObject;

export interface SymbolicObject {
  readonly [key: string]: SymbolicValue;
}
