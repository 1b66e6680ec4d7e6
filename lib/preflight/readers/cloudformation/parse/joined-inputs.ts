import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { own, ownMap } from './raw';
import { kindOf } from './read-file';
import { TemplateSource } from './source';
import { withoutMarks } from '../../../model/symbolic-text';
import { isSameEnvironment, standsForAnything } from '../evaluate/environment';
import { UnreadableInput } from '../evaluate/template';

/** What was read of one input. */
export interface ReadInput {
  /** Its path, or what it is called. */
  readonly name: string;
  readonly sources: readonly TemplateSource[];
}

/**
 * The templates of all inputs, with names that are unique.
 *
 * A template that another input has as well, as a stack or as a nested one, is read there alone. Where inputs have stacks or constructs of the same
 * name, these begin with what tells the inputs apart: `prod/cdk.out:App/Node`.
 *
 * @throws UnreadableInput for two templates of one stack
 */
export function joinedSources(inputs: readonly ReadInput[]): TemplateSource[] {
  if (inputs.length === 1) { return [...inputs[0].sources]; }
  const distinct = withoutRepeated(inputs);
  refuseSameStack(distinct);
  const labels = labelsOf(distinct);
  return distinct.flatMap(input => {
    const label = labels.get(input);
    return label === undefined ? input.sources : input.sources.map(source => labelled(source, label, isFile(input)));
  });
}

function isFile({ name }: ReadInput): boolean {
  return kindOf(name) !== 'directory';
}

function withoutRepeated(inputs: readonly ReadInput[]): ReadInput[] {
  const files = inputs.map(({ sources }) => new Set(sources.flatMap(filesOf)));
  return inputs.filter((input, index) => {
    const file = isFile(input) ? realPath(input.name) : undefined;
    // Of two that nest each other, the first stays.
    const isPart = (other: number) => other !== index && files[other].has(file!) && (other < index || !files[index].has(realPath(inputs[other].name) ?? ''));
    return file === undefined || !inputs.some((_, other) => isPart(other));
  });
}

/** The files of a template and of those that it nests. */
function filesOf({ templatePath, nested }: TemplateSource): string[] {
  return [realPath(templatePath) ?? templatePath, ...[...nested.values()].flatMap(filesOf)];
}

function realPath(path: string): string | undefined {
  return kindOf(path) === undefined ? undefined : realpathSync(path);
}

function refuseSameStack(inputs: readonly ReadInput[]): void {
  const seen: { readonly input: ReadInput; readonly source: TemplateSource }[] = [];
  for (const input of inputs) {
    for (const source of input.sources.filter(({ stackName }) => stackName !== undefined)) {
      const same = seen.find(other => other.input !== input && isSameStack(other.source, source));
      if (same) { throw new UnreadableInput(source.templatePath, sameStack(source, same.source.templatePath)); }
      seen.push({ input, source });
    }
  }
}

function isSameStack(one: TemplateSource, other: TemplateSource): boolean {
  return one.stackName === other.stackName && isSameEnvironment(one.environment, other.environment);
}

function sameStack({ stackName, environment: { account, region } }: TemplateSource, other: string): string {
  const known = [account, region].filter(part => !standsForAnything(part));
  return known.length === 2
    ? `it is of the stack ${stackName} in ${known.join(' and ')}, as ${other} is; leave one of them out`
    : `it is of the stack ${stackName}, as ${other} is, and neither says in which account and region; run preflight for each of them`;
}

/** Names for the inputs whose stacks or constructs are called as those of others. */
function labelsOf(inputs: readonly ReadInput[]): ReadonlyMap<ReadInput, string> {
  const owners = new Map<string, ReadInput>();
  const alike = new Set<ReadInput>();
  for (const input of inputs) {
    for (const name of input.sources.flatMap(namesIn)) {
      const owner = owners.get(name) ?? input;
      owners.set(name, owner);
      if (owner !== input) { alike.add(owner).add(input); }
    }
  }
  const paths = [...alike].map(({ name }) => resolve(name).split(/[\\/]/));
  return new Map([...alike].map((input, index) => [input, withoutMarks(shortest(paths[index], paths))]));
}

/** What a stack and its constructs are called. The CDK calls its templates `Stack.template.json`. */
function namesIn({ name, body, nested }: TemplateSource): string[] {
  const paths = Object.values(ownMap(body, 'Resources')).map(resource => own(own(resource, 'Metadata'), 'aws:cdk:path'));
  return [name.replace(/\.template$/, ''), ...paths.filter(path => typeof path === 'string'), ...[...nested.values()].flatMap(namesIn)];
}

/** As many of the last parts of a path as no other one ends in. The directories of the machine are nobody's business. */
function shortest(path: readonly string[], all: readonly (readonly string[])[]): string {
  const last = (parts: readonly string[], count: number) => parts.slice(-count).join('/');
  let count = 1;
  while (count < path.length && all.filter(other => last(other, count) === last(path, count)).length > 1) { count++; }
  return last(path, count);
}

/** A template by itself is called as its file is. */
function labelled(source: TemplateSource, label: string, isAlone: boolean): TemplateSource {
  const renamed = (name: string) => isAlone ? `${label}${name.slice(source.name.length)}` : `${label}:${name}`;
  const within = (each: TemplateSource): TemplateSource => ({
    ...each,
    name: renamed(each.name),
    input: label,
    deployedAfter: each.deployedAfter.map(renamed),
    nested: new Map([...each.nested].map(([logicalId, child]) => [logicalId, within(child)])),
  });
  return within(source);
}
