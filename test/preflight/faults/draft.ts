import { RawMap } from '../../../lib/preflight/readers/cloudformation/parse/raw';

/** JSON that a fault changes. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

type JsonMap = { [key: string]: Json };

/** Finds a resource by its type and the path of its construct. A path with a `*` at its end is a prefix. */
export interface Address {
  readonly type: string;
  readonly path: string;
}

/** A copy of the templates of an app, to be changed. */
export class Draft {
  static of(templates: readonly RawMap[]): Draft {
    return new Draft(structuredClone(templates) as JsonMap[], '');
  }

  private constructor(private readonly templates: readonly JsonMap[], private readonly scope: string) {}

  /** The same copy, with paths relative to a construct; absolute paths if it is empty. */
  within(scope: string): Draft {
    return new Draft(this.templates, scope === '' ? '' : `${scope}/`);
  }

  /** The files to read instead of the originals, in the same order. */
  get bodies(): readonly RawMap[] {
    return this.templates;
  }

  /** The paths of all resources that come from constructs, below the scope. */
  addresses(): Address[] {
    return this.templates.flatMap(template => Object.values(resourcesOf(template)).flatMap(resource => {
      const path = pathOf(resource);
      return path?.startsWith(this.scope) ? [{ type: String(resource.Type), path: path.slice(this.scope.length) }] : [];
    }));
  }

  /** The logical id that the CDK gave to a resource. */
  logicalId(path: string): string {
    return this.find(path).id;
  }

  resource({ type, path }: Address): JsonMap {
    const { id, resources } = this.find(path);
    if (resources[id].Type !== type) {
      throw new Error(`type of ${path} must be ${type}, got ${JSON.stringify(resources[id].Type)}`);
    }
    return resources[id];
  }

  /** The value of a resource at a property path, such as `Properties/SecurityGroupEgress/0`. */
  read(address: Address, place: string): Json | undefined {
    return place.split('/').reduce((value: Json | undefined, key) => child(value, key), this.resource(address));
  }

  /** Sets the value at a property path, or removes it. */
  write(address: Address, place: string, value: Json | undefined): void {
    const keys = place.split('/');
    const last = keys.pop()!;
    const parent = keys.reduce((holder: Json, key) => descend(holder, key, place), this.resource(address));
    if (Array.isArray(parent)) {
      parent.splice(Number(last), 1, ...value === undefined ? [] : [value]);
    } else if (value === undefined) {
      if (!(last in (parent as JsonMap))) { throw new Error(`place must be there to be taken away, got ${place} of ${address.path}`); }
      delete (parent as JsonMap)[last];
    } else {
      (parent as JsonMap)[last] = value;
    }
  }

  /** Deletes a resource, and removes it from DependsOn of the others. */
  remove(address: Address): void {
    this.resource(address);
    const { id, resources } = this.find(address.path);
    delete resources[id];
    for (const resource of Object.values(resources)) {
      if (Array.isArray(resource.DependsOn)) {
        resource.DependsOn = resource.DependsOn.filter(name => name !== id);
      } else if (resource.DependsOn === id) {
        delete resource.DependsOn;
      }
    }
  }

  /** Deletes a resource with all properties and list items that refer to it, because CloudFormation refuses a reference to nothing. */
  removeWithReferences(address: Address): void {
    const { id, resources } = this.find(address.path);
    this.remove(address);
    Object.values(resources).forEach(resource => prune(resource, id));
  }

  /** Adds a parameter or a condition to the template of a resource. */
  declare(section: 'Parameters' | 'Conditions', path: string, name: string, value: Json): void {
    const template = this.templates.find(each => resourcesOf(each) === this.find(path).resources)!;
    template[section] = { ...template[section] as JsonMap | undefined, [name]: value };
  }

  /** Adds a resource to the template of another resource. */
  addBeside(path: string, id: string, resource: JsonMap): void {
    this.find(path).resources[id] = resource;
  }

  private find(path: string): Place {
    const [place, another] = this.matches(path);
    if (!place || another) {
      throw new Error(`path must be that of ${place ? 'one resource' : 'a resource'}, got ${this.scope}${path}`);
    }
    return place;
  }

  private matches(path: string): Place[] {
    const wanted = this.scope + path;
    return this.templates.flatMap(template => {
      const resources = resourcesOf(template);
      const ids = Object.keys(resources).filter(id => isAt(pathOf(resources[id]), wanted));
      return ids.map(id => ({ id, resources }));
    });
  }
}

interface Place {
  readonly id: string;
  readonly resources: { [id: string]: JsonMap };
}

function isAt(path: string | undefined, wanted: string): boolean {
  return wanted.endsWith('*') ? path?.startsWith(wanted.slice(0, -1)) ?? false : path === wanted;
}

function resourcesOf(template: JsonMap): { [id: string]: JsonMap } {
  return (template.Resources ?? {}) as { [id: string]: JsonMap };
}

function pathOf({ Metadata }: JsonMap): string | undefined {
  return child(Metadata, 'aws:cdk:path') as string | undefined;
}

function child(value: Json | undefined, key: string): Json | undefined {
  return typeof value === 'object' && value !== null ? (value as JsonMap)[key] : undefined;
}

/** Removes from an object or a list what refers to a resource. */
function prune(holder: Json | undefined, id: string): void {
  if (typeof holder !== 'object' || holder === null) { return; }
  for (const [key, value] of Object.entries(holder).reverse()) {
    if (!refersTo(value, id)) {
      prune(value, id);
    } else if (Array.isArray(holder)) {
      holder.splice(Number(key), 1);
    } else {
      delete holder[key];
    }
  }
}

function refersTo(value: Json | undefined, id: string): boolean {
  return child(value, 'Ref') === id || child(child(value, 'Fn::GetAtt'), '0') === id;
}

function descend(holder: Json, key: string, place: string): Json {
  const value = child(holder, key);
  if (value === undefined && !Array.isArray(holder) && typeof holder === 'object' && holder !== null) {
    return holder[key] = {};
  }
  if (typeof value !== 'object' || value === null) {
    throw new Error(`place must lead through objects and lists, got ${place}`);
  }
  return value;
}
