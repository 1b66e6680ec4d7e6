/**
 * How a subnet that is in no template leads to the services of AWS.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
 */
export enum PreflightWayOut {
  /** By a default route to a NAT gateway, which gets out itself. */
  NAT = 'nat',

  /** By a default route to an Internet gateway. The subnet gives a public address to nodes that do not say otherwise. */
  PUBLIC = 'public',

  /** Through VPC endpoints with private DNS, which let the node in, for all services that it needs. */
  ENDPOINTS = 'endpoints',
}
