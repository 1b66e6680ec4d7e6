import { Asked, LOGICAL_ID_KEYS, NAME_KEYS } from './asked';
import { Environment, NodeInSight } from '../model/node';
import { remembered } from '../model/remembered';

/** A node to look at for a person, and the others that are alike for them. */
export interface PersonNode {
  readonly node: NodeInSight;
  readonly others: readonly NodeInSight[];
}

/** Nodes to look at for people: of those that are alike, the ones that make a difference to somebody. */
export class PersonNodes {
  private readonly byKind = new Map<string, NodeInSight[]>();
  private readonly byName = new Map<string, NodeInSight[]>();
  private inEnvironments: ReadonlyMap<string, InEnvironment> | undefined;

  constructor(nodes: readonly NodeInSight[]) {
    for (const node of nodes) {
      remembered(this.byKind, kindOf(node), () => [] as NodeInSight[]).push(node);
      remembered(this.byName, node.resource.name, () => [] as NodeInSight[]).push(node);
    }
  }

  get environments(): Environment[] {
    return [...this.kinds.values()].map(({ environment }) => environment);
  }

  /** One of each kind, and those that policies tell apart by a tag. What refers to a node by its id makes it unlike all others. */
  in(environment: Environment, { keys, valuesOf }: Asked): PersonNode[] {
    const byName = LOGICAL_ID_KEYS.filter(key => keys.has(key)).flatMap(key => valuesOf(key).flatMap(name => this.byName.get(name) ?? []));
    // What is one node's own tag, its kind does not tell.
    const byTag = NAME_KEYS.some(key => keys.has(key)) ? [...this.byKind.values()].flat() : [];
    const firsts = new Set(this.kinds.get(keyOf(environment))?.nodes);
    const here = (node: NodeInSight) => keyOf(node.read().environment) === keyOf(environment) && !firsts.has(node);
    const single = new Set([...byName, ...byTag].filter(here));
    const othersOf = (kind: string) => this.byKind.get(kind)!.slice(1).filter(node => !single.has(node));
    return [
      ...[...firsts].map(node => ({ node, others: othersOf(kindOf(node)) })),
      ...[...single].map(node => ({ node, others: [] })),
    ];
  }

  private get kinds(): ReadonlyMap<string, InEnvironment> {
    if (!this.inEnvironments) {
      const kinds = new Map<string, InEnvironment>();
      for (const [node] of this.byKind.values()) {
        const { environment } = node.read();
        remembered(kinds, keyOf(environment), () => ({ environment, nodes: [] as NodeInSight[] })).nodes.push(node);
      }
      this.inEnvironments = kinds;
    }
    return this.inEnvironments;
  }
}

interface InEnvironment {
  readonly environment: Environment;
  readonly nodes: NodeInSight[];
}

function kindOf({ likeness, resource }: NodeInSight): string {
  return likeness ? `like ${likeness.of}` : resource.key;
}

function keyOf({ account, region }: Environment): string {
  return JSON.stringify([account, region]);
}

/** Of nodes of which the same is true for somebody, one. */
export function oneOfEach(nodes: readonly PersonNode[], keyOfNode: (node: NodeInSight) => string): PersonNode[] {
  const ofKind = new Map<string, NodeInSight[]>();
  for (const { node, others } of nodes) {
    const all = remembered(ofKind, keyOfNode(node), () => [] as NodeInSight[]);
    [node, ...others].forEach(each => all.push(each));
  }
  return [...ofKind.values()].map(([node, ...others]) => ({ node, others }));
}
