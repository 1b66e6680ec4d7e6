import { PolicyDocument } from '../model/iam/policy';
import { Principal } from '../model/iam/principal';
import { isKnown } from '../model/known';
import { Model } from '../model/model';
import { Likeness, NodeInSight } from '../model/node';
import { remembered } from '../model/remembered';

/**
 * Everybody who is in sight and no service of AWS alone. Of somebody who is elsewhere, what denies them something may be there as well.
 *
 * Thousands of nodes that are alike have roles that are alike: who may assume that of the first may assume those of the others.
 */
export function peopleIn(model: Model, nodes: readonly NodeInSight[]): Principal[] {
  if (!model.principalsInSight) { return (model.principals ?? []).filter(principal => !principal.isElsewhere && isOfPeople(principal)); }
  const like = rolesOfAlikeNodes(nodes);
  const people = model.principalsInSight(({ key }) => like.has(key)).filter(isOfPeople);
  const keys = new Set(people.map(({ location }) => location.resource.key));
  const others = [...like.values()].some(first => keys.has(first)) ? model.principalsInSight(({ key }) => !keys.has(like.get(key) ?? '')) : [];
  return [...people, ...others.filter(({ kind }) => kind === 'role')];
}

/** The roles that nodes have alone, with that of the first node that is alike. */
function rolesOfAlikeNodes(nodes: readonly NodeInSight[]): ReadonlyMap<string, string> {
  const firsts = new Map<string, Likeness>();
  const roles = new Map<string, string>();
  for (const { likeness } of nodes) {
    const first = likeness && remembered(firsts, likeness.of, () => likeness);
    if (!likeness || first === likeness) { continue; }
    likeness.own.forEach(({ kind, key }, index) => {
      if (kind === 'role') { roles.set(key, first!.own[index].key); }
    });
  }
  return roles;
}

/** Whether anybody but services of AWS may be a principal. Whose trust policy cannot be read may be anybody's. */
export function isOfPeople({ kind, trust }: Principal): boolean {
  if (kind !== 'role' || trust === undefined || !isKnown(trust.value)) { return true; }
  return remembered(ANSWERS, trust.value, () => letsPeopleIn(trust.value as PolicyDocument));
}

// Most roles of an app are trusted by the same words, which a reader then makes one document of.
const ANSWERS = new WeakMap<PolicyDocument, boolean>();

function letsPeopleIn({ statements }: PolicyDocument): boolean {
  return statements.some(statement => {
    if (!isKnown(statement)) { return true; }
    if (statement.effect === 'Deny') { return false; }
    const { principals, notPrincipals } = statement;
    if (notPrincipals !== undefined || principals === '*') { return true; }
    return principals !== undefined && (!isKnown(principals) || Object.keys(principals).some(type => type !== 'Service'));
  });
}
