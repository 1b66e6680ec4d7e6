import { TemplateLocation, TemplateResource, TemplateStack } from './template';
import { opaque } from '../../../model/symbolic-text';

/** All that is in a stack, for what comes after it. */
export function wholeStack(stack: TemplateStack): TemplateResource {
  const location: TemplateLocation = {
    key: stack.name,
    name: stack.name,
    kind: 'other',
    type: 'AWS::CloudFormation::Stack',
    source: { origin: 'template', stack: stack.name, logicalId: stack.name, templatePath: stack.templatePath },
  };
  return {
    location,
    type: location.type,
    ref: opaque(stack.name),
    environment: stack.environment,
    present: true,
    properties: {},
    metadata: {},
    property: () => undefined,
    shape: () => undefined,
    get dependsOn() { return stack.resources; },
    given: [],
  };
}
