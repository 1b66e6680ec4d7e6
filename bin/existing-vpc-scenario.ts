import { Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledgeNode } from './acknowledgements';
import { addScenarioOutputs } from './scenario-outputs';
import { SsmManagedInstance } from '../lib';

export interface ExistingVpcScenarioProps extends StackProps {
  /** The id of the VPC. It is looked up at synthesis, so the stack needs an explicit account and region. */
  readonly vpcId: string;
}

/** A node in a VPC that exists already. It uses the network path of its subnet. */
export class ExistingVpcScenario extends Stack {
  constructor(scope: Construct, id: string, { vpcId, ...props }: ExistingVpcScenarioProps) {
    super(scope, id, { description: 'Session Manager to a node in an existing VPC', ...props });

    const vpc = ec2.Vpc.fromLookup(this, 'Vpc', { vpcId });
    const node = new SsmManagedInstance(this, 'Node', { vpc });

    addScenarioOutputs(this, node);
    acknowledgeNode(node);
  }
}
