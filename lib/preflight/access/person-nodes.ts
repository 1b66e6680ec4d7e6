import { Asked, LOGICAL_ID_KEYS, NAME_KEYS } from './asked';
import { Environment, NodeInSight } from '../model/node';
import { remembered } from '../model/remembered';

/** Nodes to look at for people: of those that are alike, the ones that make a difference to somebody. */
export class PersonNodes {
  private readonly firstOfKind = new Map<string, NodeInSight>();
  private readonly byKey = new Map<string, NodeInSight>();
  private readonly byName = new Map<string, NodeInSight[]>();
  private inEnvironments: ReadonlyMap<string, InEnvironment> | undefined;

  constructor(private readonly all: readonly NodeInSight[]) {
    for (const node of all) {
      const { resource, likeness } = node;
      remembered(this.firstOfKind, likeness ? `like ${likeness.of}` : resource.key, () => node);
      [resource, ...likeness?.own ?? []].forEach(({ key }) => this.byKey.set(key, node));
      remembered(this.byName, resource.name, () => [] as NodeInSight[]).push(node);
    }
  }

  get environments(): Environment[] {
    return [...this.kinds.values()].map(({ environment }) => environment);
  }

  /** One of each kind, and those that policies name. */
  in(environment: Environment, { keys, named, valuesOf }: Asked): NodeInSight[] {
    const byId = [...named].flatMap(name => this.byKey.get(name) ?? this.byKey.get(name.slice(0, Math.max(0, name.lastIndexOf('.')))) ?? []);
    const byName = LOGICAL_ID_KEYS.filter(key => keys.has(key)).flatMap(key => valuesOf(key).flatMap(name => this.byName.get(name) ?? []));
    // What is one node's own tag, its likeness does not tell.
    const byTag = NAME_KEYS.some(key => keys.has(key)) ? this.all : [];
    const here = (node: NodeInSight) => keyOf(node.read().environment) === keyOf(environment);
    return [...new Set([...this.kinds.get(keyOf(environment))?.nodes ?? [], ...[...byId, ...byName, ...byTag].filter(here)])];
  }

  private get kinds(): ReadonlyMap<string, InEnvironment> {
    if (!this.inEnvironments) {
      const kinds = new Map<string, InEnvironment>();
      for (const node of this.firstOfKind.values()) {
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

function keyOf({ account, region }: Environment): string {
  return JSON.stringify([account, region]);
}
