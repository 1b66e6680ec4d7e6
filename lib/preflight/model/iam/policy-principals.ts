import { any, isKnown, Known, not, Unknown } from '../known';
import { PolicyPrincipals, PolicyStatement } from './policy';
import { arnMatches, matches, Pattern, patternFromTokens, patternOf, piecesOf, Text, textOf } from './policy-pattern';
import { Requester } from './policy-request';

/** In what way a statement is meant for a requester; a role or a user is reached as itself, as part of its account, or with everyone else. */
export interface Reach {
  readonly everyone: Known<boolean>;
  readonly itself: Known<boolean>;
  /** The account as a whole, which leaves it to the policies of its identities. */
  readonly account: Known<boolean>;
}

/** What decides whether principals are a requester. */
interface Identity {
  readonly requester: Requester;
  readonly arn: Pattern;
  readonly account: Pattern;
  readonly accountRoot: Pattern;
  /** Undefined where the role's name cannot be told from its ARN. */
  readonly sessions?: Pattern;
}

/** In what way statements of resources' policies are meant for a requester. */
export type ReachOf = (statement: PolicyStatement) => Reach;

const NOBODY: Reach = { everyone: false, itself: false, account: false };
const EVERYONE: Reach = { everyone: true, itself: false, account: false };

function identityOf(requester: Requester): Identity {
  const { arn, account } = requester;
  return {
    requester,
    arn: patternOf(arn, { wildcards: false }),
    account: patternOf(account, { wildcards: false, environment: true }),
    accountRoot: patternOf(`arn:*:iam::${account}:root`),
    sessions: requester.kind === 'user' ? undefined : sessionsOf(arn, account),
  };
}

/** ARNs of the sessions of a role, which have its name but not its path. */
function sessionsOf(arn: string, account: string): Pattern | undefined {
  const pieces = piecesOf(textOf(arn).tokens, ':', 6);
  if (pieces.length < 6) {
    return undefined;
  }
  const name = piecesOf(pieces[5], '/', Infinity).pop()!;
  return patternFromTokens([...patternOf(`arn:*:sts::${account}:assumed-role/`).tokens, ...name, ...patternOf('/*').tokens]);
}

/**
 * Tells for whom statements are meant.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function reachesOf(requester: Requester): ReachOf {
  // Most policies name everyone, or nobody that has to be compared.
  let identity: Identity | undefined;
  return ({ principals, notPrincipals }) => {
    if (principals === '*') {
      return EVERYONE;
    }
    const given = principals ?? notPrincipals ?? new Unknown('the statement has no principal');
    if (!isKnown(given)) {
      return unsure(given);
    }
    identity ??= identityOf(requester);
    return principals !== undefined ? reachOfPrincipals(given, identity) : reachOfAllBut(given, identity);
  };
}

function unsure(unknown: Unknown): Reach {
  return { everyone: unknown, itself: unknown, account: unknown };
}

function reachOfPrincipals(principals: PolicyPrincipals, identity: Identity): Reach {
  if (principals === '*') {
    return EVERYONE;
  }
  const reaches = Object.entries(principals).flatMap(([type, values]) => values.map(value => reachOfPrincipal(type, value, identity)));
  return {
    everyone: any(reaches.map(reach => reach.everyone)),
    itself: any(reaches.map(reach => reach.itself)),
    account: any(reaches.map(reach => reach.account)),
  };
}

/**
 * A session is left out only where its role, its account and the session itself are all named, and preflight does not know the session.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function reachOfAllBut(principals: PolicyPrincipals, identity: Identity): Reach {
  const { everyone, itself, account } = reachOfPrincipals(principals, identity);
  if (everyone === true || (identity.requester.kind === 'service' && itself === true)) {
    return NOBODY;
  }
  const named = any([everyone, itself, account]);
  return { ...NOBODY, everyone: named === true ? new Unknown('NotPrincipal names the role, and its sessions differ from it') : not(named) };
}

function reachOfPrincipal(type: string, value: string, identity: Identity): Reach {
  const isService = identity.requester.kind === 'service';
  switch (type) {
    case 'AWS':
      return isService ? serviceReachOfAws(value) : reachOfAws(value, identity);
    case 'Service':
      return isService ? { ...NOBODY, itself: serviceMatches(value, identity) } : NOBODY;
    case 'CanonicalUser':
      return isService ? NOBODY : { ...NOBODY, account: new Unknown('the account of a canonical user id cannot be seen') };
    case 'Federated':
      return NOBODY;
    default:
      return unsure(new Unknown(`preflight does not know the type of principal '${type}'`));
  }
}

function serviceReachOfAws(value: string): Reach {
  return value === '*' ? { ...NOBODY, everyone: new Unknown('AWS does not say whether \'AWS: *\' means its services too') } : NOBODY;
}

/** In China a service may be named with either suffix, and which one depends on the service. */
function serviceMatches(value: string, { requester, arn }: Identity): Known<boolean> {
  const matched = matches(arn, textOf(value));
  const inChina = (name: string) => `${name.replace(/\.cn$/, '')}.cn`;
  return matched === false && inChina(value) === inChina(requester.arn)
    ? new Unknown(`'${value}' and '${requester.arn}' may be names of one service`)
    : matched;
}

function reachOfAws(value: string, identity: Identity): Reach {
  if (value === '*') {
    return EVERYONE;
  }
  const text = textOf(value);
  if (!text.gap && /^A[A-Z]{3}[A-Z0-9]{12,}$/.test(value)) {
    return value.startsWith(identity.requester.kind === 'user' ? 'AIDA' : 'AROA') ? { ...NOBODY, itself: new Unknown(`the owner of the unique id '${value}' cannot be seen`) } : NOBODY;
  }
  return {
    everyone: matches(patternOf(value, { wildcards: false }), textOf('*')),
    itself: any([roleMatches(value, text, identity), sessionMatches(text, identity)]),
    account: any([accountMatches(value, text, identity), !isWhole(text) && arnMatches(identity.accountRoot, text)]),
  };
}

/** Principals are compared without wildcards; IAM refuses an ARN that has any. */
function roleMatches(value: string, text: Text, { requester, arn }: Identity): Known<boolean> {
  const matched = matches(arn, text);
  return matched === false && /[*?]/.test(value) && matches(patternOf(value), textOf(requester.arn)) !== false
    ? new Unknown('IAM refuses a principal with a wildcard in an ARN')
    : matched;
}

/** The name of a session is that of the instance, which only EC2 makes up. */
function sessionMatches(text: Text, { requester, sessions }: Identity): Known<boolean> {
  if (requester.kind === 'user' || isWhole(text) || (sessions && arnMatches(sessions, text) === false)) {
    return false;
  }
  return sessions || text.tokens.join('').includes(':assumed-role/')
    ? text.gap ?? new Unknown('the principal is a session of a role, and which one cannot be seen')
    : false;
}

/** What a resource of the app makes up is its own ARN, so neither a session nor an account. */
function isWhole({ tokens, literal, gap }: Text): boolean {
  return tokens.length === 1 && !literal && !gap;
}

/** Only what looks like the id of an account is compared with an account that a stack may turn out to be in. */
function accountMatches(value: string, text: Text, { requester, account }: Identity): Known<boolean> {
  const couldBeAccount = value === requester.account || text.gap !== undefined || /^\d{12}$/.test(value);
  return couldBeAccount && matches(account, text);
}
