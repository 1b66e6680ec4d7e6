import { Known } from '../model/known';
import { Model } from '../model/model';
import { Subnet } from '../model/network/network';
import { NetworkPath } from '../model/network/network-path';
import { ManagedNode } from '../model/node';
import { Capability } from '../model/session/capability';
import { SessionDocumentInputs, Requirement } from '../model/session/requirement';
import { Service } from '../model/session/service';

/** A node in one of the subnets that it may start in: what a rule looks at. */
export interface RuleContext {
  readonly model: Model;
  readonly node: ManagedNode;
  readonly subnet: Known<Subnet>;
  /** What the document in use asks for; undefined where no document is in use. */
  readonly documentInputs: Known<SessionDocumentInputs | undefined>;
  /** What has to work; undefined for a shell and what the session document in use asks for. */
  readonly required?: ReadonlySet<Capability>;
  /** All services, with what they are for. The same service may be required twice, for calls of different capabilities. */
  readonly requirements: readonly Requirement[];
  /** The paths to the services of {@link requirements}. */
  pathTo(service: Service): NetworkPath;
  /** The capabilities of all requirements of these services. */
  capabilitiesOf(...services: Service[]): Capability[];
}
