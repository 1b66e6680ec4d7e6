import { parseDocument } from 'yaml';
import { Unknown } from '../model/known';

/** A part of user data that runs. */
export interface Script {
  readonly language: 'shell' | 'powershell' | 'cloud-config' | 'other' | 'unseen';
  readonly text: string;
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
export function cloudConfig(text: string): { readonly [key: string]: unknown } | Unknown {
  const notYaml = new Unknown('the cloud-config in the user data is not YAML');
  try {
    const document = parseDocument(text);
    if (document.errors.length > 0) {
      return notYaml;
    }
    const config: unknown = document.toJS();
    return typeof config === 'object' && config !== null && !Array.isArray(config)
      ? config as { readonly [key: string]: unknown }
      : new Unknown('the cloud-config in the user data is not an object');
  } catch {
    // An alias to nowhere, or to more than there is room for.
    return notYaml;
  }
}

function scriptsIn(text: string, contentType: string = ''): Script[] {
  const windows = [...text.matchAll(/<(powershell|script)>([\s\S]*?)<\/\1>/gi)];
  if (windows.length > 0) {
    return windows.map(([, , script]) => ({ language: 'powershell', text: script }));
  }
  const language = languageOf(text.trimStart(), contentType);
  return language ? [{ language, text }] : [];
}

/** Undefined for what nothing runs. */
function languageOf(text: string, contentType: string): Script['language'] | undefined {
  if (/^#!.*\b(ba|da|k|z|a)?sh\b/.test(text) || text.startsWith('#cloud-boothook')) { return 'shell'; }
  if (text.startsWith('#cloud-config-archive') || text.startsWith('#!')) { return 'other'; }
  if (text.startsWith('#cloud-config') || contentType === 'text/cloud-config') { return 'cloud-config'; }
  if (/^(#include|## template:|version: *['"]?1\.)/.test(text)) { return 'other'; }
  if (contentType.startsWith('text/x-shellscript') || contentType === 'text/cloud-boothook') { return 'shell'; }
  return contentType.startsWith('text/') && contentType !== 'text/plain' ? 'other' : undefined;
}

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
    return /^[\w+/=\s-]*$/.test(body) ? scriptsIn(Buffer.from(body, 'base64').toString('utf8'), contentType) : [{ language: 'unseen', text: body }];
  }
  return scriptsIn(body, contentType);
}
