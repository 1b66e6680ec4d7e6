import { isKnown } from '../../model/known';
import { Refusal } from '../../model/refusal';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { catalogued, Finding, Rule, undecided } from '../rule';

export const launchIsTakenRule: Rule = {
  ...catalogued('SSM-IDN-012'),
  why: 'EKS makes no node group where the launch template says what the node group itself has to say, such as the role. The deployment fails, and there is no node.',
  fix: 'say it in one place, the role and the subnets in the node group',
  contract: 7,
  see: 'https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html',
  reads: 'the launch template of an EKS node group, and what the node group says beside it',
  cannotSee: 'a launch template that is not in the assembly: then the node is UNKNOWN',
  hop: 'IDENTITY',
  *check({ node }) {
    for (const refusal of node.refusals ?? []) {
      yield problemOf(refusal, node.resource.name);
    }
  },
};

function problemOf({ location, by, because, holds, fix }: Refusal, node: string): Finding {
  return isKnown(holds)
    ? { severity: 'BLOCKED', location, message: `${by} refuses ${node}, since ${because}: the deployment fails, and no node starts`, fix, capabilities: SESSION_CAPABILITIES }
    : { ...undecided(location, `whether ${by} refuses ${node}, as it does if ${because},`, holds, SESSION_CAPABILITIES), fix };
}
