import { listed } from './names';
import { hostManagementOf, takesOver } from './permissions';
import { isKnown, Unknown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/needs';
import { DefaultHostManagement } from '../../model/node';
import { display } from '../../model/text';
import { Problem, Rule, undecided } from '../rule';
import { Site } from '../site';

/** SSM-IDN-008. */
export const hostManagement: Rule = {
  id: 'SSM-IDN-008',
  title: 'A node under Default Host Management requires IMDSv2',
  why: 'Default Host Management gives its credentials to instances with IMDSv2 only; others stay out of the list of managed nodes. Its role is AWS\'s own, which grants nothing for transcripts and keys.',
  fix: 'set MetadataOptions.HttpTokens to required',
  contract: 7,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html',
  hop: 'IDENTITY',
  *check(site) {
    const management = hostManagementOf(site);
    if (management === undefined || !isKnown(management) || takesOver(site) !== true) {
      return;
    }
    const { place, metadataToken: { value, spot } } = site.node;
    if (!isKnown(value)) {
      yield undecided(spot, `whether ${place.logicalId} requires IMDSv2, which Default Host Management wants,`, value, SESSION_CAPABILITIES);
    } else if (value === 'optional') {
      yield {
        severity: 'BLOCKED',
        spot,
        message: `${place.logicalId} has its permissions from Default Host Management, and its HttpTokens is optional: only a node that requires IMDSv2 gets them`,
        fix: `set MetadataOptions.HttpTokens of ${place.logicalId} to required, or give its role the permissions for Systems Manager`,
        capabilities: SESSION_CAPABILITIES,
      };
    }
    yield* extras(site, management);
  },
};

/** What the role of Default Host Management would have to allow beside sessions. */
function* extras({ needs }: Site, { role, spot }: DefaultHostManagement): Generator<Problem> {
  const signed = needs.filter(({ service, anonymous }) => service !== 'ssm' && service !== 'ssmmessages' && service !== 'ec2messages' && !anonymous);
  const actions = [...new Set(signed.flatMap(need => need.calls.map(call => call.action)))];
  if (actions.length > 0) {
    const name = isKnown(role) ? ` ${display(role)}` : '';
    const unknown = new Unknown('the policies of that role are not in the assembly, and the one that AWS makes for it does not');
    yield undecided(spot, `whether the role${name} of Default Host Management allows ${listed(actions)}`, unknown, [
      ...new Set(signed.flatMap(need => need.capabilities)),
    ], [...new Set(signed.map(need => need.service))]);
  }
}
