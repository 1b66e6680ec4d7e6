import { Unknown } from '../../../model/known';
import { Setting } from '../../../model/network/network';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-init.html */
const INIT = 'AWS::CloudFormation::Init';

/** What cfn-init sets up on a node, if its user data runs that: each setting as `path: value`. */
export function initializationOf(
  set: TemplateSet, { location: { source } }: TemplateResource, userData: string,
): Setting<readonly string[]> | undefined {
  const name = describedBy(userData);
  const stack = name === undefined ? undefined : set.stacks.find(each => each.name === source.stack);
  const described = stack?.resource(name!);
  const settings = described?.metadata[INIT];
  return settings === undefined ? undefined : { value: linesOf(settings), location: { resource: described!.location, property: `Metadata/${INIT}` } };
}

/** The logical id of the resource whose metadata cfn-init reads. */
function describedBy(userData: string): string | undefined {
  const lines = userData.replace(/[\\`^]\r?\n/g, ' ');
  return /\bcfn-init(?:\.exe)?\b[^\n]*?\s(?:--resource|-r)[\s=]+["']?([A-Za-z0-9]+)/.exec(lines)?.[1];
}

function linesOf(value: Resolved, path: string = ''): string[] {
  if (typeof value === 'object' && value !== null && !(value instanceof Unknown)) {
    return Object.entries(value).flatMap(([key, item]) => linesOf(item as Resolved, `${path}/${key}`));
  }
  return [`${path}: ${value instanceof Unknown ? '' : String(value)}`];
}
