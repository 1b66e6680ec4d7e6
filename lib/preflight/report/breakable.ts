import { Markup, markup, together } from './markup';
import { plain } from './wording';

// Longer words may not fit into a line of a phone.
const WHOLE_WORD = 28;

// Between the parts of a name: `Vpc` and `Isolated`, and after what separates parts.
const SEAMS = /(?<=[a-z\d])(?=[A-Z][a-z])|(?<=[-_./:])(?![-_./:])/;

/** A text whose long names move to the next line as a whole, and break between their parts where a line is too short for them. */
export function breakable(text: string): Markup {
  return together(...plain(text).split(/( +)/).map(word => word.length <= WHOLE_WORD ? markup`${word}` : markup`<span class="long">${cut(word)}</span>`));
}

/** A construct path, which breaks after each slash, and between the parts of a name that is longer than what fits for sure. */
export function pathText(text: string, whole = WHOLE_WORD): Markup {
  return together(...plain(text).split(/(?<=\/)/).map((part, index) => {
    const name = part.length <= whole ? markup`${part}` : cut(part);
    return index === 0 ? name : markup`<wbr>${name}`;
  }));
}

function cut(word: string): Markup {
  return together(...word.split(SEAMS).map((part, index) => index === 0 ? markup`${part}` : markup`<wbr>${part}`));
}
