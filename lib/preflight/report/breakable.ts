import { Markup, markup, together } from './markup';
import { plain } from './wording';

// Longer words may not fit into a line of a phone.
const WHOLE_WORD = 22;

// Between the parts of a name: after what separates parts, between `Vpc` and `Isolated` or `VPC` and `Gateway`, and before the hash of a logical id.
const SEAMS = /(?<=[-_./:,])(?![-_./:,])|(?<=[a-z\d])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z\d])(?=[A-F\d]{8}(?![A-Za-z\d]))/;

// `SSM-END-001`, `us-east-1` and `i-0123` in one line: a browser may break after each hyphen.
const HYPHENATED = /-.*\d|[A-Z]{2}-/;

/** A text whose long names move to the next line as a whole, and break between their parts where a line is too short for them; shorter ones stay whole. */
export function breakable(text: string): Markup {
  return together(...plain(text).split(/( +)/).map(word => {
    if (word.length > WHOLE_WORD) { return markup`<span class="long">${cut(word)}</span>`; }
    return HYPHENATED.test(word) ? markup`<span class="whole">${word}</span>` : markup`${word}`;
  }));
}

/** A construct path, which breaks after each slash, and between the parts of a name that is longer than what fits for sure. */
export function pathText(text: string, whole = WHOLE_WORD): Markup {
  return together(...plain(text).split(/(?<=\/)/).map((part, index) => {
    const name = part.length <= whole ? markup`${part}` : cut(part);
    return index === 0 ? name : markup`<wbr>${name}`;
  }));
}

/** The parts of a name, between which it may break. */
export function partsOf(name: string): string[] {
  return name.split(SEAMS);
}

function cut(word: string): Markup {
  return together(...partsOf(word).map((part, index) => index === 0 ? markup`${part}` : markup`<wbr>${part}`));
}
