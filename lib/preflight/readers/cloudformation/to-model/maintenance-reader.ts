import { idsOf, listOf, locationOf, nested, requiredText } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { Maintenance, MaintenanceTarget } from '../../../model/maintenance';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** What certainly is there and has a document run on nodes, as far as its name can be seen. */
export function maintenanceOf(set: TemplateSet): Maintenance[] {
  const present = (type: string) => set.ofType(type).filter(resource => resource.present === true);
  return [
    ...present('AWS::SSM::Association').flatMap(association => maintenance(set, association, 'Name')),
    ...present('AWS::SSM::MaintenanceWindowTask').flatMap(task => maintenance(set, task, 'TaskArn')),
  ];
}

function maintenance(set: TemplateSet, resource: TemplateResource, property: string): Maintenance[] {
  const name = requiredText(resource.properties[property], property);
  if (!isKnown(name)) { return []; }
  return [{
    location: locationOf(resource, 'Targets'),
    environment: resource.environment,
    // An ARN ends with it.
    document: name.slice(name.lastIndexOf('/') + 1),
    targets: targetsOf(set, resource.properties.Targets),
  }];
}

function targetsOf(set: TemplateSet, value: Resolved | undefined): Known<readonly MaintenanceTarget[]> {
  const list = listOf(value);
  if (!isKnown(list)) { return list; }
  // Nothing is no target, and all of nothing would be true.
  if (list.length === 0) { return new Unknown('there are no targets'); }
  const targets = list.map(target => targetOf(set, target));
  return targets.find((target): target is Unknown => !isKnown(target)) ?? targets.filter(isKnown).flat();
}

function targetOf(set: TemplateSet, target: Resolved): Known<readonly MaintenanceTarget[]> {
  const key = requiredText(nested(target, 'Key'), 'Key');
  const ids = idsOf(nested(target, 'Values'));
  if (!isKnown(key) || !isKnown(ids)) { return new Unknown('the targets are known at deployment only'); }
  const values = ids.filter(isKnown);
  const [name] = key.toLowerCase().split(':');
  switch (name) {
    case 'instanceids': return [values.includes('*') ? { kind: 'all' } : { kind: 'nodes', keys: new Set(values.flatMap(id => keyOf(set, id))) }];
    case 'tag': return [{ kind: 'tag', key: key.slice(name.length + 1), values }];
    case 'windowtargetids': return windowTargets(set, values);
    default: return new Unknown(`which nodes are of ${key} cannot be seen`);
  }
}

function keyOf(set: TemplateSet, id: string): string[] {
  const instance = set.find(id, 'AWS::EC2::Instance');
  return instance ? [instance.location.key] : [];
}

/** Those of one target; of several, a node is one of any. */
function windowTargets(set: TemplateSet, ids: readonly string[]): Known<readonly MaintenanceTarget[]> {
  const target = ids.length === 1 ? set.find(ids[0], 'AWS::SSM::MaintenanceWindowTarget') : undefined;
  return target ? targetsOf(set, target.properties.Targets) : new Unknown('the targets of the window are not seen');
}
