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
  readonly names: readonly string[];
}

// The most models of one shape that a text is compared with: a likeness that is not found costs some bytes and nothing else.
const MODELS_OF_A_SHAPE = 16;

/** Finds texts that are alike, so that each is written once. */
export class Likenesses<T> {
  private readonly shapes = new Map<string, Model<T>[]>();

  /** How a text is like an earlier one, where saying so is shorter than the text. Otherwise the text is a model from now on. */
  public find(text: string, of: T): Likeness<T> | undefined {
    const parts = text.split(NAMES);
    const names = parts.filter((_, index) => index % 2 === 1);
    const shape = parts.filter((_, index) => index % 2 === 0).join('\u0000');
    const models = this.shapes.get(shape) ?? [];
    for (const model of models) {
      const differing = differences(model.names, names);
      if (differing && lengthOf(differing) < text.length / 4) { return { model: model.of, names: differing }; }
    }
    this.shapes.set(shape, [{ of, names }, ...models].slice(0, MODELS_OF_A_SHAPE));
    return undefined;
  }
}

/** Nothing where one name of the model would have to become two names. */
function differences(model: readonly string[], names: readonly string[]): [number, string][] | undefined {
  const become = new Map<string, string>();
  for (const [index, name] of model.entries()) {
    const known = become.get(name);
    if (known === undefined) { become.set(name, names[index]); } else if (known !== names[index]) { return undefined; }
  }
  return [...become].flatMap(([name, other], ordinal) => name === other ? [] : [[ordinal, other]]);
}

function lengthOf(names: readonly (readonly [number, string])[]): number {
  return names.reduce((length, [, name]) => length + name.length, 0);
}
