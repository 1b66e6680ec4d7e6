import { isKnown } from '../../model/known';
import { Misnomer } from '../../model/misnomer';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { catalogued, Finding, Rule } from '../rule';
import { roleOf } from '../support/access';
import { natGatewayOf, pathsOf } from '../support/network/network-paths';

export const namesRule: Rule = {
  ...catalogued('SSM-IDN-010'),
  why: 'AWS takes a thing by its name, its id or its ARN, as each place says. What is given in another form is not found, and the deployment fails.',
  reads: 'profiles, roles, managed policies, images and addresses of NAT gateways, in the form in which each is named',
  cannotSee: 'whether a name or an ARN that is written out exists',
  fix: 'name the thing in the form that its place takes',
  contract: 7,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html',
  hop: 'IDENTITY',
  *check(context) {
    const { profile: { value: profile }, misnomers = [] } = context.node;
    const role = roleOf(context);
    const ofProfile = isKnown(profile) ? profile?.misnomers ?? [] : [];
    const ofRole = role && isKnown(role) ? role.misnomers ?? [] : [];
    for (const misnomer of [...misnomers, ...ofProfile, ...ofRole]) {
      yield problemOf(misnomer, { capabilities: SESSION_CAPABILITIES });
    }
    for (const { path: { route }, services, capabilities } of pathsOf(context, 'internet')) {
      for (const misnomer of natGatewayOf(route)?.misnomers ?? []) {
        yield problemOf(misnomer, { services, capabilities });
      }
    }
  },
};

function problemOf({ location, given, wanted, fix }: Misnomer, rest: Pick<Finding, 'capabilities' | 'services'>): Finding {
  return { severity: 'BLOCKED', location, message: `${location.resource.name} names ${given}, where AWS takes ${wanted}: the deployment fails`, fix, ...rest };
}
