/** What preflight could not see, and why. It is passed on, never guessed away. */
export class Unknown {
  constructor(readonly reason: string) {}
}

/** What lies outside of all that was read. Somebody who knows it can say what it is: by this assumption, where there is one for it. */
export class Unseen extends Unknown {
  constructor(reason: string, readonly assumption?: string) {
    super(reason);
  }
}

/** What certainly is not there. Only a reader that sees everything can tell; any other says that it does not see it. */
export class Absent extends Unknown {}

export type Known<T> = T | Unknown;

export function isKnown<T>(value: Known<T>): value is T {
  return !(value instanceof Unknown);
}

/** True as soon as one is; unknown where one might be. */
export function any(values: Iterable<Known<boolean>>): Known<boolean> {
  let unknown: Unknown | undefined;
  for (const value of values) {
    if (value === true) { return true; }
    if (value instanceof Unknown) { unknown ??= value; }
  }
  return unknown ?? false;
}

/** False as soon as one is; unknown where one might be. */
export function all(values: Iterable<Known<boolean>>): Known<boolean> {
  let unknown: Unknown | undefined;
  for (const value of values) {
    if (value === false) { return false; }
    if (value instanceof Unknown) { unknown ??= value; }
  }
  return unknown ?? true;
}

export function not(value: Known<boolean>): Known<boolean> {
  return isKnown(value) ? !value : value;
}

/** Things of one kind, as far as they are seen: that something is not among them says that it is not there only where nothing is hidden. */
export interface Listing<T> {
  readonly seen: readonly T[];
  /** Why there may be more; undefined where these are all. */
  readonly hidden?: Unknown;
}
