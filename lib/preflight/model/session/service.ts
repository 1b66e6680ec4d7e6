import { EndpointService } from '../../../agent/endpoint-services';

/** The services that an agent talks to, by the names of their endpoints. */
export type Service = EndpointService['name'];
