/** The lines of a text, as wide as there is room. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && length(last) + 1 + length(word) <= room) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** In characters, as a terminal counts them. */
export function length(text: string): number {
  return [...text].length;
}
