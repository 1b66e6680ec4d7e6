/** A map, weak or not. */
interface Memory<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** What is at a key, made when it is first asked for. Things of the model never change, so that what follows from one can be kept by it. */
export function remembered<K, V extends {} | null>(memory: Memory<K, V>, key: K, make: () => V): V {
  let value = memory.get(key);
  if (value === undefined) {
    value = make();
    memory.set(key, value);
  }
  return value;
}
