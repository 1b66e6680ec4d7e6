import { Capability } from '../model/capability';
import { Known } from '../model/known';
import { Model } from '../model/model';
import { Asked, Need } from '../model/need';
import { Subnet } from '../model/network';
import { ManagedNode } from '../model/node';
import { Service } from '../model/service';
import { Way } from '../model/way';

/** A node in one of the subnets that it may start in: what a rule looks at. */
export interface Site {
  readonly model: Model;
  readonly node: ManagedNode;
  readonly subnet: Known<Subnet>;
  /** What the document in use asks for; undefined where no document is in use. */
  readonly asked: Known<Asked | undefined>;
  /** What has to work; undefined for what is asked for, and a shell. */
  readonly required?: ReadonlySet<Capability>;
  /** All services, with what they are for. The same service may be needed twice, for calls of different capabilities. */
  readonly needs: readonly Need[];
  /** The ways of {@link needs}. */
  way(service: Service): Way;
  /** The capabilities of all needs of these services. */
  capabilitiesOf(...services: Service[]): Capability[];
}
