import { Indices, Place } from './indices';
import { doubtOf, ifPresent } from './values';
import { Known, Unknown } from '../../../model/known';
import { TemplateResource } from '../evaluate/template';

/** What is in an environment, a resource or not. */
export type Placed = Place & { readonly location: Pick<TemplateResource['location'], 'name'> };

/** What associates something with a subnet, such as a route table or a network ACL; undefined where certainly nothing does. */
export function associationOf(indices: Indices, type: string, subnet: Placed): Known<TemplateResource | undefined> {
  const [association, another] = indices.with(type, 'SubnetId', subnet.ref);
  if (another) {
    return doubtOf(association) ?? doubtOf(another) ?? new Unknown(`the subnet ${subnet.location.name} has two associations, ${association.location.name} and ${another.location.name}`);
  }
  if (!association) {
    return indices.doubtful(type, 'SubnetId', subnet.environment)[0]?.why;
  }
  return ifPresent(association, association);
}
