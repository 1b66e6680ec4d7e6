/** Each text once, in the order in which it comes first. */
export function unique(texts: string[]): string[] {
  return [...new Set(texts)];
}

/** A list as policies have it: one value stands alone. */
export function oneOrMore(texts: string[]): string | string[] {
  return texts.length === 1 ? texts[0] : texts;
}
