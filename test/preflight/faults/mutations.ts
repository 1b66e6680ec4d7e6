import { Address, Draft, Json } from './draft';
import { Mutation } from './workbench';

type JsonMap = { [key: string]: Json };

/** The place of a policy in a resource, below its properties. */
const DOCUMENT = 'PolicyDocument';

export function remove(type: string, path: string): Mutation {
  return draft => draft.remove({ type, path });
}

/** Sets a property; undefined removes it. */
export function set(type: string, path: string, property: string, value: Json | undefined): Mutation {
  return draft => draft.write({ type, path }, `Properties/${property}`, value);
}

/** Several changes that make one fault. */
export function together(...mutations: Mutation[]): Mutation {
  return draft => mutations.forEach(mutation => mutation(draft));
}

export function drop(type: string, path: string, property: string): Mutation {
  return set(type, path, property, undefined);
}

/** Changes a property based on its value. */
export function change(type: string, path: string, property: string, how: (value: Json, draft: Draft) => Json): Mutation {
  return draft => {
    const place = `Properties/${property}`;
    const value = draft.read({ type, path }, place);
    if (value === undefined) { throw new Error(`${property} of ${path} must be set`); }
    draft.write({ type, path }, place, how(value, draft));
  };
}

/** Replaces a text that must occur, anywhere in a property. */
export function replaceText(type: string, path: string, property: string, from: string, to: string): Mutation {
  return change(type, path, property, value => {
    const text = JSON.stringify(value);
    if (!text.includes(from)) { throw new Error(`${property} of ${path} must have ${from} in it, got ${text}`); }
    return JSON.parse(text.split(from).join(to)) as Json;
  });
}

/** A reference to another resource. */
export function ref(path: string): (value: Json, draft: Draft) => Json {
  return (_, draft) => ({ Ref: draft.logicalId(path) });
}

/** The ids of security groups. */
export function groups(...paths: string[]): (value: Json, draft: Draft) => Json {
  return (_, draft) => paths.map(path => ({ 'Fn::GetAtt': [draft.logicalId(path), 'GroupId'] }));
}

/** Removes an action from a policy, and the statement too if it has no other action. */
export function withoutAction(type: string, path: string, action: string, document: string = DOCUMENT): Mutation {
  return statements(type, path, document, all => all.flatMap(statement => {
    const left = [statement.Action].flat().filter(each => each !== action);
    return left.length === 0 ? [] : [{ ...statement, Action: left }];
  }));
}

/** Removes the statement with a Sid from a policy. */
export function withoutStatement(type: string, path: string, sid: string, document: string = DOCUMENT): Mutation {
  return statements(type, path, document, all => all.filter(statement => statement.Sid !== sid));
}

export function withStatement(type: string, path: string, statement: JsonMap, document: string = DOCUMENT): Mutation {
  return statements(type, path, document, all => [...all, statement]);
}

/** Changes the statement with a Sid or an index. */
export function changeStatement(
  type: string, path: string, which: string | number, by: { readonly [key: string]: Json }, document: string = DOCUMENT,
): Mutation {
  return statements(type, path, document, all => all.map((each, index) => (each.Sid === which || index === which ? { ...each, ...by } : each)));
}

/** Removes the dependency of a construct, with all its children, on another resource, also the indirect ones. */
export function withoutWaiting(construct: string, other: string): Mutation {
  return draft => {
    const id = draft.logicalId(other);
    const waiting = draft.addresses().filter(address => address.path.startsWith(`${construct}/`) && waitsOf(draft, address).includes(id));
    if (waiting.length === 0) { throw new Error(`${construct} must wait for ${other}`); }
    waiting.forEach(address => draft.write(address, 'DependsOn', waitsOf(draft, address).filter(each => each !== id)));
  };
}

function waitsOf(draft: Draft, address: Address): Json[] {
  return [draft.read(address, 'DependsOn') ?? []].flat();
}

/** Adds a resource to the template of another one. */
export function add(beside: string, id: string, type: string, properties: (draft: Draft) => JsonMap): Mutation {
  return draft => draft.addBeside(beside, id, { Type: type, Properties: properties(draft) });
}

function statements(type: string, path: string, document: string, how: (all: JsonMap[]) => JsonMap[]): Mutation {
  return change(type, path, `${document}/Statement`, value => {
    const changed = how(structuredClone(value) as JsonMap[]);
    if (JSON.stringify(changed) === JSON.stringify(value)) {
      throw new Error(`${document} of ${path} must have what is changed, got ${JSON.stringify(value)}`);
    }
    return changed;
  });
}
