/**
 * What the endpoints let through.
 *
 * With private DNS on, **every** workload of the VPC reaches these services through these endpoints, and so is subject to their policies.
 */
export enum EndpointPolicy {
  /**
   * What the SSM Agents of this account call, and nothing else; the S3 gateway lets through downloads from the agent's regional buckets
   * and uploads to the session log bucket.
   *
   * Another workload of the VPC, such as one that reads its own SSM parameters, is denied: add a statement with
   * `endpoints.ssm.addToPolicy(...)`, or use `ALLOW_ALL`.
   */
  LEAST_PRIVILEGE = 'LEAST_PRIVILEGE',

  /**
   * Everything, as AWS does it when an endpoint has no policy: right in a VPC whose other workloads use the same services.
   */
  ALLOW_ALL = 'ALLOW_ALL',
}
