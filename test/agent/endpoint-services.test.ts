import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ENDPOINT_SERVICES } from '../../lib/agent/endpoint-services';
import { newStack } from '../util';

const CDK_SERVICES: Record<string, { readonly name: string }> = {
  ssm: ec2.InterfaceVpcEndpointAwsService.SSM,
  ssmmessages: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES,
  ec2messages: ec2.InterfaceVpcEndpointAwsService.EC2_MESSAGES,
  logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  kms: ec2.InterfaceVpcEndpointAwsService.KMS,
  s3: ec2.GatewayVpcEndpointAwsService.S3,
};

describe('the endpoint services', () => {
  test.each(ENDPOINT_SERVICES.map(({ name, type }) => [name, type]))('%s has the name that the CDK has for it', (name, type) => {
    const service = type === 'interface' ? new ec2.InterfaceVpcEndpointAwsService(name) : new ec2.GatewayVpcEndpointAwsService(name);
    const stack = newStack({ region: 'cn-north-1' });
    expect(stack.resolve(service.name)).toEqual(stack.resolve(CDK_SERVICES[name].name));
  });

  test.each(['name', 'property', 'constructId'] as const)('no two have the same %s', column => {
    const values = ENDPOINT_SERVICES.map(service => service[column]);
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
  });

  test('each is called with actions of its own service', () => {
    const prefixes = ENDPOINT_SERVICES.map(({ name, actions }) => [name, [...new Set(actions.map(action => action.split(':')[0]))]]);
    expect(prefixes).toEqual(ENDPOINT_SERVICES.map(({ name }) => [name, [name]]));
  });
});
