import { RawMap } from './raw';
import { CodePlace } from '../../../model/location';
import { Environment } from '../../../model/node';

/** A template as it was read, with the stack that it is for. */
export interface TemplateSource {
  /** For people, and unique. */
  readonly name: string;
  /** What `AWS::StackName` gives; undefined where nothing says. */
  readonly stackName?: string;
  /** What the input is called, where another one has stacks or constructs of the same names. */
  readonly input?: string;
  readonly templatePath: string;
  /** What the whole stack is tagged with when it is deployed. */
  readonly stackTags: Readonly<Record<string, string>>;
  readonly environment: Environment;
  readonly body: RawMap;
  readonly metadata: ConstructMetadata;
  /** Templates of nested stacks, by the logical id of the stack. */
  readonly nested: ReadonlyMap<string, TemplateSource>;
  /** Files that templates of other nested stacks should be in, and are not, by the logical id of the stack. */
  readonly missing: ReadonlyMap<string, string>;
  /** Names of the stacks that are deployed before this one. */
  readonly deployedAfter: readonly string[];
}

/** What an assembly says of constructs, by their paths. */
export interface ConstructMetadata {
  readonly acknowledgements: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Paths of the constructs that have a logical id: several where nested stacks have the same id. */
  pathsOf(logicalId: string): readonly string[];
  /** Where the code of the app makes the construct at a path. */
  placeInCode(path: string): CodePlace | undefined;
}

export const NO_METADATA: ConstructMetadata = { acknowledgements: new Map(), pathsOf: () => [], placeInCode: () => undefined };
