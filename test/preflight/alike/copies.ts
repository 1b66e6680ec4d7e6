import { Template } from '../node-template';

interface Raw {
  readonly [key: string]: unknown;
}

/** What each copy of a node gets of its own. All else is there once, for all of them. */
const COPIED = /^AWS::(EC2::(Instance|LaunchTemplate|SecurityGroup(Ingress|Egress)?|EIP|EIPAssociation|NetworkInterface)|IAM::.*|AutoScaling::.*)$/;

export const COPIES = 4;

/** A template in which nodes, and what usually belongs to a node alone, are there several times. */
export function withCopies(template: Raw): Template {
  const resources = Object.entries(template.Resources as Raw);
  const copied = new Set(resources.filter(([, resource]) => COPIED.test(String((resource as Raw).Type))).map(([name]) => name));
  const copies = Array.from({ length: COPIES }, (_, number) => {
    const rename = (name: string) => copied.has(name) ? named(name, number) : name;
    return resources.map(([name, resource]): [string, unknown] => [rename(name), renamed(resource, rename)]);
  });
  return { ...template, Resources: Object.fromEntries(copies.flat()) } as unknown as Template;
}

function named(name: string, number: number): string {
  return number === 0 ? name : `${name}Copy${number}`;
}

/** A piece of a template with other names of resources, wherever it refers to one. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) { return value.map(each => renamed(each, rename)); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamedAt(key, each, rename)]));
}

function renamedAt(key: string, value: unknown, rename: (name: string) => string): unknown {
  if (typeof value === 'string' && ['Ref', 'DependsOn'].includes(key)) { return rename(value); }
  if (key === 'DependsOn' && Array.isArray(value)) { return value.map(name => rename(String(name))); }
  if (key === 'Fn::GetAtt') {
    const [name, ...rest] = typeof value === 'string' ? value.split('.') : value as string[];
    return [rename(name), ...rest];
  }
  return key === 'Fn::Sub' ? substituted(value, rename) : renamed(value, rename);
}

function substituted(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) { return [substituted(value[0], rename), ...value.slice(1).map(each => renamed(each, rename))]; }
  return typeof value === 'string' ? value.replace(/\$\{(\w+)/g, (_, name: string) => `\${${rename(name)}`) : value;
}
