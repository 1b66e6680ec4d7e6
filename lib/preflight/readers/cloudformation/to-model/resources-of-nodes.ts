import { isKnown } from '../../../model/known';
import { SourceLocation } from '../../../model/location';
import { Model } from '../../../model/model';
import { ManagedNode } from '../../../model/node';
import { sessionDocumentInputs } from '../../../model/session/session-document-inputs';

/** The names of all resources that nodes and their sessions depend on, as far as they are seen, by their keys. */
export function resourcesOf(model: Model): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const met = new Set<object>();
  const open: unknown[] = model.nodes.map(node => node.read()).flatMap(node => (
    [node.resource, node.subnets, node.securityGroups, node.profile, ...ofSessions(model, node)]
  ));
  while (open.length > 0) {
    const item = open.pop();
    if (typeof item !== 'object' || item === null || met.has(item)) { continue; }
    met.add(item);
    if (isLocation(item)) { names.set(item.key, item.name); } else { Object.values(item).forEach(part => open.push(part)); }
  }
  return names;
}

function ofSessions(model: Model, { document, environment }: ManagedNode): unknown[] {
  const inputs = isKnown(document) && document ? sessionDocumentInputs(document.document) : undefined;
  if (inputs === undefined || !isKnown(inputs)) { return []; }
  const { bucket, key } = inputs;
  const bucketFound = isKnown(bucket) && bucket !== undefined ? model.bucket(bucket, environment) : undefined;
  const ids = [key, bucketFound !== undefined && isKnown(bucketFound) ? bucketFound.key.value : undefined];
  return [bucketFound, ...ids.map(id => id !== undefined && isKnown(id) ? model.key(id, environment) : undefined)];
}

function isLocation(item: object): item is SourceLocation {
  return 'key' in item && 'source' in item;
}
