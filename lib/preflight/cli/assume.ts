import { UsageError } from './usage-error';
import { meantHint } from '../../core/nearest';
import { Assumption, AssumptionKey, contradictionIn, WayOut, WAYS_OUT } from '../model/assumption';
import { listed } from '../model/words';

/** What may be named, and what may not. */
const NAMED: readonly AssumptionKey[] = ['profile', 'launch-template', 'security-group', 'image', 'permissions-boundary'];
const UNNAMED: readonly AssumptionKey[] = ['default-vpc', 'default-host-management'];

/** What may be assumed; a subnet also by its id. */
export const KEYS = ['subnets', ...NAMED, ...UNNAMED];

/** The assumptions of `--assume KEY[=VALUE]`. */
export function assumptionsOf(texts: readonly string[]): Assumption[] {
  const assumptions = texts.map(assumptionOf);
  const contradiction = contradictionIn(assumptions);
  if (contradiction !== undefined) { throw new UsageError(`--assume ${contradiction}`); }
  return assumptions;
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
