import { Stack } from 'aws-cdk-lib';
import * as config from 'aws-cdk-lib/aws-config';
import { IConstruct } from 'constructs';
import { resourcesInApp } from '../core/references';
import { inSameEnvironment } from '../core/same-environment';

/** The recorders of AWS Config in the app that are, or may be, in the same account and region. */
export function recordersBeside(scope: IConstruct): config.CfnConfigurationRecorder[] {
  return resourcesInApp<config.CfnConfigurationRecorder>(scope, config.CfnConfigurationRecorder.CFN_RESOURCE_TYPE_NAME)
    .filter(recorder => inSameEnvironment(recorder, scope));
}

/**
 * Which of these types a recorder certainly leaves out.
 *
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html
 */
export function unrecordedTypes(recorder: config.CfnConfigurationRecorder, types: readonly string[]): string[] {
  const { allSupported, resourceTypes, exclusionByResourceTypes, recordingStrategy } = Stack.of(recorder).resolve(recorder.recordingGroup) ?? {};
  if (recordingStrategy?.useOnly === 'EXCLUSION_BY_RESOURCE_TYPES') {
    const excluded: unknown = exclusionByResourceTypes?.resourceTypes;
    return types.filter(type => Array.isArray(excluded) && excluded.includes(type));
  }
  const isKnown = Array.isArray(resourceTypes) && resourceTypes.length > 0 && resourceTypes.every(type => typeof type === 'string');
  return allSupported !== true && isKnown ? types.filter(type => !resourceTypes.includes(type)) : [];
}
