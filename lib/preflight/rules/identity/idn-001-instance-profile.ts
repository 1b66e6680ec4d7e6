import { MANAGED_INSTANCE_CORE_POLICY } from '../../../agent/actions';
import { deed } from '../../model/fix';
import { isKnown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { catalogued, Rule, undecided } from '../rule';
import { hostManagementOf, unlessTakenOver } from '../support/identity/permissions';

/** It is a setting of the account and region, which no template need have. */
const ASSUMPTION = ', unless Default Host Management is on in the account and region, '
  + 'which you say with --assume default-host-management, or with PreflightAssumption.defaultHostManagement() in the option assume';

export const instanceProfileRule: Rule = {
  ...catalogued('SSM-IDN-001'),
  why: 'The agent signs its calls with the credentials of the instance profile; without one it never registers, and the node is not in the list of managed nodes.',
  fix: deed('give-instance-profile', `give the node an instance profile whose role has the managed policy ${MANAGED_INSTANCE_CORE_POLICY}`),
  contract: 7,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html',
  reads: 'the instance profile of the node, and whether Default Host Management is in the assembly',
  cannotSee: 'an instance profile that is attached after the deployment, and Default Host Management that another app or a person has turned on',
  hop: 'IDENTITY',
  *check(context) {
    const { resource, profile: { value, location } } = context.node;
    if (!isKnown(value)) {
      yield undecided(location, `whether ${resource.name} has an instance profile that lets the agent register`, value, SESSION_CAPABILITIES);
    } else if (value === undefined) {
      yield* unlessTakenOver(context, {
        severity: 'BLOCKED',
        location,
        message: `${resource.name} has no instance profile: the agent has no credentials and never registers${hostManagementOf(context) === undefined ? ASSUMPTION : ''}`,
        fix: deed('give-instance-profile', `give ${resource.name} an instance profile whose role has the managed policy ${MANAGED_INSTANCE_CORE_POLICY}`),
        capabilities: SESSION_CAPABILITIES,
      });
    }
  },
};
