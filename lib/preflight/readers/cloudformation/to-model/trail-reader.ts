import { flagOf, listOf, locationOf, nested, requiredText, setting, textOf } from './values';
import { RecordingTrail } from '../../../model/audit/recording-trail';
import { all, any, isKnown, Known, Unknown } from '../../../model/known';
import { Setting } from '../../../model/network/network';
import { Resolved, TemplateResource } from '../evaluate/template';

/** A trail that is there. */
export function trailOf(resource: TemplateResource): RecordingTrail {
  const { ref, environment, properties } = resource;
  const { partition, region, account } = environment;
  return {
    arn: `arn:${partition}:cloudtrail:${region}:${account}:trail/${ref}`,
    location: locationOf(resource),
    environment,
    isLogging: setting(resource, 'IsLogging', flagOf(properties.IsLogging, false)),
    logsManagementWrites: selection(resource),
    bucket: setting(resource, 'S3BucketName', requiredText(properties.S3BucketName, 'S3BucketName')),
    prefix: textOf(properties.S3KeyPrefix),
    isOfOrganization: flagOf(properties.IsOrganizationTrail, false),
    key: setting(resource, 'KMSKeyId', textOf(properties.KMSKeyId)),
  };
}

/**
 * Whatever selects nothing logs all management events. Both kinds of selectors have to be certain to leave them out.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
function selection(resource: TemplateResource): Setting<boolean> {
  const { EventSelectors: basic, AdvancedEventSelectors: advanced } = resource.properties;
  if (advanced !== undefined) { return setting(resource, 'AdvancedEventSelectors', oneOf(advanced, selectsByFields)); }
  return setting(resource, 'EventSelectors', basic === undefined ? true : oneOf(basic, selects));
}

function oneOf(selectors: Resolved, isOne: (selector: Resolved) => Known<boolean>): Known<boolean> {
  const list = listOf(selectors);
  return isKnown(list) ? list.length === 0 || any(list.map(isOne)) : list;
}

function selects(selector: Resolved): Known<boolean> {
  const kind = textOf(nested(selector, 'ReadWriteType'));
  return all([flagOf(nested(selector, 'IncludeManagementEvents'), true), isKnown(kind) ? kind !== 'ReadOnly' : kind]);
}

function selectsByFields(selector: Resolved): Known<boolean> {
  const fields = listOf(nested(selector, 'FieldSelectors'));
  return isKnown(fields) ? all(fields.map(leavesManagementWrites)) : fields;
}

function leavesManagementWrites(field: Resolved): Known<boolean> {
  const name = textOf(nested(field, 'Field'));
  const values = listOf(nested(field, 'Equals'));
  if (!isKnown(name)) { return name; }
  if (!isKnown(values)) { return values; }
  switch (name) {
    case 'eventCategory': return values.includes('Management');
    case 'readOnly': return values.includes('false');
    default: return new Unknown(`what is selected by ${name} is not looked at`);
  }
}
