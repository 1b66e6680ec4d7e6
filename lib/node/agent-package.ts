/**
 * How the SSM Agent gets onto a Linux image that lacks it.
 */
export enum AgentPackage {
  /** Red Hat Enterprise Linux, CentOS, Rocky Linux, Oracle Linux, Amazon Linux 2023 minimal. */
  RPM = 'RPM',

  /** Debian. */
  DEB = 'DEB',
}
