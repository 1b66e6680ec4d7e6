import { StackProps } from 'aws-cdk-lib';

/** What every scenario can be asked for. */
export interface ScenarioProps extends StackProps {
  /**
   * Whether to log the VPC's traffic, with a price a GB; `-c flowLogs=true` on the command line.
   *
   * @default false
   */
  readonly flowLogs?: boolean;
}
