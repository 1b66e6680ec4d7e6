import { Capability } from './model/capability';
import { ManagedNode } from './model/node';
import { Acknowledged, nodeOf } from './node-of';
import { PreflightOptions } from './preflight-options';
import { PreflightReport } from './preflight-report';
import { PreflightVerdict } from './preflight-verdict';
import { judge, JudgedProblem } from './rules/judge';
import { TemplateSet } from './template/template';
import { EnvironmentTemplateSet } from './template/template-set';
import { modelOf } from './template/to-model/model-of';

export interface ProveOptions extends Pick<PreflightOptions, 'require' | 'exclude' | 'region'> {
  /** The templates whose nodes are reported; the others are read for what these refer to. */
  readonly templatePaths?: ReadonlySet<string>;
  /** Names of images by their ids. */
  readonly imageNames?: ReadonlyMap<string, string>;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Judges all nodes of some templates. */
export function prove(
  set: EnvironmentTemplateSet, { require, exclude = [], region, templatePaths, imageNames, onProgress }: ProveOptions,
): PreflightReport {
  const model = modelOf(set, imageNames);
  const acknowledged = acknowledgedIn(set);
  const wanted = model.nodes.filter(({ place }) => templatePaths?.has(place.templatePath) ?? true).filter(node => !isExcluded(node, exclude));
  const required = require && new Set<Capability>(require);
  const nodes = wanted.map((node, index) => {
    onProgress?.(index, wanted.length);
    return nodeOf(judge(model, node, required), required, acknowledged);
  });
  const unseen = unseenIn(set);
  const verdict = nodes.some(node => node.verdict === PreflightVerdict.BLOCKED) ? PreflightVerdict.BLOCKED
    : unseen.length > 0 || nodes.some(node => node.verdict === PreflightVerdict.UNKNOWN) ? PreflightVerdict.UNKNOWN : PreflightVerdict.CONNECTS;
  return PreflightReport._of({ verdict, nodes, assumptions: [...unseen, ...assumptionsOf(set, region)] });
}

function isExcluded({ place: { constructPath, logicalId } }: ManagedNode, exclude: string[]): boolean {
  return exclude.some(name => name === logicalId || constructPath === name || (constructPath?.startsWith(`${name}/`) ?? false));
}

/** An acknowledgement counts for the construct that it was given at and all inside, be it the node's or that of what has to be changed. */
function acknowledgedIn(set: TemplateSet): Acknowledged {
  const reasons = new Map<string, ReadonlyMap<string, string>>();
  for (const { acknowledgements } of set.stacks) {
    acknowledgements.forEach((rules, path) => reasons.set(path, new Map([...reasons.get(path) ?? [], ...rules])));
  }
  if (reasons.size === 0) { return () => undefined; }
  return ({ rule, spot }: JudgedProblem, node) => [node.place.constructPath, spot.place.constructPath]
    .flatMap(path => path === undefined ? [] : ancestorsOf(path))
    .map(path => reasons.get(path)?.get(rule.id))
    .find(reason => reason !== undefined);
}

function ancestorsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

/** What makes resources that cannot be seen: there may be nodes among them, and whatever stops the others. */
function unseenIn(set: EnvironmentTemplateSet): string[] {
  return ['Fn::ForEach', 'Fn::Transform'].flatMap(type => set.ofType(type)).map(({ place, present }) => (
    `What ${place.logicalId} of ${place.stack} makes cannot be seen${present === true ? '' : `: ${present.reason}`}.`
  ));
}

/** What a reader of the report has to know. */
function assumptionsOf(set: TemplateSet, region: string | undefined): string[] {
  const anywhere = set.stacks.some(({ environment }) => environment.region.includes('AWS::Region'));
  return [
    ...anywhere && region === undefined ? ['Stacks without a region are taken to run in the partition aws.'] : [],
    'Agents are taken to be as new as their images, and images to be what their names say.',
    'Service control policies, firewalls, and what is changed by hand after the deployment cannot be seen.',
  ];
}
