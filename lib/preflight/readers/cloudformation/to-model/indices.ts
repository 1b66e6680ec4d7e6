import { requiredText } from './values';
import { isKnown, Unknown } from '../../../model/known';
import { Environment } from '../../../model/node';
import { remembered } from '../../../model/remembered';
import { isLiteral } from '../../../model/symbolic-text';
import { TemplateResource, TemplateSet } from '../evaluate/template';

/** Where something is, in a template or not. */
export type Place = Pick<TemplateResource, 'ref' | 'environment'>;

/** What finds resources by the id that one of their properties holds. */
export type Finder = Pick<Indices, 'with' | 'doubtful'>;

/** A resource whose property cannot be known, so that it may be of anything. */
export interface Doubtful {
  readonly resource: TemplateResource;
  readonly why: Unknown;
}

interface Index {
  readonly byId: Map<string, TemplateResource[]>;
  readonly doubtful: Doubtful[];
}

/** Resources of some types by the id that one of their properties holds, each index made once. */
export class Indices {
  /** By type, and then by property. */
  private readonly indices = new Map<string, Map<string, Index>>();

  constructor(private readonly set: TemplateSet) {}

  /** The resources of a type whose property is this id. */
  with(type: string, property: string, id: string): readonly TemplateResource[] {
    return this.index(type, property).byId.get(id) ?? [];
  }

  /** The resources of a type whose property cannot be known, as far as they may be deployed into an environment. */
  doubtful(type: string, property: string, environment: Environment): readonly Doubtful[] {
    return this.index(type, property).doubtful.filter(({ resource }) => mayMeet(resource.environment, environment));
  }

  private index(type: string, property: string): Index {
    return remembered(remembered(this.indices, type, () => new Map<string, Index>()), property, () => this.makeIndex(type, property));
  }

  private makeIndex(type: string, property: string): Index {
    const index: Index = { byId: new Map(), doubtful: [] };
    for (const resource of this.set.ofType(type)) {
      // What is not set is of nothing.
      if (property in resource.properties) { addTo(index, resource, property); }
    }
    return index;
  }
}

function addTo({ byId, doubtful }: Index, resource: TemplateResource, property: string): void {
  const id = requiredText(resource.properties[property], property);
  if (!isKnown(id)) {
    doubtful.push({ resource, why: new Unknown(`what ${property} of ${resource.location.name} is cannot be seen: ${id.reason}`) });
    return;
  }
  const list = byId.get(id);
  if (list) { list.push(resource); } else { byId.set(id, [resource]); }
}

/** Of a VPC that is in no template, and whose id nobody knows: all that is of no VPC in sight may be of it. */
export function indicesOfUnseenVpc(set: TemplateSet): Finder {
  return {
    with: () => [],
    doubtful: (type, property, environment) => set.ofType(type)
      .filter(({ properties, environment: place }) => property in properties && !set.find(properties[property], 'AWS::EC2::VPC') && mayMeet(place, environment))
      .map(resource => ({ resource, why: new Unknown(`whether ${resource.location.name} is of the VPC of the subnet cannot be seen`) })),
  };
}

/** Whether two environments may be one. */
export function mayMeet(a: Environment, b: Environment): boolean {
  return mayShareAccount(a, b) && mayBeSame(a.region, b.region);
}

/** Whether two environments may be of one account, whose identities are the same in all regions. */
export function mayShareAccount(a: Environment, b: Environment): boolean {
  return mayBeSame(a.account, b.account);
}

function mayBeSame(a: string, b: string): boolean {
  return a === b || !isLiteral(a) || !isLiteral(b);
}

/** Makes each thing once, for what has the same id is the same thing. */
export class Once<T> {
  private readonly made = new Map<string, T>();

  get(id: string, make: () => T): T {
    let thing = this.made.get(id);
    if (thing === undefined) {
      thing = make();
      this.made.set(id, thing);
    }
    return thing;
  }
}
