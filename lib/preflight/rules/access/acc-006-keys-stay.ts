import { KEY_CHANGES } from '../../../access/guarded-actions';
import { deed } from '../../model/fix';
import { keyPolicies } from '../../model/session/key-policies';
import { catalogued } from '../rule';
import { AccessRule } from '../rule-about-people';
import { keptBy } from '../support/people/kept';
import { mayChange } from '../support/people/may-change';

export const keysStayRule: AccessRule = {
  ...catalogued('SSM-ACC-006'),
  why: 'With the key disabled, deleted or its policy changed, no session with it starts, no transcript is written, and those that are there cannot be read.',
  fix: ['take the actions on the key away', deed('guard-sessions', 'deny them by a SessionGuardrail in an app that uses this library')],
  contract: 4,
  see: 'https://docs.aws.amazon.com/kms/latest/developerguide/control-access.html',
  reads: 'whether the person may disable or delete the key of sessions, of the log group or of the bucket, or change its policy, by their own policies and by that '
    + 'of the key',
  cannotSee: 'keys that are in no template, and grants of keys',
  deed: 'disable and delete the keys of sessions and transcripts',
  *check(context) {
    yield* mayChange(context, ['key', 'keys'], keptBy(context).keys.map(key => ({
      name: key.location.resource.name,
      actions: KEY_CHANGES,
      callsOf: action => [{ action, resource: key.arn, keys: new Map([['kms:calleraccount', context.person.environment.account]]) }],
      resource: keyPolicies(key),
    })));
  },
};
