import { isKnown, Unknown } from '../../model/known';
import { DefaultHostManagement } from '../../model/node';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { display } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';

import { hostManagementOf, takesOver } from '../support/identity/permissions';

export const hostManagementRule: Rule = {
  ...catalogued('SSM-IDN-008'),
  why: 'Default Host Management gives its credentials to instances with IMDSv2 only; others stay out of the list of managed nodes. The role that AWS makes for it grants nothing for transcripts and keys.',
  fix: { change: 'set', setting: 'node.metadata-tokens', to: 'required' },
  contract: 7,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html',
  reads: 'whether the node requires IMDSv2, and the role that Default Host Management has in the assembly',
  cannotSee: 'Default Host Management that is turned on outside of the assembly, and the policies of a role that is not in the assembly: what sessions need beyond registration and channels is UNKNOWN',
  hop: 'IDENTITY',
  *check(context) {
    const management = hostManagementOf(context);
    if (management === undefined || !isKnown(management) || takesOver(context) !== true) {
      return;
    }
    const { resource, metadataToken: { value, location } } = context.node;
    if (!isKnown(value)) {
      yield undecided(location, `whether ${resource.name} requires IMDSv2, which Default Host Management needs,`, value, SESSION_CAPABILITIES);
    } else if (value === 'optional') {
      yield {
        severity: 'BLOCKED',
        location,
        message: `${resource.name} has its permissions from Default Host Management, and its HttpTokens is optional: only a node that requires IMDSv2 gets them`,
        fix: [{ change: 'set', setting: 'node.metadata-tokens', of: resource.name, to: 'required' }, 'give its role the permissions for Systems Manager'],
        capabilities: SESSION_CAPABILITIES,
      };
    }
    if (management.seenRole === undefined || !isKnown(management.seenRole)) {
      yield* extras(context, management);
    }
  },
};

/** What the role of Default Host Management would have to allow beside sessions. */
function* extras({ requirements }: RuleContext, { role, location }: DefaultHostManagement): Generator<Finding> {
  const signed = requirements.filter(({ service, anonymous }) => service !== 'ssm' && service !== 'ssmmessages' && service !== 'ec2messages' && !anonymous);
  const actions = [...new Set(signed.flatMap(requirement => requirement.calls.map(call => call.action)))];
  if (actions.length > 0) {
    const name = isKnown(role) ? ` ${display(role)}` : '';
    const unknown = new Unknown('the policies of that role are not in the assembly, and the one that AWS makes for it does not');
    yield undecided(location, `whether the role${name} of Default Host Management allows ${listed(actions)}`, unknown, [
      ...new Set(signed.flatMap(requirement => requirement.capabilities)),
    ], [...new Set(signed.map(requirement => requirement.service))]);
  }
}
