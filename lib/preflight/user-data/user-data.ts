import { gunzipSync } from 'zlib';
import { parseDocument } from 'yaml';
import { CloudConfig } from './cloud-config';
import { Unknown } from '../model/known';

/** A part of user data that runs. */
export interface Script {
  readonly language: 'shell' | 'powershell' | 'cloud-config' | 'other' | 'unseen';
  readonly text: string;
  /** Whether it runs before the services of the node start: a boothook of cloud-init. */
  readonly isEarly?: boolean;
}

/**
 * What of user data runs: the parts of a MIME message, what is between the tags of Windows, or the whole by its first line.
 *
 * @see https://cloudinit.readthedocs.io/en/latest/explanation/format.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
 */
export function scriptsOf(userData: string): Script[] {
  return isMime(userData) ? mimeParts(userData) : scriptsIn(userData);
}

/** A cloud-config as an object; unknown where it is none. */
export function cloudConfig(text: string): CloudConfig | Unknown {
  const notYaml = new Unknown('the cloud-config in the user data is not YAML');
  // The parser takes long for lists as deep as this, and cloud-init has no use for them.
  if (/(?:[[{]\s{0,9}){50}/.test(text)) { return notYaml; }
  try {
    const document = parseDocument(text);
    if (document.errors.length > 0) {
      return notYaml;
    }
    // Of plain values only: what contains itself is no cloud-config, and no JSON.
    const config: unknown = JSON.parse(JSON.stringify(document.toJS()) ?? 'null');
    return typeof config === 'object' && config !== null && !Array.isArray(config)
      ? config as CloudConfig
      : new Unknown('the cloud-config in the user data is not an object');
  } catch {
    // An alias to nowhere, to more than there is room for, or lists deeper than can be read.
    return notYaml;
  }
}

function scriptsIn(text: string, contentType: string = ''): Script[] {
  const windows = windowsScripts(text);
  if (windows.length > 0) {
    return windows.map(script => ({ language: 'powershell', text: script }));
  }
  const language = languageOf(text.trimStart(), contentType);
  return language ? [{ language, text, ...isBoothook(text, contentType) ? { isEarly: true } : {} }] : [];
}

/** What is between the tags of Windows. */
function windowsScripts(text: string): string[] {
  const scripts: string[] = [];
  const tag = /<(powershell|script)>/gi;
  const lower = text.toLowerCase();
  for (let opening = tag.exec(text); opening; opening = tag.exec(text)) {
    const end = lower.indexOf(`</${opening[1].toLowerCase()}>`, tag.lastIndex);
    if (end < 0) { break; }
    scripts.push(text.slice(tag.lastIndex, end));
    tag.lastIndex = end;
  }
  return scripts;
}

function isBoothook(text: string, contentType: string): boolean {
  return text.trimStart().startsWith('#cloud-boothook') || contentType === 'text/cloud-boothook';
}

/** The types of parts whose contents cloud-init looks at to find out what they are. */
const UNTOLD = /^$|^text\/(plain|x-not-multipart)$|^application\/(octet-stream|x?-?gzip\S*|x-gunzip|x-compress)$/;
/** Types that make cloud-init do something that preflight does not read. */
const UNREAD = /^text\/(x-include(-once)?-url|cloud-config-archive|cloud-config-jsonp|part-handler|jinja2|upstart-job|x-shellscript-per-\w+)$|^multipart\//;

/** Undefined for what nothing runs: cloud-init leaves out parts of types that it does not know. */
function languageOf(text: string, contentType: string): Script['language'] | undefined {
  if (!UNTOLD.test(contentType)) { return languageOfType(text, contentType); }
  if (/^#!.*\b(ba|da|k|z|a)?sh\b/.test(text) || text.startsWith('#cloud-boothook')) { return 'shell'; }
  if (text.startsWith('#cloud-config-archive') || text.startsWith('#!')) { return 'other'; }
  if (text.startsWith('#cloud-config')) { return 'cloud-config'; }
  return /^(#include|#part-handler|#upstart-job|## template:|version: *['"]?1\.)/.test(text) ? 'other' : undefined;
}

function languageOfType(text: string, contentType: string): Script['language'] | undefined {
  switch (contentType) {
    case 'text/cloud-config': return 'cloud-config';
    case 'text/cloud-boothook': return 'shell';
    case 'text/x-shellscript': return /^#!/.test(text) && !/^#!.*\b(ba|da|k|z|a)?sh\b/.test(text) ? 'other' : 'shell';
    default: return UNREAD.test(contentType) ? 'other' : undefined;
  }
}

/** What is compressed, in plain; undefined where that is no text, or more than user data can be. */
export function unzipped(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: LARGEST_PART }) : bytes);
  } catch {
    return undefined;
  }
}

const LARGEST_PART = 256 * 1024;

function isMime(text: string): boolean {
  return /^content-type: *multipart\//im.test(headOf(text));
}

function headOf(text: string): string {
  return text.split(/\r?\n\r?\n/, 1)[0].replace(/\r?\n[ \t]+/g, ' ');
}

function mimeParts(message: string): Script[] {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(headOf(message)) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) {
    return [{ language: 'other', text: message }];
  }
  const lines = message.split(/\r?\n/);
  const marks = lines.flatMap((line, index) => (line.trimEnd() === `--${boundary}` || line.trimEnd() === `--${boundary}--` ? [index] : []));
  return marks.flatMap((mark, index) => {
    const part = lines.slice(mark + 1, marks[index + 1] ?? lines.length).join('\n');
    return lines[mark].trimEnd().endsWith(`${boundary}--`) ? [] : mimePart(part.replace(/^\n+/, ''));
  });
}

function mimePart(part: string): Script[] {
  if (part.trim() === '') {
    return [];
  }
  const head = headOf(part);
  const body = part.slice(part.indexOf('\n\n') < 0 ? part.length : part.indexOf('\n\n') + 2);
  const contentType = /^content-type: *([^;\s]+)/im.exec(head)?.[1].toLowerCase() ?? 'text/plain';
  const encoding = /^content-transfer-encoding: *(\S+)/im.exec(head)?.[1].toLowerCase() ?? '7bit';
  if (encoding === 'base64') {
    // What only the deployment knows cannot be decoded.
    const text = /^[\w+/=\s-]*$/.test(body) ? unzipped(Buffer.from(body, 'base64')) : undefined;
    return text === undefined ? [{ language: 'unseen', text: body }] : scriptsIn(text, contentType);
  }
  return scriptsIn(body, contentType);
}
