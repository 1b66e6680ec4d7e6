import { listOf, locationOf, nested, textOf } from './values';
import { JustInTimeAccess } from '../../../model/just-in-time-access';
import { isKnown } from '../../../model/known';
import { TemplateResource, TemplateSet } from '../evaluate/template';

/**
 * What shows just-in-time node access, as far as it is certainly there: docs/just-in-time.md says what CloudFormation has of it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-just-in-time-node-access.html
 */
export function justInTimeAccessOf(set: TemplateSet): JustInTimeAccess[] {
  const present = (type: string) => set.ofType(type).filter(resource => resource.present === true);
  const here = (resource: TemplateResource): JustInTimeAccess => ({ location: locationOf(resource), environment: resource.environment });
  return [
    ...present('AWS::SSM::Document').filter(isApprovalPolicy).map(here),
    ...present('AWS::SSMGuiConnect::Preferences').map(here),
    ...present('AWS::SSMQuickSetup::ConfigurationManager').filter(switchesOn).map(resource => ({ location: locationOf(resource) })),
  ];
}

function isApprovalPolicy(resource: TemplateResource): boolean {
  const type = textOf(resource.property('DocumentType'));
  return isKnown(type) && type !== undefined && APPROVAL_POLICIES.includes(type);
}

const APPROVAL_POLICIES = ['AutoApprovalPolicy', 'ManualApprovalPolicy'];

function switchesOn({ properties }: TemplateResource): boolean {
  const definitions = listOf(properties.ConfigurationDefinitions);
  return isKnown(definitions) && definitions.some(definition => textOf(nested(definition, 'Type')) === 'AWSQuickSetupType-JITNA');
}
