import type { Shape, Shapes } from './shape';
import type { UnseenWork } from './unseen-work';
import { Assumption } from '../../../model/assumption';
import { Known } from '../../../model/known';
import { SourceLocation, TemplateSource } from '../../../model/location';
import { Environment } from '../../../model/node';
import { SymbolicValue } from '../../../model/symbolic-value';

/** A value of a template with its intrinsics resolved. A property that `AWS::NoValue` takes away is not there. */
export type Resolved = SymbolicValue;

/** A location that is in a template for sure. */
export interface TemplateLocation extends SourceLocation {
  readonly source: TemplateSource;
}

/** A resource that its condition does not take away. */
export interface TemplateResource {
  readonly location: TemplateLocation;
  readonly type: string;
  /** What `Ref` gives: the physical name where the template says it, otherwise opaque. */
  readonly ref: string;
  readonly environment: Environment;
  /** Whether it is there at all: unknown where its condition is. */
  readonly present: Known<true>;
  /** Resolved at the first reading. An `Unknown` where the properties as a whole are. */
  readonly properties: { readonly [name: string]: Resolved };
  readonly metadata: { readonly [name: string]: Resolved };
  /** Resources of the same template that exist before it does: `DependsOn`, `Ref`, `Fn::GetAtt`, `Fn::Sub`; direct ones only. */
  readonly dependsOn: TemplateResource[];
  /** What it makes, or does to others, out of sight; undefined where its type and its properties say it all. */
  readonly unseenWork?: UnseenWork;
  /** All texts that it is given, or may be given: what they name it may change, as far as its work is unseen. */
  readonly given: readonly string[];
  /** One property by itself, where the others need not be resolved. */
  property(name: string): Resolved | undefined;
  /** Undefined where it may refer to anything in its stack. */
  shape(shapes: Shapes): Shape | undefined;
}

/** A template in its stack. */
export interface TemplateStack {
  /** For people: its name, and the path of nested ones. */
  readonly name: string;
  /** What `AWS::StackName` gives. */
  readonly stackName: string;
  /** What `AWS::StackId` gives. */
  readonly stackId: string;
  readonly templatePath: string;
  /** What whoever deploys it tags all of it with. */
  readonly tags: Readonly<Record<string, string>>;
  /** The resources that it is nested by, the outermost first; none for a stack that no other one nests. */
  readonly nestedBy: readonly TemplateResource[];
  readonly environment: Environment;
  readonly resources: TemplateResource[];
  /** Logical ids that other stacks may refer to. */
  readonly exposed: ReadonlySet<string>;
  /** Reasons to acknowledge rules, by the path of the construct that they were given at, and then by rule id without a prefix. */
  readonly acknowledgements: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** A resource by its logical id, also one that its condition takes away. */
  resource(logicalId: string): TemplateResource | undefined;
}

/** All templates that are deployed together. */
export interface TemplateSet {
  readonly options: ReadOptions;
  readonly stacks: TemplateStack[];
  /** All resources of a type, in the order of the templates. */
  ofType(type: string): TemplateResource[];
  /** The resource of one of these types that a resolved id, name or ARN is of. */
  find(id: Resolved | undefined, ...types: string[]): TemplateResource | undefined;
  /** Whether an id, name or ARN may be of a resource of these types: unlike `find` also where several have it. */
  hasAny(id: Resolved | undefined, ...types: string[]): boolean;
}

export interface ReadOptions {
  /** Values of parameters, over those of the template. */
  readonly parameters?: { readonly [name: string]: string };
  /** For templates that do not say. */
  readonly region?: string;
  readonly account?: string;
  /** Conditions that are taken for decided, by {@link conditionKey}. */
  readonly conditions?: ReadonlyMap<string, boolean>;
  /** What somebody says of what the templates do not show. */
  readonly assume?: readonly Assumption[];
  /** Called now and then on long work: templates are read, and then the nodes of stacks are compared. */
  readonly onProgress?: (done: number, total: number, stage: 'read' | 'compare') => void;
}

/** The key of a condition of a stack. */
export function conditionKey(stack: string, condition: string): string {
  return JSON.stringify([stack, condition]);
}

/** A condition that hangs on no other one, and cannot be decided. */
export interface UndecidedCondition {
  readonly stack: string;
  readonly name: string;
  readonly reason: string;
}

/** What cannot be read, and where. */
export class UnreadableInput extends Error {
  /** By which those tell it who do not load the reader. */
  readonly name = 'UnreadableInput';

  constructor(readonly file: string, readonly problem: string, readonly line?: number) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${problem}`);
  }
}
