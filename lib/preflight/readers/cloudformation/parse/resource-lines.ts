import * as yaml from 'yaml';
import { readTemplateText } from './read-file';
import { UnreadableInput } from '../evaluate/template';

/** The line of each resource in the file of a template, counted from 1; none where there is no such file any more. */
export function resourceLines(templatePath: string): ReadonlyMap<string, number> {
  try {
    const { text, isJson } = readTemplateText(templatePath);
    return isJson ? linesInJson(text) : linesInYaml(text);
  } catch (error) {
    if (error instanceof UnreadableInput) { return new Map(); }
    throw error;
  }
}

const RESOURCES = 'Resources';

/** Texts, brackets, colons and ends of lines; what is in a text is not looked at. */
const PIECE = /"(?:[^"\\]|\\.)*"|[{}[\]:\n]/g;

function linesInJson(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let [line, depth, section] = [1, 0, ''];
  let last = { text: '', line };
  for (const [piece] of text.matchAll(PIECE)) {
    if (piece === '\n') {
      line += 1;
    } else if (piece === '{' || piece === '[') {
      depth += 1;
    } else if (piece === '}' || piece === ']') {
      depth -= 1;
    } else if (piece !== ':') {
      last = { text: piece, line };
    } else if (depth === 1) {
      section = last.text;
    } else if (depth === 2 && section === `"${RESOURCES}"`) {
      lines.set(JSON.parse(last.text) as string, last.line);
    }
  }
  return lines;
}

function linesInYaml(text: string): Map<string, number> {
  const counter = new yaml.LineCounter();
  const { contents } = yaml.parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent', lineCounter: counter });
  const resources = yaml.isMap(contents) ? contents.get(RESOURCES, true) : undefined;
  const keys = yaml.isMap(resources) ? resources.items.map(({ key }) => key) : [];
  return new Map(keys.filter(yaml.isScalar).map(({ value, range }) => [String(value), counter.linePos(range?.[0] ?? 0).line]));
}
