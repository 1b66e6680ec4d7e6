import { dirname, isAbsolute, join, relative, sep } from 'path';
import { PreflightFinding } from '../preflight-finding';
import { PreflightNode } from '../preflight-node';

/** How a report calls a template. */
export type TemplateNames = (templatePath: string) => string;

/** The templates of the findings of nodes, and of others. */
export function templateNames(nodes: readonly PreflightNode[], others: readonly PreflightFinding[] = []): TemplateNames {
  const findings = [...nodes.flatMap(node => node.findings), ...others];
  return templateNamesAmong(findings.flatMap(finding => finding.templatePath ?? []));
}

/**
 * Templates by their paths inside the directory that has all of them, which is the cloud assembly or a stage of it.
 *
 * A report travels: the directories of the machine that made it say nothing elsewhere, and may say who made it.
 */
export function templateNamesAmong(paths: readonly string[]): TemplateNames {
  const directory = commonDirectory([...new Set(paths)].map(path => dirname(path)));
  return path => {
    const name = relative(directory, path);
    return name === '' || name.startsWith('..') || isAbsolute(name) ? fileName(path) : name.split(sep).join('/');
  };
}

/** Without the directories of the machine, whichever that was. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

function commonDirectory(directories: readonly string[]): string {
  const [first = '', ...others] = directories;
  return others.reduce((common, directory) => {
    while (relative(common, directory).startsWith('..')) { common = join(common, '..'); }
    return common;
  }, first);
}
