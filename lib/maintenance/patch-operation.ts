/**
 * What is done with missing patches.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-aws-runpatchbaseline.html
 */
export enum PatchOperation {
  /** They are reported to Compliance. Nothing on the node changes. */
  SCAN = 'Scan',

  /** They are installed. With `PatchRebootOption.REBOOT_IF_NEEDED` the node may reboot, which ends its sessions. */
  INSTALL = 'Install',
}

/**
 * Whether a node reboots after patches were installed.
 */
export enum PatchRebootOption {
  /** If a patch was installed, or one that was installed earlier waits for a reboot. Sessions end, and transcripts that are not streamed may be lost. */
  REBOOT_IF_NEEDED = 'RebootIfNeeded',

  /** Never. Patches that need a reboot show as `InstalledPendingReboot` until something else reboots the node. */
  NO_REBOOT = 'NoReboot',
}
