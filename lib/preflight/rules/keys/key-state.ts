import { isKnown } from '../../model/known';
import { Key, SYMMETRIC_KEY } from '../../model/logging';
import { display } from '../../model/text';
import { Problem, undecided } from '../rule';

/** Why nobody can use a key, whatever its policy says. */
export function* stateProblems({ enabled, spec, spot }: Key, rest: Pick<Problem, 'capabilities' | 'services'>, consequence: string): Generator<Problem> {
  const { logicalId } = spot.place;
  if (enabled.value === false) {
    yield { ...rest, severity: 'BLOCKED', spot: enabled.spot, message: `the key ${logicalId} is disabled: ${consequence}`, fix: `leave Enabled out of ${logicalId}` };
  } else if (!isKnown(enabled.value)) {
    yield undecided(enabled.spot, `whether the key ${logicalId} is enabled`, enabled.value, rest.capabilities, rest.services);
  }
  if (isKnown(spec.value) && spec.value !== SYMMETRIC_KEY) {
    yield {
      ...rest,
      severity: 'BLOCKED',
      spot: spec.spot,
      message: `the key ${logicalId} is of the kind ${display(spec.value)}, and data keys come from symmetric keys only: ${consequence}`,
      fix: `leave KeySpec out of ${logicalId}`,
    };
  } else if (!isKnown(spec.value)) {
    yield undecided(spec.spot, `whether the key ${logicalId} is a symmetric one`, spec.value, rest.capabilities, rest.services);
  }
}
