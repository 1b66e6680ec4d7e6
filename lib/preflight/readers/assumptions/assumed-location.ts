import { PropertyLocation } from '../../model/location';
import { ResourceKind } from '../../model/resource-kind';

/** A resource that is nowhere, for what somebody said that there is. */
export function assumedLocation(kind: ResourceKind, type: string, name: string): PropertyLocation {
  return { resource: { key: `assumed ${type} ${name}`, name, kind, type, source: { origin: 'assumption' } } };
}
