import { Role } from '../../../model/iam/policy';
import { DecidingPolicy } from '../../../model/iam/policy-evaluation';
import { PropertyLocation } from '../../../model/location';
import { display } from '../../../model/symbolic-text';

/** A role as people know it: by its logical id, or by its name where it is not in a template. */
export function roleName({ name, location }: Role): string {
  return location.resource.type === 'AWS::IAM::Role' ? location.resource.name : display(name);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], last: 'and' | 'or' | 'nor' = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items[items.length - 1]}`;
}

/** The spot itself, or a property of its resource where it names none and the resource is of this type. */
export function propertyOf({ resource, property }: PropertyLocation, type: string, name: string): PropertyLocation {
  return property === undefined && resource.type === type ? { resource, property: `Properties/${name}` } : { resource, property };
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
