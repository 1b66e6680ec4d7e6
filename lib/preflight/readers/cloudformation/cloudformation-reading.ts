import type { App } from 'aws-cdk-lib';
import { Assumptions } from '../assumptions/assumptions';
import { Reading, UnmatchedName } from '../reading';
import { cdkFix } from './cdk-fix';
import { ANY_REGION } from './evaluate/environment';
import { ReadOptions, TemplateSet } from './evaluate/template';
import { EnvironmentTemplateSet } from './evaluate/template-set';
import { imageNamesBeside, imageNamesIn } from './parse/image-lookups';
import { Input, readInputs, readObject } from './parse/read-input';
import { Fillers } from './to-model/fillers';
import { modelOf } from './to-model/model-of';
import { resourcesOf } from './to-model/resources-of-nodes';
import { wordFix } from './word-fix';
import { meantHint } from '../../../core/nearest';
import { constructPathOf } from '../../model/location';
import { Model } from '../../model/model';
import { RULE_TITLES } from '../../rule-catalog';

export type { Input };

/** Names of images by their ids. */
type ImageNames = ReadonlyMap<string, string>;

/** Reads an app, which is synthesized for it. */
export function readApp(app: App, options: ReadOptions = {}): Reading {
  return readFile(app.synth().directory, options, imageNamesIn(app.node.getAllContext()));
}

/**
 * Reads a cloud assembly or a template in a file.
 *
 * @throws UnreadableInput for everything else
 */
export function readFile(path: string, options: ReadOptions = {}, imageNames?: ImageNames): Reading {
  return readFiles([path], options, imageNames);
}

/**
 * Reads cloud assemblies and templates that are deployed together.
 *
 * @throws UnreadableInput for everything else, and for two templates of one stack
 */
export function readFiles(inputs: readonly Input[], options: ReadOptions = {}, imageNames?: ImageNames): Reading {
  const paths = inputs.filter(input => typeof input === 'string');
  const beside = () => new Map(paths.flatMap(path => [...imageNamesBeside(path)]));
  return readingOf(readInputs(inputs, options), options, imageNames ?? beside());
}

/**
 * Reads a template that is in memory.
 *
 * @throws UnreadableInput if it is no template
 */
export function readTemplate(template: unknown, options: ReadOptions = {}): Reading {
  return readingOf(readObject(template, options), options);
}

/** Makes a reading of templates that are deployed together. */
export function readingOf(set: EnvironmentTemplateSet, options: ReadOptions = {}, imageNames?: ImageNames): Reading {
  return readingWith(new Assumptions(options.assume), set, options, imageNames);
}

/** Branches share the assumptions: what one of them needs is needed. */
function readingWith(assumed: Assumptions, set: EnvironmentTemplateSet, options: ReadOptions, imageNames?: ImageNames): Reading {
  const { region, parameters = {} } = options;
  const fillers = new Fillers(set);
  const model = modelOf(set, imageNames, fillers, assumed);
  return {
    model,
    assumed,
    stacks: set.stacks,
    wordFix,
    cdkFix: (fix, resource) => constructPathOf(resource) === undefined ? undefined : cdkFix(fix, resource),
    acknowledged: acknowledgedIn(set),
    get unseen() { return unseenIn(set, model, fillers); },
    unmatched: [...unmatchedParameters(set, Object.keys(parameters)), ...unmatchedAcknowledgements(set)],
    assumptions: assumptionsOf(set, region),
    forks: () => set.undecided.map(condition => ({
      reason: condition.reason,
      branches: () => [true, false].map(value => ({
        where: `where the condition ${condition.name} is ${value}`,
        reading: readingWith(assumed, set.deciding(condition, value), options, imageNames),
      })),
    })),
  };
}

/** An acknowledgement counts for the construct that it was given at, and for all inside. */
function acknowledgedIn(set: TemplateSet): Reading['acknowledged'] {
  const reasons = new Map<string, ReadonlyMap<string, string>>();
  for (const { acknowledgements } of set.stacks) {
    acknowledgements.forEach((rules, path) => reasons.set(path, new Map([...reasons.get(path) ?? [], ...rules])));
  }
  if (reasons.size === 0) { return () => undefined; }
  return (ruleId, resource) => {
    const path = constructPathOf(resource);
    const given = path === undefined ? [] : ancestorsOf(path).map(ancestor => reasons.get(ancestor)?.get(ruleId));
    return given.find(reason => reason !== undefined);
  };
}

function ancestorsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

function unmatchedParameters({ parameterNames }: EnvironmentTemplateSet, given: readonly string[]): UnmatchedName[] {
  return given.filter(name => !parameterNames.has(name)).map(name => ({
    given: 'parameters', message: `no template has a parameter '${name}' to be given${meantHint(name, parameterNames)}`,
  }));
}

/** An id that looks like one of preflight's rules; those of others are theirs to know. */
const LIKE_A_RULE = /^SSM-?[A-Z]{2,4}-?\d+$/i;

function unmatchedAcknowledgements({ stacks }: TemplateSet): UnmatchedName[] {
  const acknowledged = stacks.flatMap(({ acknowledgements }) => [...acknowledgements]);
  const given = acknowledged.flatMap(([path, rules]) => [...rules.keys()].map(id => ({ path, id })));
  return given.filter(({ id }) => LIKE_A_RULE.test(id) && !Object.hasOwn(RULE_TITLES, id)).map(({ path, id }) => ({
    given: 'acknowledge', message: `${path} acknowledges ${id}, and there is no such rule${meantHint(id, Object.keys(RULE_TITLES))}`,
  }));
}

/** What makes resources that cannot be seen: there may be nodes among them, and whatever stops the others. */
function unseenIn(set: TemplateSet, model: Model, fillers: Fillers): string[] {
  const templates = set.stacks.flatMap(stack => stack.resources).flatMap(({ unseenWork: work, location: { source: { stack } } }) => (
    work?.isTemplate ? [`What ${work.what} of ${stack} makes cannot be seen: ${work.why.reason}.`] : []
  ));
  return [...templates, ...fillers.sentencesFor(() => resourcesOf(model))];
}

/** What a reader of the report has to know. */
function assumptionsOf(set: TemplateSet, region: string | undefined): string[] {
  const anywhere = set.stacks.some(({ environment }) => environment.region === ANY_REGION);
  return [
    ...anywhere && region === undefined ? ['Stacks without a region are assumed to run in the partition aws.'] : [],
    'Agents are assumed to be as new as their images, and images to be what their names say.',
    'Service control policies that are in no template, firewalls, and what is changed by hand after the deployment cannot be seen.',
  ];
}
