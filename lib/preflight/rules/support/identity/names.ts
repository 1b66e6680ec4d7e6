import { Role } from '../../../model/iam/policy';
import { display } from '../../../model/symbolic-text';

export { denier } from '../../../model/iam/denier';

/** A role as people know it: by its logical id, or by its name where it is not in a template. */
export function roleName({ name, location }: Role): string {
  return location.resource.kind === 'role' ? location.resource.name : display(name);
}
