/** Things of which few are shown. */
export interface Groups<T> {
  readonly groupOf: (item: T) => string;
  /** The lines of one thing. */
  readonly show: (item: T) => string[];
  /** The lines that stand for all others of a group. */
  readonly rest: (others: readonly T[]) => string[];
}

/** How many of a group are shown. */
const SHOWN = 3;

/** The first few of each group, and of its others that there are some: so no kind of thing is left out, however many there are of each. */
export function firstOfEach<T>(items: readonly T[], { groupOf, show, rest }: Groups<T>): string[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(groupOf(item));
    if (group) { group.push(item); } else { groups.set(groupOf(item), [item]); }
  }
  return [...groups.values()].flatMap(group => {
    const others = group.slice(SHOWN);
    // A line that stands for one thing is as long as the thing.
    return others.length < 2 ? group.flatMap(show) : [...group.slice(0, SHOWN).flatMap(show), ...rest(others)];
  });
}
