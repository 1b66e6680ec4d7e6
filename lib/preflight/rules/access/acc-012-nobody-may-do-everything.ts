import { listed } from '../../model/words';
import { catalogued } from '../rule';
import { AccessRule, granted } from '../rule-about-people';
import { administers } from '../support/people/administrator';

/** Who may do everything may do what each of some rules finds; they are told once. */
export function nobodyMayDoEverythingRule(rules: readonly AccessRule[]): AccessRule {
  return {
    ...catalogued('SSM-ACC-012'),
    why: 'Administrators may go around every limit and every log of sessions. An account needs some, few of them, and seldom: what they may do should be known.',
    fix: 'grant what the work takes by itself, or keep the rest from them by a permissions boundary, a service control policy or, in an app that uses this library, a '
      + 'SessionGuardrail',
    contract: 6,
    see: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
    reads: 'whether the person may call an action that nobody grants by its name, and what the other rules about people then find',
    cannotSee: 'how seldom the role is used, and who is watched while they use it',
    *check(context) {
      const by = administers(context);
      const deeds = by ? rules.filter(rule => rule.deed !== undefined && context.findingsOf(rule).length > 0).map(({ deed }) => deed!) : [];
      if (by && deeds.length > 0) { yield granted(by, `may do everything, and so ${listed(deeds)}`); }
    },
  };
}
