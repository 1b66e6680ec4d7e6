import { UsageError } from './usage-error';
import { meantHint } from '../../core/nearest';
import { Reading } from '../readers/reading';
import { RULE_TITLES } from '../rule-catalog';

/** Reasons by the ids of rules. */
export type Accepted = ReadonlyMap<string, string>;

/** The rules of `--accept RULE=REASON`. */
export function acceptedOf(texts: readonly string[]): Accepted {
  return new Map(texts.map(text => {
    const at = text.indexOf('=');
    const id = at < 0 ? text : text.slice(0, at);
    if (!Object.hasOwn(RULE_TITLES, id)) {
      throw new UsageError(`--accept takes RULE=REASON, and there is no rule '${id}'${meantHint(id, Object.keys(RULE_TITLES))}`);
    }
    const reason = at < 0 ? '' : text.slice(at + 1).trim();
    if (reason === '') {
      throw new UsageError(`--accept ${id} lacks the reason, which the report shows: --accept ${id}='The firewall lets HTTPS out to AWS'`);
    }
    return [id, reason];
  }));
}

/** A reading whose findings of these rules are accepted. What was acknowledged at a construct keeps its own reason. */
export function withAccepted(reading: Reading, accepted: Accepted): Reading {
  return {
    ...reading,
    acknowledged: (ruleId, resource) => reading.acknowledged(ruleId, resource) ?? accepted.get(ruleId),
    forks: () => (reading.forks?.() ?? []).map(fork => ({
      ...fork, branches: () => fork.branches().map(branch => ({ ...branch, reading: withAccepted(branch.reading, accepted) })),
    })),
  };
}
