/** The parts of a text that names are made of. The rest of a text has to be the same for two texts to be alike. */
export const NAME = /[\w…]+(?:[/.:-]+[\w…]+)*/;

const NAMES = new RegExp(`(${NAME.source})`);

/** A text that differs from an earlier text, the model, in names only. */
export interface Likeness<T> {
  readonly model: T;
  /** The names that differ: which one of the distinct names of the model, counted from 0, and what stands for it. */
  readonly names: readonly (readonly [ordinal: number, name: string])[];
}

interface Model<T> {
  readonly of: T;
  /** The distinct names. */
  readonly names: readonly string[];
  /** Which of the distinct names is where. */
  readonly ordinals: readonly number[];
}

// The most models of one shape that a text is compared with: a likeness that is not found costs some bytes and nothing else.
const MODELS_OF_A_SHAPE = 16;

/** Finds texts that are alike, so that each is written once. */
export class Likenesses<T> {
  private readonly shapes = new Map<string, Model<T>[]>();

  /** How a text is like an earlier one, where saying so is shorter than the text. Otherwise the text is a model from now on. */
  public find(text: string, of: T): Likeness<T> | undefined {
    const { shape, names } = parted(text);
    const models = this.shapes.get(shape) ?? [];
    for (const model of models) {
      const differing = differences(model, names);
      if (differing && lengthOf(differing) < text.length / 4) { return { model: model.of, names: differing }; }
    }
    this.shapes.set(shape, [modelOf(of, names), ...models].slice(0, MODELS_OF_A_SHAPE));
    return undefined;
  }
}

/** Between the names is the shape. A loop, since this is most of the time that a report of many nodes takes. */
function parted(text: string): { readonly shape: string; readonly names: string[] } {
  const parts = text.split(NAMES);
  const names: string[] = [];
  let shape = parts[0];
  for (let index = 1; index < parts.length; index += 2) {
    names.push(parts[index]);
    shape += `\u0000${parts[index + 1]}`;
  }
  return { shape, names };
}

function modelOf<T>(of: T, names: readonly string[]): Model<T> {
  const ordinals = new Map<string, number>();
  for (const name of names) {
    if (!ordinals.has(name)) { ordinals.set(name, ordinals.size); }
  }
  return { of, names: [...ordinals.keys()], ordinals: names.map(name => ordinals.get(name)!) };
}

/** Nothing where one name of the model would have to become two names. */
function differences(model: Model<unknown>, names: readonly string[]): [number, string][] | undefined {
  const become: string[] = [];
  for (const [index, ordinal] of model.ordinals.entries()) {
    const known = become[ordinal] ??= names[index];
    if (known !== names[index]) { return undefined; }
  }
  return become.flatMap((name, ordinal) => name === model.names[ordinal] ? [] : [[ordinal, name]]);
}

function lengthOf(names: readonly (readonly [number, string])[]): number {
  return names.reduce((length, [, name]) => length + name.length, 0);
}
