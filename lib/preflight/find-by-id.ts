/** A name of nothing, or of more than one thing. */
export class UnknownName extends Error {}

/** Other names of what a report has an id of. */
export interface Names {
  /** As good as the id. */
  readonly exactly: string | undefined;
  /** Good where nothing else has them. */
  readonly roughly: readonly string[];
}

/** What people call the things that are looked for. */
export interface Sought {
  /** The parameter, such as `id`. */
  readonly parameter: string;
  /** Such as `node`. */
  readonly what: string;
}

/**
 * The one thing that an id is of: its own, another name of it, or the path of a construct that contains this one alone.
 *
 * @throws if there is none, or more than one
 */
export function findById<T extends { readonly id: string }>(
  things: readonly T[], describe: (thing: T) => Names, id: string, { parameter, what }: Sought,
): T {
  const exact = things.filter(thing => thing.id === id || describe(thing).exactly === id);
  const loose = things.filter(thing => describe(thing).roughly.includes(id) || thing.id.startsWith(`${id}/`));
  const found = exact.length > 0 ? exact : loose;
  if (found.length === 1) { return found[0]; }
  const names = things.map(thing => thing.id);
  const shown = names.slice(0, MAX_NAMES).join(', ') + (names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '');
  throw new UnknownName(found.length === 0
    ? `${parameter} must be that of a ${what} in the report, got '${id}'; it has ${shown === '' ? `no ${what}s` : shown}`
    : `${parameter} must be that of one ${what}, got '${id}', which fits ${found.map(thing => thing.id).join(', ')}; use one of these`);
}

/** Finds many things among the same ones: what is named exactly is not searched for. */
export class Finder<T extends { readonly id: string }> {
  private exact: ReadonlyMap<string, T | undefined> | undefined;

  constructor(private readonly things: readonly T[], private readonly describe: (thing: T) => Names, private readonly sought: Sought) {}

  /** @throws as {@link findById} */
  find(id: string): T {
    this.exact ??= this.exactly();
    return this.exact.get(id) ?? findById(this.things, this.describe, id, this.sought);
  }

  /** Undefined for a name of several. */
  private exactly(): ReadonlyMap<string, T | undefined> {
    const found = new Map<string, T | undefined>();
    for (const thing of this.things) {
      const { exactly } = this.describe(thing);
      for (const name of new Set([thing.id, ...exactly === undefined ? [] : [exactly]])) {
        found.set(name, found.has(name) ? undefined : thing);
      }
    }
    return found;
  }
}

const MAX_NAMES = 20;
