import { Asked, LOGICAL_ID_KEYS, NAME_KEYS } from './asked';
import { Environment, NodeInSight } from '../model/node';
import { remembered } from '../model/remembered';

/** A node to look at for a person, and how many others are alike for them. */
export interface PersonNode {
  readonly node: NodeInSight;
  readonly others: number;
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
    const single = [...new Set([...byName, ...byTag])].filter(here);
    const singles = new Map<string, number>();
    single.map(kindOf).forEach(kind => singles.set(kind, (singles.get(kind) ?? 0) + 1));
    const othersOf = (kind: string) => this.byKind.get(kind)!.length - 1 - (singles.get(kind) ?? 0);
    return [
      ...[...firsts].map(node => ({ node, others: othersOf(kindOf(node)) })),
      ...single.map(node => ({ node, others: 0 })),
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
