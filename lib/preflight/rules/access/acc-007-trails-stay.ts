import { TRAIL_CHANGES } from '../../../access/guarded-actions';
import { catalogued } from '../rule';
import { AccessRule } from '../rule-about-people';
import { mayChange } from '../support/people/may-change';

export const trailsStayRule: AccessRule = {
  ...catalogued('SSM-ACC-007'),
  why: 'CloudTrail records who started which session with which document. Whoever may stop the trail is not seen, and of tunnels there is no other record.',
  fix: 'take the actions on the trail away, or deny them by a SessionGuardrail in an app that uses this library',
  contract: 4,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-auditing.html',
  reads: 'whether the person may stop, change or delete a trail of the templates in an account with nodes',
  cannotSee: 'trails that are in no template, such as one of the organization, and the bucket of a trail',
  deed: 'stop the trail',
  *check(context) {
    const { environment: { account } } = context.person;
    const trails = (context.model.audit?.trails ?? []).filter(trail => trail.environment.account === account);
    yield* mayChange(context, ['trail', 'trails'], trails.map(({ arn, location, environment: { region } }) => ({
      name: location.resource.name,
      actions: TRAIL_CHANGES,
      callsOf: action => [{ action, resource: arn, keys: new Map([['aws:requestedregion', region]]) }],
    })));
  },
};
