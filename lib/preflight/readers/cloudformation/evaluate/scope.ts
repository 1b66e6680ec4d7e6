import { Resolved } from './template';
import { Known, Unknown } from '../../../model/known';
import { Environment } from '../../../model/node';

/** What `AWS::NoValue` gives: takes a property, or an item of a list, away. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** What a piece of a template gives. */
export type Value = Resolved | typeof NO_VALUE;

/** An output of a stack that is named as CloudFormation names it, in the environment where it is looked for. */
export interface WantedOutput {
  readonly stackName: string;
  readonly output: string;
  readonly environment: Environment;
}

/** What intrinsic functions need of the template that they are in. */
export interface Scope {
  readonly environment: Environment;
  readonly depth: Depth;
  evaluate(raw: unknown): Value;
  /** What `Ref` of a parameter, pseudo parameter or resource gives. */
  reference(name: string): Value;
  attribute(logicalId: string, attribute: string): Value;
  condition(name: string): Known<boolean>;
  /** A mapping as it was read. */
  mapping(name: string): unknown;
  /** What another stack exports. */
  imported(name: string): Value;
  /** What another stack has as an output, exported or not. */
  outputOf(wanted: WantedOutput): Value;
}

/** Far deeper than templates are nested, and far from the end of the stack of calls. */
const DEEPEST = 200;

/** How deep evaluation is nested, over all templates, as they refer to each other. */
export class Depth {
  private level = 0;

  within<T>(compute: () => T): T | Unknown {
    if (this.level >= DEEPEST) {
      return new Unknown(`it is nested more than ${DEEPEST} levels deep`);
    }
    this.level++;
    try {
      return compute();
    } finally {
      this.level--;
    }
  }
}
