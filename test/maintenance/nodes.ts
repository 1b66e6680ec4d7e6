import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NodeOperatingSystem, SsmConnectivity, SsmManagedInstance, SsmManagedInstanceProps, SsmVpcEndpoints, SsmVpcEndpointsProps } from '../../lib';
import { newVpc } from '../fixtures';

/** A node without a way to the Internet, and the endpoints that it has instead. */
export function isolatedNode(stack: Stack, endpointProps: Partial<SsmVpcEndpointsProps> = {}, nodeProps: Partial<SsmManagedInstanceProps> = {}, id = 'Node') {
  const vpc = endpointProps.vpc ?? newVpc(stack);
  const endpoints = new SsmVpcEndpoints(stack, `${id}Endpoints`, { vpc, maxAzs: 1, ...endpointProps });
  return { vpc, endpoints, node: new SsmManagedInstance(stack, id, { vpc, connectivity: SsmConnectivity.privateLink(endpoints), ...nodeProps }) };
}

export const ubuntu = () => NodeOperatingSystem.ubuntu('24.04');
export const windows = () => NodeOperatingSystem.windowsServer('2022');
export const custom = () => NodeOperatingSystem.custom(ec2.MachineImage.genericLinux({ 'us-east-1': 'ami-0123456789abcdef0' }), { agentPreinstalled: true });
