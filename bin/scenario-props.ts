import { StackProps } from 'aws-cdk-lib';

/** Properties of every scenario. */
export interface ScenarioProps extends StackProps {
  /**
   * Whether to create VPC flow logs, which cost money for each GB. `-c flowLogs=true` on the command line.
   *
   * @default false
   */
  readonly flowLogs?: boolean;
}
