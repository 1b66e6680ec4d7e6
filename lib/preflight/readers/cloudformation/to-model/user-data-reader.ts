import { gunzipSync } from 'zlib';
import { textOf } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Setting } from '../../../model/network/network';
import { UserDataEncoding } from '../../../model/node';
import { encodedText, partsOf } from '../../../model/symbolic-text';
import { Resolved } from '../evaluate/template';

/** User data as a node runs it, and how EC2 gets it. */
export interface ReadUserData {
  readonly userData: Setting<string>;
  readonly userDataEncoding?: UserDataEncoding;
}

/** Characters that are not of base64, in a text that is written out. */
const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;
/** What gunzip may make of 16 KB. */
const LARGEST_PLAIN = 256 * 1024;

/** Reads `UserData`, which `Fn::Base64` has put into base64, or which is in base64 already. */
export function userDataOf({ value, location }: { readonly value: Resolved | undefined; readonly location: PropertyLocation }): ReadUserData {
  const text = textOf(value);
  if (!isKnown(text) || text === undefined) {
    return { userData: { value: text ?? '', location } };
  }
  const plain = encodedText(text);
  if (plain !== undefined) {
    return { userData: { value: plain, location }, userDataEncoding: { isBase64: true, leastBytes: bytesOf(plain) } };
  }
  const bytes = decoded(text);
  return bytes
    ? { userData: { value: plainOf(bytes, text), location }, userDataEncoding: { isBase64: true, leastBytes: bytes.length } }
    : { userData: { value: text, location }, userDataEncoding: { isBase64: isBase64(text), leastBytes: bytesOf(text) } };
}

/** The bytes of a text that certainly is in base64; short words may be anything. */
function decoded(text: string): Buffer | undefined {
  if (text.length < 8 || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) { return undefined; }
  const bytes = Buffer.from(text, 'base64');
  return isZipped(bytes) || asText(bytes) !== undefined ? bytes : undefined;
}

function plainOf(bytes: Buffer, written: string): Known<string> {
  if (!isZipped(bytes)) { return asText(bytes) ?? written; }
  const unread = new Unknown('the user data is compressed, and is not text in gzip');
  try {
    return asText(gunzipSync(bytes, { maxOutputLength: LARGEST_PLAIN })) ?? unread;
  } catch {
    return unread;
  }
}

function isZipped(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Text in UTF-8, without control characters that no script has. */
function asText(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /[\p{Cc}\p{Co}]/u.test(text.replace(/[\t\n\r]/g, '')) ? undefined : text;
  } catch {
    return undefined;
  }
}

function isBase64(text: string): Known<boolean> {
  const literals = partsOf(text).filter(({ kind }) => kind === 'literal').map(({ raw }) => raw).join('');
  return NOT_BASE64.test(literals) ? false : new Unknown('only the deployment knows the user data');
}

function bytesOf(text: string): number {
  return partsOf(text).reduce((sum, { kind, raw }) => sum + (kind === 'literal' ? Buffer.byteLength(raw) : 0), 0);
}
