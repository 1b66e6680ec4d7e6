import { AWS_SESSION_DOCUMENTS, DEFAULT_SESSION_DOCUMENT } from '../../agent/session-documents';
import { isKnown, Known, Unknown } from '../model/known';
import { Model } from '../model/model';
import { Environment } from '../model/node';
import { sessionDocumentInputs } from '../model/session/session-document-inputs';
import { SessionDocument } from '../model/session/session-resources';
import { display, hasOpaque, opaque } from '../model/symbolic-text';
import { NO_TAGS, Tags } from '../model/tags';

/** A document that a session may be started with. */
export interface StartableDocument {
  /** May be opaque. */
  readonly name: string;
  /** In the templates; undefined for one that they do not have. */
  readonly document?: SessionDocument;
  /** Whether it is the account's default one, which needs no name. */
  readonly isDefault: boolean;
  /** Whether there is such a document. */
  readonly exists: Known<true>;
  /** What its sessions are encrypted with besides TLS. */
  readonly key: Known<string | undefined>;
  /** Undefined where nobody knows. */
  readonly tags?: Tags;
}

/** All that are in sight in an environment, and those of AWS's own. */
export function documentsIn(model: Model, environment: Environment): readonly StartableDocument[] {
  const own = (model.sessionDocuments?.(environment) ?? []).map(fromModel);
  const isOwn = (name: string) => own.some(document => document.name === name);
  return [...own, ...isOwn(DEFAULT_SESSION_DOCUMENT) ? [] : [DEFAULT], ...AWS_SESSION_DOCUMENTS.map(ofAws)];
}

/** A document that only policies name; `*` in its name is what everybody may choose who makes documents. */
export function namedDocument(name: string): StartableDocument {
  const what = name.includes('*') ? `a document whose name is like ${display(name)}` : `the document ${display(name)}`;
  return {
    name: name.replace(/\*/g, opaque('*')),
    isDefault: false,
    exists: new Unknown(`${what} is not in the templates`),
    key: new Unknown(`${what} is not in the templates, and it may name a key`),
  };
}

/** What AWS owns is in no account. */
export function documentArn({ name }: StartableDocument, { partition, region, account }: Environment): string {
  return `arn:${partition}:ssm:${region}:${name.startsWith('AWS-') ? '' : account}:document/${name}`;
}

/** The documents that policies name and that are not among those in sight. All of AWS's own are. */
export function otherDocuments(names: readonly string[], inSight: readonly StartableDocument[]): StartableDocument[] {
  const patterns = names.map(name => name.replace(/\$\{[^}]*\}/g, '*'));
  const others = patterns.filter(name => !hasOpaque(name) && !name.startsWith('AWS-') && !inSight.some(document => document.name === name));
  return [...new Set(others)].map(namedDocument);
}

function fromModel(document: SessionDocument): StartableDocument {
  return {
    name: document.name,
    document,
    isDefault: document.name === DEFAULT_SESSION_DOCUMENT,
    exists: true,
    key: keyOf(document),
    tags: document.tags,
  };
}

const DEFAULT: StartableDocument = {
  name: DEFAULT_SESSION_DOCUMENT,
  isDefault: true,
  // A session without a name starts a shell also where nobody has changed the preferences.
  exists: true,
  key: new Unknown('the preferences of the account are not in the templates, and they may name a key'),
};

function ofAws(name: string): StartableDocument {
  return { name, isDefault: false, exists: true, key: undefined, tags: NO_TAGS };
}

/** Tunnels are not encrypted with a key. */
function keyOf(document: SessionDocument): Known<string | undefined> {
  const { value: type } = document.sessionType;
  if (type === 'Port') { return undefined; }
  const inputs = sessionDocumentInputs(document);
  const key = isKnown(inputs) ? inputs.key : inputs;
  return key === undefined || isKnown(type) ? key : type;
}
