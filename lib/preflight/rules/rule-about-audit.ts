import { RuleText } from './rule';
import { Audit } from '../model/audit/audit';
import { Fix } from '../model/fix';
import { PropertyLocation } from '../model/location';
import { Model } from '../model/model';

/** What has to hold for sessions to be recorded and told of, whichever node they are with. */
export interface AuditRule extends RuleText {
  /** What is wrong; nothing where all is well, and where that cannot be seen. */
  check(context: AuditContext): Iterable<AuditFinding>;
}

export interface AuditContext {
  readonly model: Model;
  readonly audit: Audit;
}

export interface AuditFinding {
  /** BLOCKED where the deployment is refused, or nothing ever comes of it. */
  readonly severity: 'BLOCKED' | 'WARNING';
  readonly location: PropertyLocation;
  /** A sentence without a full stop at the end. */
  readonly message: string;
  /** The rule's own where it is left out. */
  readonly fix?: Fix;
}
