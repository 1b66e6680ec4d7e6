import { isKnown } from '../../../model/known';
import { Key, SYMMETRIC_KEY } from '../../../model/session/session-resources';
import { display } from '../../../model/symbolic-text';
import { Finding, undecided } from '../../rule';

/** Why nobody can use a key, whatever its policy says. */
export function* stateFindings({ enabled, spec, location }: Key, rest: Pick<Finding, 'capabilities' | 'services'>, consequence: string): Generator<Finding> {
  const { name } = location.resource;
  if (enabled.value === false) {
    yield { ...rest, severity: 'BLOCKED', location: enabled.location, message: `the key ${name} is disabled: ${consequence}`, fix: { change: 'reset', setting: 'key.enabled', of: name } };
  } else if (!isKnown(enabled.value)) {
    yield undecided(enabled.location, `whether the key ${name} is enabled`, enabled.value, rest.capabilities, rest.services);
  }
  if (isKnown(spec.value) && spec.value !== SYMMETRIC_KEY) {
    yield {
      ...rest,
      severity: 'BLOCKED',
      location: spec.location,
      message: `the key ${name} is of the kind ${display(spec.value)}, and data keys come from symmetric keys only: ${consequence}`,
      fix: { change: 'reset', setting: 'key.spec', of: name },
    };
  } else if (!isKnown(spec.value)) {
    yield undecided(spec.location, `whether the key ${name} is a symmetric one`, spec.value, rest.capabilities, rest.services);
  }
}
