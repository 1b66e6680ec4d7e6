import { DecidingPolicy } from './policy-evaluation';
import { display } from '../symbolic-text';

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
