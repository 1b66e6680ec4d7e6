/** A map of a template as it was read. */
export interface RawMap {
  readonly [key: string]: unknown;
}

/** Whether this is a map, and not a list or a scalar. */
export function isMap(value: unknown): value is RawMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a key that the map itself has: a template may well call a resource `constructor`. */
export function own(map: unknown, key: string): unknown {
  return isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The map at a key; an empty one where there is none, or something else. */
export function ownMap(map: unknown, key: string): RawMap {
  const value = own(map, key);
  return isMap(value) ? value : {};
}

/** Sets a key, also one called `__proto__`, which by assignment would change the prototype. */
export function put<T>(map: { [key: string]: T }, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    map[key] = value;
  }
}

/** How many values there are, and how deep the deepest is; without recursion, because garbage may be very deep. */
export function extent(value: unknown): { readonly size: number; readonly depth: number } {
  let size = 0;
  let depth = 0;
  for (let level: unknown[] = [value]; level.length > 0; depth++) {
    size += level.length;
    level = level.flatMap(item => (typeof item === 'object' && item !== null ? Object.values(item) as unknown[] : []));
  }
  return { size, depth };
}
