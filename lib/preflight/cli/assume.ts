import { UsageError } from './usage-error';
import { meantHint } from '../../core/nearest';
import { Assumption, AssumptionKey, WayOut, WAYS_OUT } from '../model/assumption';
import { listed } from '../model/words';

/** What may be named, and what may not. */
const NAMED: readonly AssumptionKey[] = ['profile', 'image', 'permissions-boundary'];
const UNNAMED: readonly AssumptionKey[] = ['default-vpc', 'default-host-management'];
const KEYS = ['subnets', ...NAMED, ...UNNAMED];

/** The assumptions of `--assume KEY[=VALUE]`. */
export function assumptionsOf(texts: readonly string[]): Assumption[] {
  const byKey = new Map<string, Assumption>();
  for (const text of texts) {
    const assumption = assumptionOf(text);
    const about = `${assumption.key} ${assumption.name ?? ''}`;
    const before = byKey.get(about);
    if (before && before.wayOut !== assumption.wayOut) {
      throw new UsageError(`--assume says two things of ${assumption.name ?? assumption.key}: ${before.wayOut} and ${assumption.wayOut}`);
    }
    byKey.set(about, assumption);
  }
  return [...byKey.values()];
}

function assumptionOf(text: string): Assumption {
  const at = text.indexOf('=');
  const [key, value] = at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
  if (key === 'subnets' || key.startsWith('subnet-')) {
    return { key: 'subnets', name: key === 'subnets' ? undefined : key, wayOut: wayOutOf(key, value) };
  }
  const known = [...NAMED, ...UNNAMED].find(each => each === key);
  if (known === undefined) {
    throw new UsageError(`--assume takes ${listed([...KEYS, 'the id of a subnet'], 'or')}, got '${key}'${meantHint(key, KEYS)}`);
  }
  if (value === '' || (value !== undefined && UNNAMED.includes(known))) {
    throw new UsageError(UNNAMED.includes(known) ? `--assume ${known} takes no value, got '${value}'` : `--assume ${known}= lacks a name; leave '=' out for all`);
  }
  return { key: known, name: value };
}

function wayOutOf(key: string, value: string = ''): WayOut {
  const wayOut = WAYS_OUT.find(each => each === value);
  if (wayOut === undefined) {
    throw new UsageError(`--assume ${key}= takes ${listed(WAYS_OUT, 'or')}, got '${value}'${meantHint(value, WAYS_OUT)}`);
  }
  return wayOut;
}
