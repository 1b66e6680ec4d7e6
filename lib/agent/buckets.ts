/**
 * Buckets of AWS that the agent reads (GetObject, mostly unsigned) for updates, patching, Distributor and installation.
 *
 * A session alone needs none of them.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-minimum-s3-permissions.html
 */
export function agentBucketNames(region: string): string[] {
  return [
    agentDownloadBucketName(region),
    `aws-ssm-${region}`,
    `aws-windows-downloads-${region}`,
    `${region}-birdwatcher-prod`,
    `aws-ssm-document-attachments-${region}`,
    `patch-baseline-snapshot-${region}`,
    // The bucket in me-south-1, the only one with a suffix. A wildcard would match buckets that anybody could own.
    'patch-baseline-snapshot-me-south-1-uduvl7q8',
    `aws-patchmanager-macos-${region}`,
    `aws-ssm-distributor-file-${region}`,
  ];
}

/** The bucket with the agent's packages. */
export function agentDownloadBucketName(region: string): string {
  return `amazon-ssm-${region}`;
}
