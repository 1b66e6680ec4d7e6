import { isKnown, Known, Unknown } from '../known';
import { SessionDocumentInputs } from './requirement';
import { SessionDocument } from './session-resources';
import { gapIn } from '../symbolic-text';

/** What a session document asks for, as the agent reads it: keys in any case, and booleans that may be texts. */
export function sessionDocumentInputs(document: SessionDocument): Known<SessionDocumentInputs> {
  const { value: inputs } = document.inputs;
  if (!isKnown(inputs)) {
    return inputs;
  }
  const values = new Map(Object.entries(inputs).map(([key, value]) => [key.toLowerCase(), value]));
  const text = (key: string): Known<string> => {
    const value = values.get(key.toLowerCase());
    return value instanceof Unknown || typeof value === 'string' ? parameterIn(value) ?? value : '';
  };
  const orOff = (value: Known<string>): Known<string | undefined> => value === '' ? undefined : value;
  const flag = (key: string): Known<boolean> => {
    const value = values.get(key.toLowerCase());
    if (value instanceof Unknown || typeof value !== 'string') { return value instanceof Unknown ? value : value === true; }
    return parameterIn(value) ?? gapIn(value) ?? PARSED_AS_TRUE.includes(value);
  };
  return {
    bucket: orOff(text('s3BucketName')),
    prefix: text('s3KeyPrefix'),
    bucketEncryption: flag('s3EncryptionEnabled'),
    logGroup: orOff(text('cloudWatchLogGroupName')),
    logGroupEncryption: flag('cloudWatchEncryptionEnabled'),
    streaming: flag('cloudWatchStreamingEnabled'),
    key: orOff(text('kmsKeyId')),
    runAsUser: ifOn(flag('runAsEnabled'), orOff(text('runAsDefaultUser'))),
  };
}

function ifOn(flag: Known<boolean>, value: Known<string | undefined>): Known<string | undefined> {
  if (!isKnown(flag)) { return flag; }
  return flag ? value : undefined;
}

/** Why a value that has a parameter of the document in it is not known; undefined for any other. */
export function parameterIn(value: unknown): Unknown | undefined {
  const [, parameter] = typeof value === 'string' ? /\{\{\s*([a-zA-Z0-9]+)\s*\}\}/.exec(value) ?? [] : [];
  return parameter === undefined ? undefined : new Unknown(`it is the document's parameter '${parameter}', whose value is given when a session starts`);
}

/** Go's strconv.ParseBool. */
const PARSED_AS_TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
