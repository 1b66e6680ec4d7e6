import { PolicyDocument } from '../model/iam/policy';
import { Principal } from '../model/iam/principal';
import { isKnown } from '../model/known';
import { remembered } from '../model/remembered';

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
