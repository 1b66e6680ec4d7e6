import { SESSION_DATA_KEY_ACTION, START_SESSION_ACTION } from '../../../access/person-actions';
import { PersonNode } from '../../access/person-nodes';
import { documentArn } from '../../access/session-documents';
import { isKnown } from '../../model/known';
import { catalogued } from '../rule';
import { AccessRule, granted, PersonContext } from '../rule-about-people';
import { firstOf, namesOf } from '../support/people/names';
import { decidingOf } from '../support/people/permitted';

export const shellsHaveTheKeyRule: AccessRule = {
  ...catalogued('SSM-ACC-002'),
  why: 'The person\'s plugin gets a data key from the key that the document names. Without kms:GenerateDataKey the session starts and hangs at the handshake, and no '
    + 'message says why.',
  fix: 'allow kms:GenerateDataKey on the ARN of the key in a policy of the person; in an app that uses this library, SessionAccessPolicy does',
  contract: 3,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  reads: 'whether the person who may start a session with a node by its document may use the key of it, by their own policies and by that of the key',
  cannotSee: 'grants of the key, and the policy of a key that is in no template',
  *check(context) {
    const hanging = context.nodes.flatMap(each => hangingAt(context, each));
    if (hanging.length === 0) { return; }
    const [{ document }] = hanging;
    const { person } = context;
    const onDocument = { action: START_SESSION_ACTION, resource: documentArn(document, person.environment), tags: document.tags };
    const names = firstOf(hanging.map(one => one.document.document!.location.resource.name));
    yield granted(
      decidingOf(person, context.may([onDocument]).by),
      `may start sessions with ${namesOf(hanging)} by ${names}, and lacks ${SESSION_DATA_KEY_ACTION} with its key, so that they hang at the handshake`,
    );
  },
};

/** What is denied on purpose is no slip. */
function hangingAt(context: PersonContext, each: PersonNode) {
  const { document: used } = each.node.read();
  if (!isKnown(used) || !used) { return []; }
  const own = used.document.location.resource.key;
  return context.sessionsWith(each.node)
    .filter(({ document, outcome }) => document.document?.location.resource.key === own && outcome.stoppedAt === 'key' && !outcome.isDenied)
    .map(({ document }) => ({ ...each, document }));
}
