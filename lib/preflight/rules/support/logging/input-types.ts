import { Unknown } from '../../../model/known';
import { parameterIn } from '../../../model/session/session-document-inputs';
import { display, gapIn } from '../../../model/symbolic-text';

/** An input of a session document that has the wrong type or value, or of which that cannot be seen. */
export interface BadInput {
  /** As the document writes it, for example `shellProfile.linux`. */
  readonly key: string;
  /** What it has to be, and how to write it; undefined where the value is not known. */
  readonly wrong?: { readonly value: string; readonly expected: string; readonly fix: string };
  readonly unknown?: Unknown;
}

/**
 * The inputs that the agent or the service would not take. Go reads keys in any case, takes null for nothing, and leaves aside what it does not know.
 *
 * What is no type but a name is for other rules: a text that cannot be seen is a text.
 */
export function badInputs(inputs: { readonly [key: string]: unknown }): BadInput[] {
  return Object.entries(inputs).flatMap(([key, value]) => {
    const judge = JUDGES.get(key.toLowerCase());
    return judge === undefined || value === null || value === undefined ? [] : judge(key, value);
  });
}

type Judge = (key: string, value: unknown) => BadInput[];

const text: Judge = (key, value) => typeof value === 'string' || value instanceof Unknown ? [] : [wrong(key, value, 'a text', 'write a text in quotes')];

const flag: Judge = (key, value) => {
  if (typeof value === 'boolean') { return []; }
  if (typeof value !== 'string') { return [unseenOr(key, value, 'true or false', 'write true or false without quotes')]; }
  if (parameterIn(value) || value === '' || PARSED_AS_BOOLEAN.test(value)) { return []; }
  return [unseenOr(key, value, 'true or false', 'write true or false without quotes')];
};

/** The only one that has no second chance as a text, and no parameter. */
const literalFlag: Judge = (key, value) => typeof value === 'boolean'
  ? []
  : [unseenOr(key, value, 'true or false without quotes, never a text or a parameter', 'write true or false without quotes')];

const minutes = (most: number): Judge => (key, value) => {
  const expected = `a text with whole minutes, '1' to '${most}'`;
  if (typeof value !== 'string') { return [unseenOr(key, value, expected, `write a number in quotes, for example '${Math.min(most, 20)}'`)]; }
  if (parameterIn(value)) { return [{ key, unknown: parameterIn(value) }]; }
  const isRight = value === '' || (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= most);
  return isRight ? [] : [unseenOr(key, value, expected, `set a value in that range, for example '${Math.min(most, 20)}'`)];
};

const shellProfile: Judge = (key, value) => {
  if (value instanceof Unknown || typeof value !== 'object' || Array.isArray(value)) {
    return [unseenOr(key, value, 'an object with the texts linux and windows', 'write an object such as { "linux": "", "windows": "" }')];
  }
  return Object.entries(value as { readonly [key: string]: unknown }).flatMap(([shell, commands]) =>
    ['linux', 'windows'].includes(shell.toLowerCase()) && commands !== null ? text(`${key}.${shell}`, commands) : []);
};

const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['s3BucketName', text],
  ['s3KeyPrefix', text],
  ['s3EncryptionEnabled', flag],
  ['cloudWatchLogGroupName', text],
  ['cloudWatchEncryptionEnabled', flag],
  ['cloudWatchStreamingEnabled', literalFlag],
  ['kmsKeyId', text],
  ['runAsEnabled', flag],
  ['runAsDefaultUser', text],
  ['idleSessionTimeout', minutes(60)],
  ['maxSessionDuration', minutes(1440)],
  ['shellProfile', shellProfile],
].map(([key, judge]) => [(key as string).toLowerCase(), judge as Judge]));

/** Go's strconv.ParseBool. */
const PARSED_AS_BOOLEAN = /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/;

function unseenOr(key: string, value: unknown, expected: string, fix: string): BadInput {
  const unknown = value instanceof Unknown ? value : typeof value === 'string' ? gapIn(value) : undefined;
  return unknown ? { key, unknown } : wrong(key, value, expected, fix);
}

function wrong(key: string, value: unknown, expected: string, fix: string): BadInput {
  return { key, wrong: { value: described(value), expected, fix } };
}

function described(value: unknown): string {
  if (typeof value === 'string') { return `the text '${display(value)}'`; }
  if (typeof value === 'number') { return `the number ${value}`; }
  return typeof value === 'boolean' ? String(value) : Array.isArray(value) ? 'a list' : 'an object';
}
