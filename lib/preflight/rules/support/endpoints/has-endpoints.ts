import { ENDPOINT_SERVICES } from '../../../../agent/endpoint-services';
import { Vpc } from '../../../model/network/network';
import { gatewayEndpoints, interfaceEndpoints } from '../../../model/network/network-path';

/** Whether somebody means to reach Systems Manager by endpoints; what is missing then is an endpoint, and not a route. */
export function hasEndpoints(vpc: Vpc): boolean {
  return ENDPOINT_SERVICES.some(({ name }) => interfaceEndpoints(vpc, name).length > 0) || gatewayEndpoints(vpc).length > 0;
}
