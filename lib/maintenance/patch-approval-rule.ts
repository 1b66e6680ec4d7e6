import type { Duration } from 'aws-cdk-lib';
import type { ComplianceSeverity } from './compliance-severity';

/**
 * Which patches a baseline approves by itself, and when.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-predefined-and-custom-patch-baselines.html
 */
export interface PatchApprovalRule {
  /**
   * How long after its release a patch is approved: 0-360 whole days. Debian, Ubuntu and Raspberry Pi OS publish no dates to go by.
   *
   * @default Duration.days(7), and none for Debian, Ubuntu and Raspberry Pi OS
   */
  readonly approveAfter?: Duration;

  /**
   * The classes of patches, as the system calls them: `Security`, `Bugfix`; on Windows `SecurityUpdates`. Debian, Ubuntu and Raspberry Pi OS have none.
   *
   * @default - all
   */
  readonly classifications?: string[];

  /**
   * How severe, as the system calls it: `Critical`, `Important`; the priority on Debian, Ubuntu and Raspberry Pi OS, such as `Required`. macOS has none.
   *
   * @default - all
   */
  readonly severities?: string[];

  /**
   * The products, as Patch Manager calls them: `AmazonLinux2023`, `WindowsServer2022`.
   *
   * @default - all
   */
  readonly products?: string[];

  /**
   * How bad Compliance says it is where such a patch is missing.
   *
   * @default ComplianceSeverity.UNSPECIFIED
   */
  readonly complianceLevel?: ComplianceSeverity;

  /**
   * Whether patches that are not about security are approved as well. On Linux only.
   *
   * @default false
   */
  readonly includeNonSecurity?: boolean;
}
