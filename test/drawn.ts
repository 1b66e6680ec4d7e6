/** By night, what is drawn from very many cases is drawn anew and from more of them, or is all of them (.github/workflows/nightly.yml). */
export const IS_WHOLE = process.env.TESTS === 'whole';

/** Of rows that do not differ much, by day every third, another one at each turn, so that several turns have all of them. */
export const someOf = <Row>(rows: readonly Row[], turn: number): Row[] => rows.filter((_, index) => IS_WHOLE || (index + turn) % 3 === 0);

/** How many cases are drawn: always the same ones, or by night twenty times as many new ones. */
export const drawn = (numRuns: number, seed: number): { readonly numRuns: number; readonly seed?: number } => (
  IS_WHOLE ? { numRuns: 20 * numRuns } : { numRuns, seed }
);
