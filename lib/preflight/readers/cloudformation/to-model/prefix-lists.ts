import { listOf, nested, requiredText } from './values';
import { isKnown, Known } from '../../../model/known';
import { TemplateSet } from '../evaluate/template';

/** The blocks of a prefix list of the assembly; the id itself of another one, and of what is no prefix list. */
export function entriesOf(set: TemplateSet, id: Known<string>): Known<string>[] {
  const list = isKnown(id) ? set.find(id, 'AWS::EC2::PrefixList') : undefined;
  if (!list) { return [id]; }
  if (list.present !== true) { return [list.present]; }
  const entries = listOf(list.properties.Entries);
  return isKnown(entries) ? entries.map(entry => requiredText(nested(entry, 'Cidr'), 'Cidr')) : [entries];
}
