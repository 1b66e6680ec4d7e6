/**
 * The systems that a patch baseline can be for.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-prerequisites.html
 */
export enum PatchOperatingSystem {
  /** AlmaLinux. */
  ALMA_LINUX = 'ALMA_LINUX',

  /** Amazon Linux 2. */
  AMAZON_LINUX_2 = 'AMAZON_LINUX_2',

  /** Amazon Linux 2023. */
  AMAZON_LINUX_2023 = 'AMAZON_LINUX_2023',

  /** CentOS. */
  CENTOS = 'CENTOS',

  /** Debian. */
  DEBIAN = 'DEBIAN',

  /** macOS. */
  MACOS = 'MACOS',

  /** Oracle Linux. */
  ORACLE_LINUX = 'ORACLE_LINUX',

  /** Raspberry Pi OS. */
  RASPBIAN = 'RASPBIAN',

  /** Red Hat Enterprise Linux. */
  REDHAT_ENTERPRISE_LINUX = 'REDHAT_ENTERPRISE_LINUX',

  /** Rocky Linux. */
  ROCKY_LINUX = 'ROCKY_LINUX',

  /** SUSE Linux Enterprise Server. */
  SUSE = 'SUSE',

  /** Ubuntu. */
  UBUNTU = 'UBUNTU',

  /** Windows Server. */
  WINDOWS = 'WINDOWS',
}
