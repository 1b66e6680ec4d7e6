import { constructPathOf } from '../model/location';
import { NodeInSight } from '../model/node';

/** Whether a name leaves a node out: its logical id, its construct path, or the path of a construct around it. */
export function isExcludedBy({ resource }: Pick<NodeInSight, 'resource'>, name: string): boolean {
  const path = constructPathOf(resource);
  return name === resource.name || path === name || (path?.startsWith(`${name}/`) ?? false);
}
