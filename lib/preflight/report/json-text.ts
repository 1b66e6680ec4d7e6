// JSON allows these characters, but a terminal that shows the report would interpret them.
const UNSAFE_ON_TERMINALS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A value as JSON that a terminal shows and does not interpret. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent)
    .replace(UNSAFE_ON_TERMINALS, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
