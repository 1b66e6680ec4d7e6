import { isKnown } from '../../../model/known';
import { Model } from '../../../model/model';
import { Environment } from '../../../model/node';
import { remembered } from '../../../model/remembered';
import { sessionDocumentInputs } from '../../../model/session/session-document-inputs';
import { Bucket, Key, LogGroup, SessionDocument } from '../../../model/session/session-resources';
import { PersonContext } from '../../rule-about-people';

/** What sessions and their transcripts hang on, as far as it is in sight. */
export interface Kept {
  readonly documents: readonly SessionDocument[];
  readonly logGroups: readonly LogGroup[];
  readonly buckets: readonly KeptBucket[];
  /** Of sessions, and of what keeps the transcripts. */
  readonly keys: readonly Key[];
}

export interface KeptBucket {
  readonly bucket: Bucket;
  /** Under which transcripts lie, without a slash at the end. */
  readonly prefixes: readonly string[];
}

export function keptBy({ model, person: { environment } }: PersonContext): Kept {
  const known = remembered(ANSWERS, model, () => new Map<string, Kept>());
  return remembered(known, JSON.stringify(environment), () => findKept(model, environment));
}

const ANSWERS = new WeakMap<Model, Map<string, Kept>>();

function findKept(model: Model, environment: Environment): Kept {
  const documents = model.sessionDocuments?.(environment) ?? [];
  const inputs = documents.map(sessionDocumentInputs).filter(isKnown);
  const logGroups = distinct(inputs.map(({ logGroup }) => logGroup).filter(isName).map(name => model.logGroup(name, environment)).filter(isKnown));
  const prefixes = new Map<string, string[]>();
  for (const { bucket, prefix } of inputs) {
    if (isName(bucket)) { remembered(prefixes, bucket, () => [] as string[]).push(...isKnown(prefix) ? [prefix.replace(/\/+$/, '')] : []); }
  }
  const buckets = [...prefixes].flatMap(([name, some]) => {
    const bucket = model.bucket(name, environment);
    return isKnown(bucket) ? [{ bucket, prefixes: [...new Set(some)] }] : [];
  });
  const keyIds = [...inputs.map(({ key }) => key), ...logGroups.map(({ key }) => key.value), ...buckets.map(({ bucket }) => bucket.key.value)];
  return { documents, logGroups, buckets, keys: distinct(keyIds.filter(isName).map(id => model.key(id, environment)).filter(isKnown)) };
}

function isName(value: unknown): value is string {
  return typeof value === 'string';
}

function distinct<T extends object>(things: readonly T[]): T[] {
  return [...new Set(things)];
}
