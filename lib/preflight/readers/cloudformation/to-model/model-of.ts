import { auditOf } from './audit-reader';
import { Fillers } from './fillers';
import { HostManagementReader } from './host-management-reader';
import { IdentityReader } from './identity-reader';
import { justInTimeAccessOf } from './just-in-time-reader';
import { LoggingReader } from './logging-reader';
import { maintenanceOf } from './maintenance-reader';
import { NetworkReader } from './network-reader';
import { NodeReader } from './node-reader';
import { PolicyReader } from './policy-reader';
import { PrincipalReader } from './principal-reader';
import { SecurityGroupReader } from './security-group-reader';
import { Audit } from '../../../model/audit/audit';
import { Maintenance } from '../../../model/maintenance';
import { Model } from '../../../model/model';
import { Assumptions } from '../../assumptions/assumptions';
import { EnvironmentTemplateSet } from '../evaluate/template-set';

/** Reads the world out of templates. Names of images are those of look-ups, by the id of the image that was found. */
export function modelOf(
  set: EnvironmentTemplateSet, imageNames: ReadonlyMap<string, string> = new Map(), fillers = new Fillers(set), assumptions = new Assumptions(),
): Model {
  const groups = new SecurityGroupReader(set, fillers, assumptions);
  const network = new NetworkReader(set, groups, fillers, assumptions, imageNames);
  const policies = new PolicyReader(set, fillers, assumptions);
  const identity = new IdentityReader(set, policies, fillers, assumptions);
  const principals = new PrincipalReader(set, identity, policies, fillers);
  const logging = new LoggingReader(set, fillers);
  let audit: Audit | undefined;
  let maintenance: Maintenance[] | undefined;
  return {
    nodes: new NodeReader(set, network, groups, identity, logging, fillers, assumptions, imageNames).nodes(),
    hostManagement: new HostManagementReader(set, identity, policies, assumptions).hostManagement(),
    get principals() { return principals.principals(); },
    principalsInSight: isLeftOut => principals.inSight(isLeftOut),
    get audit() { return audit ??= auditOf(set, fillers); },
    get maintenance() { return maintenance ??= maintenanceOf(set); },
    get justInTimeAccess() { return justInTimeAccessOf(set); },
    sessionDocuments: environment => logging.sessionDocuments(environment),
    serviceControlPolicies: identity.serviceControlPolicies(),
    bucketNames: set.ofType('AWS::S3::Bucket').map(({ ref }) => ref),
    logGroupNames: set.ofType('AWS::Logs::LogGroup').map(({ ref }) => ref),
    bucket: (name, environment) => logging.bucket(name, environment),
    logGroup: (name, environment) => logging.logGroup(name, environment),
    key: (id, environment) => logging.key(id, environment),
  };
}
