/**
 * When a node's machine image is chosen, and so when a newer image replaces the instance.
 */
export enum ImagePolicy {
  /**
   * CloudFormation reads the newest image id from the vendor's public SSM parameter at each deployment.
   *
   * Needs no look-up at synthesis. A deployment after a new image is published **replaces the running instance**: a new
   * instance id, an empty root volume, open sessions cut. Right for a node that only serves sessions and tunnels.
   */
  LATEST_AT_DEPLOYMENT = 'LATEST_AT_DEPLOYMENT',

  /**
   * The image id is looked up once, at the first synthesis with credentials, and kept in `cdk.context.json`.
   *
   * A running instance is **never replaced because of its image** until somebody runs `cdk context --reset` for the entry; then the
   * next deployment replaces it. Right for a node that keeps state. Needs a stack with an explicit account and region, and the
   * context file in version control.
   *
   * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html
   */
  PINNED_IN_CONTEXT = 'PINNED_IN_CONTEXT',
}
