/** How a resource nests another template. */
interface Nesting {
  /** The property that says where the template is: people write a path there before they package. */
  readonly property: string;
  /** For people. */
  readonly what: string;
}

/**
 * Types that deploy another template as a stack in theirs, and give it `Parameters`.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html
 */
const NESTING_TYPES: ReadonlyMap<unknown, Nesting> = new Map([
  ['AWS::CloudFormation::Stack', { property: 'TemplateURL', what: 'the nested stack' }],
  ['AWS::Serverless::Application', { property: 'Location', what: 'the serverless application' }],
]);

/** How a type nests another template; undefined where it does not. */
export function nestingOf(type: unknown): Nesting | undefined {
  return NESTING_TYPES.get(type);
}
