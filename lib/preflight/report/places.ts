import { PreflightFinding } from '../preflight-finding';
import { pathInRepository } from '../repository-path';
import { TemplateNames } from './template-names';

/** Where somebody finds the resource of a finding in a file. */
export interface FilePlace {
  readonly file: string;
  /** What the file is named from. */
  readonly root: 'repository' | 'templates';
  /** Undefined where it is the file as a whole. */
  readonly line?: number;
  readonly column?: number;
}

/** The line of the code that makes the resource, where that is known, or else its line in the template; undefined for what was read from no file. */
export function placeOf({ source, templatePath }: PreflightFinding, templates: TemplateNames): FilePlace | undefined {
  if (source.code) { return { root: 'repository', ...source.code }; }
  if (templatePath === undefined) { return undefined; }
  const inRepository = pathInRepository(templatePath);
  const line = source.templateLine;
  return inRepository === undefined ? { root: 'templates', file: templates(templatePath), line } : { root: 'repository', file: inRepository, line };
}
