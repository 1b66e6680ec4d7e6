import { SourceLocation } from '../../../model/location';
import { Likeness, NodeInSight } from '../../../model/node';
import { remembered } from '../../../model/remembered';
import { Shape, Shapes } from '../evaluate/shape';
import { TemplateSet, TemplateStack } from '../evaluate/template';

/**
 * Tells which nodes of a stack are alike: each has resources of its own, the same ones and put together in the same way, and they refer to the same
 * resources beside those. What a template says of one of them is true of the others, but for names.
 *
 * The resources of a node are those that are connected with it and with no other node, by references in any direction. So nothing outside names
 * them, and what they name outside is the same resource for all nodes that are alike.
 */
export function likenessesIn({ stacks, options }: TemplateSet, all: readonly Pick<NodeInSight, 'resource'>[]): ReadonlyMap<SourceLocation, Likeness> {
  const isNode = new Set(all.map(({ resource }) => resource));
  const likenesses = new Map<SourceLocation, Likeness>();
  for (const [index, stack] of stacks.entries()) {
    options.onProgress?.(index, stacks.length, 'compare');
    const locations = new Map(stack.resources.map(({ location }) => [location.name, location]));
    const nodes = [...locations.values()].filter(location => isNode.has(location));
    const islands = nodes.length > 1 ? Islands.in(stack, nodes.map(({ name }) => name)) : undefined;
    const numbers = new Map<string, string>();
    for (const node of islands ? nodes : []) {
      const description = islands!.describe(node.name);
      if (!description) { continue; }
      const of = remembered(numbers, description.text, () => `${stack.name} ${numbers.size}`);
      likenesses.set(node, { of, own: description.names.map(name => locations.get(name)!) });
    }
  }
  return likenesses;
}

/** Of a resource that several nodes lead to. */
const SHARED = Symbol('shared');

/** The resources of a stack in groups that are not connected, once those that several nodes lead to are taken out. */
class Islands {
  /** Undefined where something may refer to any resource of the stack. */
  static in(stack: TemplateStack, nodes: readonly string[]): Islands | undefined {
    const all = new Shapes();
    const shapes = new Map<string, Shape>();
    for (const resource of stack.resources) {
      const shape = resource.shape(all);
      if (!shape) { return undefined; }
      shapes.set(resource.location.name, shape);
    }
    return new Islands(shapes, nodes, stack.exposed);
  }

  private readonly owners = new Map<string, string | typeof SHARED>();
  private readonly members = new Map<string, readonly string[]>();

  private constructor(private readonly shapes: ReadonlyMap<string, Shape>, nodes: readonly string[], private readonly exposed: ReadonlySet<string>) {
    nodes.forEach(node => this.claim(node));
    this.connect(nodes);
  }

  /** Undefined for a node that has no island of its own. */
  describe(node: string): Description | undefined {
    const island = this.members.get(node);
    return island && new Description(this.shapes, island, node);
  }

  /** All that a node leads to is its own, until another one leads there, too. */
  private claim(node: string): void {
    for (const open = [node]; open.length > 0;) {
      const name = open.pop()!;
      const owner = this.owners.get(name);
      const next = owner === undefined || owner === node ? node : SHARED;
      if (owner === next || !this.shapes.has(name)) { continue; }
      this.owners.set(name, next);
      this.shapes.get(name)!.names.forEach(other => open.push(other));
    }
  }

  private connect(nodes: readonly string[]): void {
    const neighbours = this.neighbours();
    const met = new Set<string>();
    for (const node of nodes) {
      const island = neighbours.has(node) && !met.has(node) ? connected(node, neighbours, met) : [];
      if (island.length > 0 && !island.some(name => this.exposed.has(name))) { this.members.set(node, island); }
    }
  }

  /** What refers to what, in both directions, without what is shared. */
  private neighbours(): ReadonlyMap<string, readonly string[]> {
    const neighbours = new Map<string, string[]>();
    for (const name of this.shapes.keys()) {
      if (this.owners.get(name) !== SHARED) { neighbours.set(name, []); }
    }
    for (const [name, others] of neighbours) {
      for (const other of this.shapes.get(name)!.names) {
        const back = neighbours.get(other);
        if (back && other !== name) {
          others.push(other);
          back.push(name);
        }
      }
    }
    return neighbours;
  }
}

function connected(start: string, neighbours: ReadonlyMap<string, readonly string[]>, met: Set<string>): string[] {
  const island: string[] = [];
  for (const open = [start]; open.length > 0;) {
    const name = open.pop()!;
    if (met.has(name)) { continue; }
    met.add(name);
    island.push(name);
    neighbours.get(name)!.forEach(other => open.push(other));
  }
  return island;
}

/** An island in words that are the same for all islands that are alike: its resources are called by the order in which the node leads to them. */
class Description {
  private readonly left: Set<string>;
  private readonly numbers = new Map<string, number>();

  constructor(private readonly shapes: ReadonlyMap<string, Shape>, island: readonly string[], node: string) {
    this.left = new Set(island);
    this.number(node);
    // What leads to the node, and not the node to it, in an order that does not hang on names.
    const others = [...this.left].map(name => ({ name, text: this.textOf(name) })).sort((a, b) => compare(a.text, b.text));
    others.forEach(({ name }) => this.number(name));
  }

  /** The node first. */
  get names(): string[] { return [...this.numbers.keys()]; }

  get text(): string { return this.names.map(name => this.textOf(name)).join('\n'); }

  private number(start: string): void {
    for (const open = [start]; open.length > 0;) {
      const name = open.pop()!;
      if (!this.left.delete(name)) { continue; }
      this.numbers.set(name, this.numbers.size);
      [...this.shapes.get(name)!.names].reverse().forEach(other => open.push(other));
    }
  }

  private textOf(name: string): string {
    const { kind, names } = this.shapes.get(name)!;
    return `${kind}:${names.map(other => this.nameOf(other)).join()}`;
  }

  private nameOf(name: string): string {
    return this.left.has(name) ? '#' : this.numbers.has(name) ? `#${this.numbers.get(name)}` : JSON.stringify(name);
  }
}

/** By code units, as no locale has a say in it. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
