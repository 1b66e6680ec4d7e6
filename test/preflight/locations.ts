import { SourceLocation } from '../../lib/preflight/model/location';
import { kindOfType } from '../../lib/preflight/readers/cloudformation/evaluate/resource-kinds';

/** A resource of a template, as the template reader locates it. */
export function templateLocation(name: string, type: string, stack = 'Stack', constructPath?: string): SourceLocation {
  return {
    key: name,
    name,
    kind: kindOfType(type),
    type,
    source: { origin: 'template', stack, logicalId: name, templatePath: `${stack}.template.json`, constructPath },
  };
}
