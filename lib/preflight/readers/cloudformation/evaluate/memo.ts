const COMPUTING = Symbol('computing');

/** Values that are computed when they are first read. What needs itself to be computed reads something else, so that nothing runs in circles. */
export class Memo {
  /** Most of the thousands of memos stay empty. */
  private values: Map<string, unknown> | undefined;

  /** Whether nothing is being computed. */
  get isSettled(): boolean {
    for (const value of this.values?.values() ?? []) {
      if (value === COMPUTING) { return false; }
    }
    return true;
  }

  /** The value of a key; always ask for a key with the same function. */
  get<T>(key: string, compute: () => T, whileComputing: () => T): T {
    const values = this.values ??= new Map<string, unknown>();
    const known = values.get(key);
    if (known === COMPUTING) { return whileComputing(); }
    if (known !== undefined || values.has(key)) { return known as T; }
    values.set(key, COMPUTING);
    const value = compute();
    values.set(key, value);
    return value;
  }
}
