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
    // The name in me-south-1, the only one with a suffix; by its full name, since anybody could own what a wildcard matches.
    'patch-baseline-snapshot-me-south-1-uduvl7q8',
    `aws-patchmanager-macos-${region}`,
    `aws-ssm-distributor-file-${region}`,
  ];
}

/** The one that the agent's packages are in. */
export function agentDownloadBucketName(region: string): string {
  return `amazon-ssm-${region}`;
}
