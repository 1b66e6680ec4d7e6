import { refused } from './refused-pattern';
import { Scanner } from './scanner';

const WILDCARD = Symbol('any property or element');

/** A property, an element of a list, or any of both. */
type Step = string | number | typeof WILDCARD;

/** Where in a JSON event something is, such as `$.sessionData[*]`. */
export class PropertySelector {
  static read(scanner: Scanner): PropertySelector {
    scanner.expect(/\$/, 'a property selector, which begins with $,');
    const steps: Step[] = [];
    for (let step = stepOf(scanner); step !== undefined; step = stepOf(scanner)) { steps.push(step); }
    if (steps.length === 0) { throw refused(`a property selector needs a property, such as $.name, before ${scanner.rest}`); }
    return new PropertySelector(steps);
  }

  readonly wildcards: number;

  private constructor(private readonly steps: readonly Step[]) {
    this.wildcards = steps.filter(step => step === WILDCARD).length;
  }

  /** The steps below a property at the top of an event; undefined for a selector that leads elsewhere. */
  below(name: string): readonly Step[] | undefined {
    return this.steps[0] === name ? this.steps.slice(1) : undefined;
  }

  /** All that is there. */
  valuesIn(event: unknown): unknown[] {
    return this.steps.reduce<unknown[]>((values, step) => values.flatMap(value => below(value, step)), [event]);
  }
}

function stepOf(scanner: Scanner): Step | undefined {
  if (scanner.take(/\.\*|\[\*\]/)) { return WILDCARD; }
  const [, quoted] = scanner.take(/\.?\['([^']*)'\]/) ?? [];
  if (quoted !== undefined) { return quoted; }
  const [, name] = scanner.take(/\.([A-Za-z0-9_-]+)/) ?? [];
  if (name !== undefined) { return name; }
  const [, index] = scanner.take(/\[(\d{1,9})\]/) ?? [];
  return index === undefined ? undefined : Number(index);
}

function below(value: unknown, step: Step): unknown[] {
  if (typeof value !== 'object' || value === null) { return []; }
  if (step === WILDCARD) { return Object.values(value); }
  if (typeof step === 'number') { return Array.isArray(value) && step < value.length ? [value[step] as unknown] : []; }
  return !Array.isArray(value) && Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : [];
}
