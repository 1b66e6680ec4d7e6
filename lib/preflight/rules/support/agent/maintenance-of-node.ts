import { isKnown } from '../../../model/known';
import { groupOf } from '../../../model/location';
import { Maintenance, MaintenanceTarget } from '../../../model/maintenance';
import { ManagedNode } from '../../../model/node';
import { isLiteral } from '../../../model/symbolic-text';
import { RuleContext } from '../../rule-context';

/** What certainly runs a document on a node. */
export function maintenanceOfNode({ model, node }: RuleContext, documents: readonly string[]): Maintenance[] {
  return (model.maintenance ?? []).filter(({ document }) => documents.includes(document)).filter(maintenance => {
    const { targets } = maintenance;
    return isKnown(targets) && targets.every(target => isMet(target, node) && (target.kind === 'nodes' || isOfPlace(maintenance, node)));
  });
}

function isMet(target: MaintenanceTarget, { resource, tags }: ManagedNode): boolean {
  switch (target.kind) {
    case 'all': return true;
    case 'nodes': return target.keys.has(resource.key);
    case 'tag': {
      const value = tags?.seen.get(target.key);
      return value !== undefined && isKnown(value) && target.values.includes(value);
    }
  }
}

/** Whether both certainly go into one account and region: stacks that run anywhere may run in different ones. */
function isOfPlace({ location, environment: { account, region } }: Maintenance, { resource, environment }: ManagedNode): boolean {
  return groupOf(location.resource) === groupOf(resource)
    || (isLiteral(account) && isLiteral(region) && account === environment.account && region === environment.region);
}
