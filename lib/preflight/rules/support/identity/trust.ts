import { HOST_MANAGEMENT_PRINCIPAL } from '../../../../agent/host-management';
import { PolicyDocument, Role } from '../../../model/iam/policy';
import { Decision, evaluate } from '../../../model/iam/policy-evaluation';
import { any, isKnown, Known } from '../../../model/known';
import { Environment } from '../../../model/node';
import { remembered } from '../../../model/remembered';

/**
 * Whether EC2 may assume a role, by its trust policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
 */
export function trustsEc2(role: Role, environment: Environment): Known<boolean> {
  const { value: document } = role.trust;
  return isKnown(document) && !namesResource(document)
    ? remembered(remembered(ANSWERS, document, () => new WeakMap()), environment, () => decide(role, environment))
    : decide(role, environment);
}

// Most roles of an app are trusted by the same words, which a reader then makes one document of.
const ANSWERS = new WeakMap<PolicyDocument, WeakMap<Environment, Known<boolean>>>();

/** IAM refuses such a document; preflight then looks at the role itself. */
function namesResource({ statements }: PolicyDocument): boolean {
  return statements.some(statement => isKnown(statement) && (statement.resources ?? statement.notResources) !== undefined);
}

function decide(role: Role, environment: Environment): Known<boolean> {
  return trusts(role, principalsOf(environment), environment);
}

/**
 * Whether Systems Manager may assume a role, and give it to nodes under Default Host Management. It has one name in all partitions.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
 */
export function trustsSystemsManager(role: Role, environment: Environment): Known<boolean> {
  return trusts(role, [HOST_MANAGEMENT_PRINCIPAL], environment);
}

function trusts(role: Role, principals: readonly string[], environment: Environment): Known<boolean> {
  const decisions = principals.map(principal => assumption(role, principal, environment));
  return decisions.some(isDenied) ? false : any(decisions.map(decision => decision.allowed));
}

/** The names of EC2 as a principal. In China it answers to both. */
function principalsOf({ urlSuffix }: Environment): string[] {
  return [...new Set(['ec2.amazonaws.com', `ec2.${urlSuffix}`])];
}

function assumption(role: Role, principal: string, environment: Environment): Decision {
  return evaluate(
    { principal: { kind: 'service', arn: principal, account: '' }, action: 'sts:AssumeRole', resource: role.arn, context: new Map(), absentKeys: NEVER_SENT },
    {
      identity: [],
      resource: {
        policies: [{ name: 'the trust policy', location: role.trust.location, document: role.trust.value }],
        account: environment.account,
        kind: 'role',
      },
    },
  );
}

/** Neither gives an external id. */
const NEVER_SENT: ReadonlySet<string> = new Set(['sts:externalid']);

function isDenied({ allowed, reason }: Decision): boolean {
  return isKnown(allowed) && !allowed && reason === 'explicit-deny';
}
