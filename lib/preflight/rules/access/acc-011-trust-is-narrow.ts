import { PolicyCondition, PolicyDocument, PolicyStatement, Role } from '../../model/iam/policy';
import { evaluate, EVERY_RIGHT, ResourcePolicies } from '../../model/iam/policy-evaluation';
import { isKnown } from '../../model/known';
import { display, gapIn, isLiteral, opaque } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued } from '../rule';
import { AccessFinding, AccessRule } from '../rule-about-people';
import { mayOpen } from '../support/people/open-nodes';

export const trustIsNarrowRule: AccessRule = {
  ...catalogued('SSM-ACC-011'),
  why: 'Who assumes a role opens its sessions. A trust policy that lets in everybody, another account as a whole or all users of an identity provider leaves it to '
    + 'others who is on the nodes.',
  fix: 'name in the trust policy who is meant: roles by their ARNs, an external id or an organization by a condition, a sub or aud of the provider\'s tokens',
  contract: 8,
  see: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html',
  reads: 'whether the trust policy of a role that opens sessions with a node lets in a stranger with no property that a condition could ask for, some role of another '
    + 'account, or a token of a provider of which no condition asks whose it is or for whom',
  cannotSee: 'accounts that a template without an account of its own may be deployed in, who is a user of a provider, and who may create roles in an account that is trusted',
  *check(context) {
    const { principal, identity, environment: { account } } = context.person;
    const { trust } = principal;
    if (!trust || mayOpen(context).length === 0) { return; }
    const role = { arn: identity.arn, trust, account };
    yield* strangers(role);
    yield* federations(role);
  },
};

interface TrustedRole {
  readonly arn: string;
  readonly trust: Role['trust'];
  readonly account: string;
}

/** A statement that lets somebody in, with all that may keep them out. */
interface Admission {
  readonly statement: PolicyStatement;
  readonly document: PolicyDocument;
}

function admissionsIn({ value: document }: Role['trust']): Admission[] {
  const statements = isKnown(document) ? document.statements : [];
  const others = statements.filter(statement => !isKnown(statement) || statement.effect !== 'Allow');
  return statements.filter(isKnown).filter(({ effect }) => effect === 'Allow').map(statement => ({
    statement, document: { statements: [statement, ...others] },
  }));
}

/** Everybody, or else everybody of an account. */
function strangers(role: TrustedRole): AccessFinding[] {
  const admissions = admissionsIn(role.trust);
  const open = admissions.find(({ document }) => letsIn(role, document, STRANGER, new Map([[MFA_PRESENT, 'true']])));
  if (open) { return [told(role, open, 'lets in everybody who has an AWS account')]; }
  return admissions.flatMap(admission => {
    const others = accountsOf(admission).filter(account => isLiteral(role.account) && account !== role.account);
    return others.filter(account => letsIn(role, admission.document, account, new Map()))
      .map(account => told(role, admission, `lets in everybody whom account ${account} lets, without a condition`));
  });
}

const STRANGER = opaque('the account of a stranger');
const MFA_PRESENT = 'aws:multifactorauthpresent';

/** What is not among the keys is not known, so that a condition on it is one that narrows. */
function letsIn({ arn, trust, account: own }: TrustedRole, document: PolicyDocument, account: string, keys: ReadonlyMap<string, string>): boolean {
  const stranger = `arn:aws:iam::${account}:role/${opaque('some role')}`;
  const { location } = trust;
  const resource: ResourcePolicies = { kind: 'role', account: own, policies: [{ name: 'the trust policy', location, document }] };
  const { allowed } = evaluate({
    principal: { kind: 'role', arn: stranger, account },
    action: 'sts:AssumeRole',
    resource: arn,
    context: new Map([...keys, ['aws:principalarn', stranger], ['aws:principalaccount', account], ['sts:externalid', opaque('another external id')]]),
    absentKeys: new Set(),
  }, { identity: [{ name: 'every right', location, document: EVERY_RIGHT }], resource });
  return allowed === true;
}

/** Accounts that are named as such, and not by one of their roles. */
function accountsOf({ statement: { principals } }: Admission): string[] {
  const named = principals !== undefined && isKnown(principals) && principals !== '*' ? principals.AWS ?? [] : [];
  return [...new Set(named.flatMap(text => /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(text)?.[1] ?? []))];
}

/** Providers of identities, of whose tokens no condition asks whose they are. */
function federations(role: TrustedRole): AccessFinding[] {
  return admissionsIn(role.trust).flatMap(admission => {
    const { statement: { principals, conditions }, document } = admission;
    const providers = principals !== undefined && isKnown(principals) && principals !== '*' ? principals.Federated ?? [] : [];
    if (document.statements.length > 1 || providers.length === 0 || !isKnown(conditions) || isNarrow(providers, conditions)) { return []; }
    return [told(role, admission, `lets in every user of ${listed(providers.map(nameOf))}`)];
  });
}

/** What a template does not even name is called by what it is. */
function nameOf(provider: string): string {
  return gapIn(provider) ? 'an identity provider' : display(provider);
}

/** A second factor is no user. Every token of GitHub for AWS has the same `aud`; that of others is one application. */
function isNarrow(providers: readonly string[], conditions: readonly PolicyCondition[]): boolean {
  const isOfGitHub = [...providers, ...conditions.map(({ key }) => key)].some(text => text.toLowerCase().includes(GITHUB));
  return conditions.filter(narrows).some(({ key }) => !/^aws:multifactorauth/i.test(key) && !(isOfGitHub && /:aud$/i.test(key)));
}

const GITHUB = 'token.actions.githubusercontent.com';

/** What a token without the key passes, or one with any value of it, is no condition. */
function narrows({ operator, values }: PolicyCondition): boolean {
  return !/Not|IfExists|Null/i.test(operator) && !(isKnown(values) && values.some(value => /^(repo:)?[*?]*$/.test(value)));
}

function told({ trust: { location } }: TrustedRole, { statement: { label } }: Admission, predicate: string): AccessFinding {
  return { location, statement: label, predicate };
}
