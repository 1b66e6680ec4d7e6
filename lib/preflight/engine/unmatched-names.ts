import { isExcludedBy } from './exclude';
import { meantHint } from '../../core/nearest';
import { constructPathOf } from '../model/location';
import { NodeInSight } from '../model/node';
import { Reading, UnmatchedName, UnusedAssumption } from '../readers/reading';

/** Names that were given and are of nothing. What nothing needed of the assumptions is known when all nodes are evaluated. */
export function unmatchedNames({ model: { nodes }, unmatched = [], assumed }: Reading, exclude: readonly string[] = []): UnmatchedName[] {
  const unknown = exclude.filter(name => !nodes.some(node => isExcludedBy(node, name)));
  return [
    ...unmatched,
    ...unknown.map((name): UnmatchedName => ({ given: 'exclude', message: `exclude names '${name}', which is no node${meantHint(name, namesOf(nodes))}` })),
    ...(assumed?.unused() ?? []).map(unused => unusedAssumption(unused, nodes)),
  ];
}

function unusedAssumption({ text, alternatives }: UnusedAssumption, nodes: readonly NodeInSight[]): UnmatchedName {
  const why = nodes.length === 0 ? 'there is no node' : 'the templates leave nothing open that it is about';
  return { given: 'assume', message: `the assumption ${text} is of no use: ${why}${meantHint(text, alternatives)}` };
}

function namesOf(nodes: readonly NodeInSight[]): string[] {
  return nodes.flatMap(({ resource }) => [resource.name, ...pathsOf(constructPathOf(resource))]);
}

/** A construct path, and those of the constructs around it. */
function pathsOf(path: string | undefined): string[] {
  const parts = path?.split('/') ?? [];
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
