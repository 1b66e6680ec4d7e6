import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { HOST_MANAGEMENT_OFF, HOST_MANAGEMENT_SETTING, HOST_MANAGEMENT_TYPE, SERVICE_SETTING_TYPE } from '../agent/host-management';
import { resourcesInApp } from '../core/references';
import { inSameEnvironment } from '../core/same-environment';

/** What sets Default Host Management of the account and region, be it on or off, in the app that `scope` is part of. */
export function hostManagementResources(scope: IConstruct): CfnResource[] {
  return [
    ...resourcesInApp(scope, HOST_MANAGEMENT_TYPE),
    ...resourcesInApp(scope, SERVICE_SETTING_TYPE).filter(setting => isText(property(setting, 'SettingId'), text => text.endsWith(HOST_MANAGEMENT_SETTING))),
  ].filter(resource => inSameEnvironment(resource, scope));
}

/** What turns it on there. */
export function hostManagementTurnedOn(scope: IConstruct): CfnResource[] {
  return hostManagementResources(scope).filter(resource => !isText(property(resource, 'SettingValue'), text => ['', HOST_MANAGEMENT_OFF].includes(text)));
}

function isText(value: unknown, test: (text: string) => boolean): boolean {
  return typeof value === 'string' && test(value);
}

/** A property of a resource that may have a class of its own, in newer versions of the CDK, where its name begins with a small letter. */
function property(resource: CfnResource, name: string): unknown {
  // Protected, and the only way to what a template will say of a resource that the CDK has no class for.
  const { cfnProperties: properties } = resource as unknown as { readonly cfnProperties: Readonly<Record<string, unknown>> };
  return Stack.of(resource).resolve(properties[name] ?? properties[name[0].toLowerCase() + name.slice(1)]);
}
