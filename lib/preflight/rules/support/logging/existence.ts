import { nearMissHint } from './near-miss';
import { documentOf, Named, unseenName } from './session-document';
import { Absent, isKnown, Known, Unknown } from '../../../model/known';
import { Capability } from '../../../model/session/capability';
import { SessionDocumentInputs } from '../../../model/session/requirement';
import { Service } from '../../../model/session/service';
import { display } from '../../../model/symbolic-text';
import { Finding, undecided } from '../../rule';
import { RuleContext } from '../../rule-context';

/** A kind of place for transcripts. */
export interface TranscriptPlace<T> {
  readonly noun: string;
  readonly service: Service;
  nameIn(inputs: SessionDocumentInputs): Known<string | undefined>;
  find(context: RuleContext): Named<T> | undefined;
  /** What its lack costs. */
  capabilities(inputs: SessionDocumentInputs): Capability[];
  /** The names that the reading has. */
  names(context: RuleContext): readonly string[];
}

/** Finds where the place that the document in use names does not exist, or may not. */
export function* missingPlace<T>(context: RuleContext, place: TranscriptPlace<T>): Generator<Finding> {
  const { noun, service } = place;
  const seen = documentOf(context);
  const unseen = seen && unseenName(place.nameIn(seen.inputs));
  if (seen && unseen) {
    yield undecided(seen.location, `which ${noun} transcripts go to`, unseen, place.capabilities(seen.inputs), [service]);
    return;
  }
  const named = place.find(context);
  if (!named || isKnown(named.found)) {
    return;
  }
  const { name, found, document, inputs, location } = named;
  if (found instanceof Absent) {
    yield {
      severity: 'BLOCKED',
      location,
      message: `the session document ${document.location.resource.name} names the ${noun} '${display(name)}', which does not exist: ${found.reason}`,
      capabilities: place.capabilities(inputs),
      services: [service],
    };
  } else {
    const hint = nearMissHint(name, place.names(context));
    yield undecided(location, `whether the ${noun} '${display(name)}' is there, and in ${display(context.node.environment.region)},`,
      new Unknown(`${found.reason}${hint}`), place.capabilities(inputs), [service]);
  }
}
