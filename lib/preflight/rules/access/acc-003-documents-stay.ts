import { DOCUMENT_CHANGES } from '../../../access/guarded-actions';
import { DEFAULT_SESSION_DOCUMENT } from '../../../agent/session-documents';
import { deed } from '../../model/fix';
import { Environment } from '../../model/node';
import { SessionDocument } from '../../model/session/session-resources';
import { NO_TAGS, Tags } from '../../model/tags';
import { catalogued } from '../rule';
import { AccessRule } from '../rule-about-people';
import { keptBy } from '../support/people/kept';
import { loggedNodes } from '../support/people/logged-nodes';
import { Guarded, mayChange } from '../support/people/may-change';

export const documentsStayRule: AccessRule = {
  ...catalogued('SSM-ACC-003'),
  why: 'Whoever changes a session document changes where its sessions are logged, as whom they run, and where its tunnel leads. Nothing tells those who read '
    + 'the logs that none come.',
  fix: ['take the actions on session documents away', deed('guard-sessions', 'deny them by a SessionGuardrail in an app that uses this library')],
  contract: 4,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-preferences-cli.html',
  reads: 'whether the person may change or delete a session document of the templates, or make the account\'s default one where the sessions of a node are '
    + 'logged by another',
  cannotSee: 'who shares a document, and session documents that are in no template',
  deed: 'change session documents',
  *check(context) {
    const { documents } = keptBy(context);
    const { environment } = context.person;
    const changes = DOCUMENT_CHANGES.filter(action => action !== CREATION);
    const own = documents.map(document => ({ ...guarded(document, changes, environment), name: document.location.resource.name }));
    const isDefaultOpen = loggedNodes(context).length > 0 && !documents.some(({ name }) => name === DEFAULT_SESSION_DOCUMENT);
    const accountDefault = { name: DEFAULT_SESSION_DOCUMENT, tags: undefined };
    yield* mayChange(context, ['session document', 'session documents'], [
      ...own, ...isDefaultOpen ? [guarded(accountDefault, DOCUMENT_CHANGES, environment)] : [],
    ]);
  },
};

/** Of a document that is there, it is an error. */
const CREATION = 'ssm:CreateDocument';

function guarded(
  { name, tags }: Pick<SessionDocument, 'name'> & { readonly tags?: Tags }, actions: readonly string[], { partition, region, account }: Environment,
): Guarded {
  const resource = `arn:${partition}:ssm:${region}:${account}:document/${name}`;
  const keys = new Map([['ssm:documenttype', 'Session']]);
  // A document may be made without a tag.
  const untagged = new Map([...keys, ['aws:tagkeys', undefined] as const]);
  return {
    name,
    actions,
    callsOf: action => [action === CREATION ? { action, resource, tags: NO_TAGS, keys: untagged } : { action, resource, tags, keys }],
  };
}
