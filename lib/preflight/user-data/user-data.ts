import { gunzipSync } from 'zlib';
import { parseDocument } from 'yaml';
import { CloudConfig } from './cloud-config';
import { Unknown } from '../model/known';
import { MASKED_PART } from '../model/symbolic-text';

/** A part of user data that runs. */
export interface Script {
  readonly language: 'shell' | 'powershell' | 'cloud-config' | 'other' | 'unseen';
  readonly text: string;
  /** Whether it runs before the services of the node start: a boothook of cloud-init. */
  readonly isEarly?: boolean;
  /** Whether it is a list of addresses, and what runs is there. */
  readonly isElsewhere?: boolean;
  /**
   * Whether it does not begin with `#!`, not even after a blank line. Cloud-init writes it to a file and executes that, which the kernel refuses.
   *
   * @see https://github.com/canonical/cloud-init/blob/main/cloudinit/subp.py
   */
  readonly isBare?: boolean;
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
  const type = typeOf(text, contentType);
  const language = languageOf(text, type);
  return language ? [{
    language,
    text,
    ...type === BOOTHOOK ? { isEarly: true } : {},
    ...INCLUDE.test(type) ? { isElsewhere: true } : {},
    ...isBare(text, type) ? { isBare: true } : {},
  }] : [];
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

const SHELL_SCRIPT = 'text/x-shellscript';
const BOOTHOOK = 'text/cloud-boothook';
const INCLUDE = /^text\/x-include(-once)?-url$/;
/** The types of parts whose contents cloud-init looks at to find out what they are. */
const EXAMINED = /^$|^text\/(plain|x-not-multipart|x-shellscript)$|^application\/(octet-stream|x?-?gzip\S*|x-gunzip|x-compress)$/;
/** Types that make cloud-init do something that preflight does not read. */
const UNREAD = /^text\/(x-include(-once)?-url|cloud-config-archive|cloud-config-jsonp|part-handler|jinja2|upstart-job|x-shellscript-per-\w+)$|^multipart\//;

/** How the types begin, the longest first. */
const BEGINNINGS: readonly (readonly [beginning: string, type: string])[] = [
  ['#cloud-config-archive', 'text/cloud-config-archive'],
  ['#cloud-config-jsonp', 'text/cloud-config-jsonp'],
  ['## template: jinja', 'text/jinja2'],
  ['#cloud-boothook', BOOTHOOK],
  ['#include-once', 'text/x-include-once-url'],
  ['#cloud-config', 'text/cloud-config'],
  ['#part-handler', 'text/part-handler'],
  ['#upstart-job', 'text/upstart-job'],
  ['#include', 'text/x-include-url'],
  ['#!', SHELL_SCRIPT],
];

/** @see https://github.com/canonical/cloud-init/blob/main/cloudinit/user_data.py */
function typeOf(text: string, contentType: string): string {
  if (!EXAMINED.test(contentType)) { return contentType; }
  const start = text.slice(0, MOST_BLANKS).replace(/^[ \t\r\n\f\v]+/, '').toLowerCase();
  return BEGINNINGS.find(([beginning]) => start.startsWith(beginning))?.[1] ?? contentType;
}

/** Before the first line that is not blank. */
const MOST_BLANKS = 4096;

/** Undefined for what nothing runs: cloud-init leaves out parts of types that it does not know. */
function languageOf(text: string, type: string): Script['language'] | undefined {
  switch (type) {
    case SHELL_SCRIPT: return /^\s*#!/.test(text) && !/^\s*#!.*\b(ba|da|k|z|a)?sh\b/.test(text) ? 'other' : 'shell';
    case BOOTHOOK: return 'shell';
    case 'text/cloud-config': return 'cloud-config';
  }
  // The tasks of EC2Launch.
  return UNREAD.test(type) || (EXAMINED.test(type) && /^version: *['"]?1\./.test(text.trimStart())) ? 'other' : undefined;
}

/** What begins with something that only the deployment knows may begin with `#!`. */
function isBare(text: string, type: string): boolean {
  if (type !== SHELL_SCRIPT && type !== BOOTHOOK) { return false; }
  // Cloud-init takes blanks from the beginning of boothooks only.
  const written = type === BOOTHOOK ? text.replace(/^#cloud-boothook/i, '').trimStart() : text;
  return !BEGINS_SCRIPT.test(written);
}

const BEGINS_SCRIPT = new RegExp(`^(#!|${MASKED_PART})`);

/** What is compressed, in plain; undefined where that is no text, or more than user data can be. */
export function unzipped(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: LARGEST_PART }) : bytes);
  } catch {
    return undefined;
  }
}

const LARGEST_PART = 256 * 1024;

/** Cloud-init looks for the version first, and takes what has none for one part. */
function isMime(text: string): boolean {
  return /^content-type: *multipart\//im.test(headOf(text)) && /mime-version:/i.test(text.slice(0, 4096));
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
    return lines[mark].trimEnd().endsWith(`${boundary}--`) ? [] : mimePart(part);
  });
}

/** A header, or what continues one. The first line that is neither ends the headers, and is a part of the body unless it is empty. */
const HEADER = /^([\x21-\x39\x3b-\x7e]*:|[ \t])/;

function mimePart(part: string): Script[] {
  const lines = part.split('\n');
  const found = lines.findIndex(line => !HEADER.test(line));
  const end = found < 0 ? lines.length : found;
  const head = lines.slice(0, end).join('\n').replace(/\n[ \t]+/g, ' ');
  const body = lines.slice(lines[end] === '' ? end + 1 : end).join('\n');
  const contentType = /^content-type: *([^;\s]+)/im.exec(head)?.[1].toLowerCase() ?? 'text/plain';
  const encoding = /^content-transfer-encoding: *(\S+)/im.exec(head)?.[1].toLowerCase() ?? '7bit';
  if (encoding === 'base64') {
    // What only the deployment knows cannot be decoded.
    const text = /^[\w+/=\s-]*$/.test(body) ? unzipped(Buffer.from(body, 'base64')) : undefined;
    return text === undefined ? [{ language: 'unseen', text: body }] : scriptsIn(text, contentType);
  }
  return scriptsIn(body, contentType);
}
