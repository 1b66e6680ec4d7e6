import { Role } from '../../../model/iam/policy';
import { DecidingPolicy } from '../../../model/iam/policy-evaluation';
import { display } from '../../../model/symbolic-text';

/** A role as people know it: by its logical id, or by its name where it is not in a template. */
export function roleName({ name, location }: Role): string {
  return location.resource.kind === 'role' ? location.resource.name : display(name);
}

/** The policy and its statement that deny something. */
export function denier(by: DecidingPolicy | undefined): string {
  if (!by) {
    return 'a policy';
  }
  const { name, statement } = by;
  if (statement === undefined) {
    return name;
  }
  return `${/^statement \d+$/.test(statement) ? statement : `the statement ${display(statement)}`} of ${name}`;
}
