/** The parts of a text that names are made of. The rest of a text has to be the same for two texts to be alike. */
export const NAME = /[\w…]+(?:[/.:-]+[\w…]+)*/;

const NAMES = new RegExp(`(${NAME.source})`);

const NAME_HERE = new RegExp(NAME.source, 'y');

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
  /** What is before each name, and after the last one. */
  readonly between: readonly string[];
}

// The most models of a size that a text is compared with: a likeness that is not found costs some bytes and nothing else.
const MODELS_OF_A_SIZE = 16;

/** Finds texts that are alike, so that each is written once. */
export class Likenesses<T> {
  private readonly models = new Map<number, Model<T>[]>();

  /** How a text is like an earlier one, where saying so is shorter than the text. Otherwise the text is a model from now on. */
  public find(text: string, of: T): Likeness<T> | undefined {
    const size = tagsIn(text);
    const models = this.models.get(size) ?? [];
    for (const model of models) {
      const differing = differences(model, text);
      if (differing && lengthOf(differing) < text.length / 4) { return { model: model.of, names: differing }; }
    }
    this.models.set(size, [modelOf(of, text), ...models].slice(0, MODELS_OF_A_SIZE));
    return undefined;
  }
}

function tagsIn(text: string): number {
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) { tags += 1; }
  return tags;
}

function modelOf<T>(of: T, text: string): Model<T> {
  const parts = text.split(NAMES);
  const names = parts.filter((_, index) => index % 2 === 1);
  const distinct = new Map([...new Set(names)].map((name, ordinal) => [name, ordinal]));
  return { of, names: [...distinct.keys()], ordinals: names.map(name => distinct.get(name)!), between: parts.filter((_, index) => index % 2 === 0) };
}

/**
 * The names that differ. Nothing where something else differs, or where one name of the model would have to become two.
 *
 * Goes through the text beside the model and takes apart the names that differ only, since most of a large report goes through here.
 */
function differences({ names, ordinals, between }: Model<unknown>, text: string): [number, string][] | undefined {
  const become: string[] = [];
  let at = 0;
  for (const [index, ordinal] of ordinals.entries()) {
    if (!text.startsWith(between[index], at)) { return undefined; }
    at += between[index].length;
    const name = become[ordinal] ??= nameAt(text, at);
    if (name === '' || !text.startsWith(name, at)) { return undefined; }
    at += name.length;
  }
  const rest = between[ordinals.length];
  return text.length - at === rest.length && text.endsWith(rest)
    ? become.flatMap((name, ordinal) => name === names[ordinal] ? [] : [[ordinal, name]])
    : undefined;
}

function nameAt(text: string, at: number): string {
  NAME_HERE.lastIndex = at;
  return NAME_HERE.exec(text)?.[0] ?? '';
}

function lengthOf(names: readonly (readonly [number, string])[]): number {
  return names.reduce((length, [, name]) => length + name.length, 0);
}
