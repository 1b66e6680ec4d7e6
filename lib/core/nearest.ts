/** The candidate that was probably meant: the first by name of those that are fewest edits away, unless those would make another word of it. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of [...new Set(candidates)].sort()) {
    const edits = editsBetween(plain(name), plain(candidate));
    if (edits <= allowed(candidate) && (best === undefined || edits < best.edits)) { best = { candidate, edits }; }
  }
  return best?.candidate;
}

/** The same as the end of a sentence; nothing where no candidate is near. */
export function meantHint(name: string, candidates: Iterable<string>): string {
  const meant = nearest(name, candidates);
  return meant === undefined ? '' : `; did you mean '${meant}'?`;
}

/** A third of a name may be wrong. */
function allowed({ length }: string): number {
  return Math.max(1, Math.floor(length / 3));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** Characters put in, left out, exchanged or swapped with their neighbours: the optimal string alignment distance. */
function editsBetween(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]), isSwap ? before[j - 2] + 1 : Infinity);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}
