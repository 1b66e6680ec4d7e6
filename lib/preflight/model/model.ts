import { Known, Listing } from './known';
import { DefaultHostManagement, Environment, ManagedNode } from './node';
import { Bucket, Key, LogGroup } from './session/session-resources';

/** What an assembly says of the world, free of CloudFormation. Things are found by the id, name or ARN that others use for them. */
export interface Model {
  readonly nodes: ManagedNode[];
  readonly hostManagement: Listing<DefaultHostManagement>;
  /** Of all buckets of the assembly. */
  readonly bucketNames: readonly string[];
  /** Of all log groups of the assembly. */
  readonly logGroupNames: readonly string[];
  /** Where several have the name, the one of the environment. */
  bucket(name: string, environment?: Environment): Known<Bucket>;
  logGroup(name: string, environment?: Environment): Known<LogGroup>;
  /** By ARN, id or alias. */
  key(id: string, environment?: Environment): Known<Key>;
}
