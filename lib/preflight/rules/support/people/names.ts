import { PersonNode } from '../../../access/person-nodes';
import { display } from '../../../model/symbolic-text';
import { listed } from '../../../model/words';

const NAMED = 3;

/** For people to read: the first few of some nodes by their names, whichever of them are alike, and how many others there are. */
export function namesOf(nodes: readonly PersonNode[]): string {
  return firstOf(nodes.flatMap(({ node, others }) => [node, ...others]).map(({ resource }) => resource.name).sort());
}

export function firstOf(texts: readonly string[]): string {
  const names = [...new Set(texts.map(display))];
  const others = names.length - NAMED;
  return listed(others > 0 ? [...names.slice(0, NAMED), `${others} more`] : names);
}
