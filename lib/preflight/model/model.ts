import { Audit } from './audit/audit';
import { Principal } from './iam/principal';
import { ServiceControlPolicy } from './iam/service-control-policy';
import { JustInTimeAccess } from './just-in-time-access';
import { Known, Listing } from './known';
import { SourceLocation } from './location';
import { Maintenance } from './maintenance';
import { DefaultHostManagement, Environment, NodeInSight } from './node';
import { Bucket, Key, LogGroup, SessionDocument } from './session/session-resources';

/** The world as a reader sees it, free of its source. Things are found by the id, name or ARN that others use for them. */
export interface Model {
  readonly nodes: readonly NodeInSight[];
  readonly hostManagement: Listing<DefaultHostManagement>;
  /** Those that the reader sees. There may always be others. */
  readonly serviceControlPolicies?: readonly ServiceControlPolicy[];
  /** Whom the reader sees policies of; undefined where it does not look. */
  readonly principals?: readonly Principal[];
  /** What records sessions and tells of them; undefined where the reader does not look. */
  readonly audit?: Audit;
  /** What has documents run on nodes by itself; undefined where the reader does not look. */
  readonly maintenance?: readonly Maintenance[];
  /** What shows that people have to ask for access to nodes; undefined where the reader does not look. */
  readonly justInTimeAccess?: readonly JustInTimeAccess[];
  /** The names of all buckets that the reader sees. */
  readonly bucketNames: readonly string[];
  /** The names of all log groups that the reader sees. */
  readonly logGroupNames: readonly string[];
  /** Those that are in sight themselves, but for some roles: there may be thousands. Undefined where there are never so many. */
  principalsInSight?(isLeftOut: (role: SourceLocation) => boolean): readonly Principal[];
  /** The session documents of an environment, of every type; undefined where the reader does not look. */
  sessionDocuments?(environment: Environment): readonly SessionDocument[];
  /** Where several have the name, the one of the environment. */
  bucket(name: string, environment?: Environment): Known<Bucket>;
  logGroup(name: string, environment?: Environment): Known<LogGroup>;
  /** By ARN, id or alias. */
  key(id: string, environment?: Environment): Known<Key>;
}
