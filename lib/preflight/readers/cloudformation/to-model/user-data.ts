import { textOf } from './values';
import { isKnown, Known } from '../../../model/known';
import { Resolved } from '../evaluate/template';

/** User data as the instance runs it; empty where there is none. */
export function userDataOf(value: Resolved | undefined): Known<string> {
  const text = textOf(value);
  return isKnown(text) ? decoded(text ?? '') : text;
}

/** User data that a template holds in base64 already. */
function decoded(text: string): string {
  if (text.length < 8 || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) { return text; }
  const plain = Buffer.from(text, 'base64').toString('utf8');
  return /^[\t\n\r\x20-\x7E]*$/.test(plain) ? plain : text;
}
