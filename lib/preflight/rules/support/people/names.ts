import { PersonNode } from '../../../access/person-nodes';
import { display } from '../../../model/symbolic-text';
import { listed } from '../../../model/words';

const NAMED = 3;

/** For people to read: the first few of some nodes, and how many others there are. */
export function namesOf(nodes: readonly PersonNode[]): string {
  return firstOf(nodes.map(({ node }) => node.resource.name), nodes.reduce((sum, { others }) => sum + others, 0));
}

/** The first few of some names, and how many others there are beside those that have no name here. */
export function firstOf(texts: readonly string[], nameless: number = 0): string {
  const names = [...new Set(texts.map(display))];
  const others = Math.max(0, names.length - NAMED) + nameless;
  return listed(others > 0 ? [...names.slice(0, NAMED), `${others} more`] : names);
}
