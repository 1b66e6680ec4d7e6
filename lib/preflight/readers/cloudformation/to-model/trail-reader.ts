import { locationOf } from './values';
import { Trail } from '../../../model/trail';
import { TemplateSet } from '../evaluate/template';

/** Trails that are certainly there. */
export function trailsOf(set: TemplateSet): Trail[] {
  return set.ofType('AWS::CloudTrail::Trail').filter(({ present }) => present === true).map(resource => {
    const { ref, environment } = resource;
    const { partition, region, account } = environment;
    return { arn: `arn:${partition}:cloudtrail:${region}:${account}:trail/${ref}`, location: locationOf(resource), environment };
  });
}
