import { ReadOptions, Resolved, TemplateResource } from '../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { readObject } from '../../../../lib/preflight/readers/cloudformation/parse/read-input';

/** Other sections of a template, and other resources than the one under test. */
export interface Around {
  readonly [section: string]: unknown;
  readonly Resources?: { readonly [logicalId: string]: unknown };
}

/** The result of a value as the property of a resource, in the stack `App`. */
export function resolve(value: unknown, around: Around = {}, options: ReadOptions & { name?: string } = { name: 'App' }): Resolved | undefined {
  return resourceWith({ Value: value }, around, options).properties.Value;
}

/** A resource with properties, in a template. */
export function resourceWith(properties: unknown, around: Around = {}, options: ReadOptions & { name?: string } = { name: 'App' }): TemplateResource {
  const resources = { ...around.Resources, UnderTest: { Type: 'AWS::Test::Type', Properties: properties } };
  const set = readObject({ ...around, Resources: resources }, options);
  return set.ofType('AWS::Test::Type')[0];
}

/** A resource of a type, without properties. */
export function a(type: string, properties: { readonly [name: string]: unknown } = {}): { readonly Type: string; readonly Properties: unknown } {
  return { Type: type, Properties: properties };
}
