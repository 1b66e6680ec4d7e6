import { START_SESSION_ACTION } from '../../../access/person-actions';
import { DocumentOutcome } from '../../access/access-proof';
import { documentArn, StartableDocument } from '../../access/session-documents';
import { DecidingPolicy } from '../../model/iam/policy-evaluation';
import { isKnown } from '../../model/known';
import { parameterIn } from '../../model/session/session-document-inputs';
import { SessionDocument } from '../../model/session/session-resources';
import { catalogued } from '../rule';
import { AccessRule, granted, PersonContext } from '../rule-about-people';
import { leavesTranscript, LoggedNode, loggedNodes } from '../support/people/logged-nodes';
import { firstOf, namesOf } from '../support/people/names';
import { byAnyDocument } from '../support/people/open-nodes';
import { decidingOf } from '../support/people/permitted';

export const sessionsLeaveTranscriptsRule: AccessRule = {
  ...catalogued('SSM-ACC-001'),
  why: 'A session is logged as its own document says. Whoever may start one with another document, AWS\'s own ones for tunnels, SSH and commands among them, is on '
    + 'the node without a transcript, whatever the preferences say.',
  fix: 'grant ssm:StartSession on the documents that log, by their ARNs, and on no others; in an app that uses this library, SessionAccessPolicy and SessionGuardrail do',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-specify-session-document.html',
  reads: 'with which session documents the person may open sessions with a node whose own document names a bucket or a log group, and which of these name neither',
  cannotSee: 'the account\'s default document and others that are in no template, and what the application behind a tunnel logs; a tunnel of the templates to one '
    + 'port is left alone',
  deed: 'open sessions that leave no transcript',
  *check(context) {
    const open = loggedNodes(context).flatMap(logged => {
      const documents = unlogged(context, logged);
      return documents.length > 0 ? [{ ...logged, documents }] : [];
    });
    if (open.length === 0) { return; }
    const names = firstOf(open.flatMap(({ documents }) => documents.map(({ name }) => name)));
    const by = open.flatMap(({ documents }) => documents.map(each => each.by));
    const logging = firstOf(open.map(({ document }) => document.location.resource.name));
    yield granted(by[0], `may open sessions with ${namesOf(open)} that leave no transcript, by ${names}, where those by ${logging} are logged`);
  },
};

interface Unlogged {
  readonly name: string;
  readonly by: DecidingPolicy;
}

function unlogged(context: PersonContext, { node, document: own }: LoggedNode): Unlogged[] {
  const inSight = context.sessionsWith(node).filter(({ document, outcome }) => outcome.allowed === true && isUnlogged(document, own));
  const byAny = byAnyDocument(context, node);
  return [
    ...inSight.map(each => ({ name: each.document.name, by: deciding(context, each) })),
    ...byAny ? [{ name: 'any document of the account', by: byAny }] : [],
  ];
}

/** By what the document is granted: the node may be another statement's. */
function deciding(context: PersonContext, { document, outcome: { by } }: DocumentOutcome): DecidingPolicy {
  const { person } = context;
  const onDocument = { action: START_SESSION_ACTION, resource: documentArn(document, person.environment), tags: document.tags };
  return decidingOf(person, [...context.may([onDocument]).by, ...by]);
}

function isUnlogged({ name, document }: StartableDocument, own: SessionDocument): boolean {
  if (!document) { return name.startsWith('AWS-'); }
  if (document.location.resource.key === own.location.resource.key) { return false; }
  return document.sessionType.value === 'Port' ? leadsAnywhere(document) : leavesTranscript(document) === false;
}

/** Whether whoever opens the tunnel says where it leads. */
function leadsAnywhere({ tunnelTo }: SessionDocument): boolean {
  return tunnelTo !== undefined && (tunnelTo.length === 0 || tunnelTo.some(text => isKnown(text) && parameterIn(text) !== undefined));
}
