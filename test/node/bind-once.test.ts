import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  ISessionPreferences, ISsmManagedInstance, InteractiveCommandDocument, SessionEncryption, SessionLogging, SessionPreferences, SsmConnectivity,
  SsmManagedInstance, SsmVpcEndpoints,
} from '../../lib';
import { PRIVATE_ISOLATED, ec2Instance, newStack, vpcWith } from '../util';

const KINDS: [string, (stack: Stack, endpoints: SsmVpcEndpoints, sessionPreferences?: ISessionPreferences) => ISsmManagedInstance][] = [
  ['created', (stack, endpoints, sessionPreferences) => new SsmManagedInstance(stack, 'Node', {
    vpc: endpoints.vpc, connectivity: SsmConnectivity.privateLink(endpoints), sessionPreferences,
  })],
  ['existing', (stack, endpoints, sessionPreferences) => SsmManagedInstance.fromInstance(stack, 'Node', ec2Instance(stack, endpoints.vpc, {
    vpcSubnets: { subnetType: PRIVATE_ISOLATED },
  }), { vpc: endpoints.vpc, connectivity: SsmConnectivity.privateLink(endpoints), sessionPreferences })],
];

function endpointsWith(stack: Stack, sessionPreferences: ISessionPreferences) {
  const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc: vpcWith(stack, [PRIVATE_ISOLATED]), sessionPreferences });
  return { endpoints, allowFrom: jest.spyOn(endpoints, 'allowFrom') };
}

describe.each(KINDS)('the way out of an instance (%s)', (_name, make) => {
  test('is opened once, with the preferences that it is made with', () => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    const { endpoints, allowFrom } = endpointsWith(stack, sessionPreferences);
    const node = make(stack, endpoints, sessionPreferences);
    node.grantStartSession(new iam.User(stack, 'Person'));
    expect(allowFrom.mock.calls.map(([client]) => client.sessionPreferences)).toEqual([sessionPreferences]);
  });

  test('is opened again for the preferences of another document, once', () => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    const others = new SessionPreferences(stack, 'Others', { logging: SessionLogging.none(), encryption: SessionEncryption.none() });
    const { endpoints, allowFrom } = endpointsWith(stack, sessionPreferences);
    const node = make(stack, endpoints, sessionPreferences);
    const document = new InteractiveCommandDocument(stack, 'Top', { commands: { linux: { commands: 'top' } }, sessionPreferences: others });
    document.grantStartSession(new iam.User(stack, 'Person'), node);
    document.grantStartSession(new iam.User(stack, 'Colleague'), node);
    expect(allowFrom.mock.calls.map(([client]) => client.sessionPreferences)).toEqual([sessionPreferences, others]);
  });

  test('is opened once without preferences', () => {
    const stack = newStack();
    const { endpoints, allowFrom } = endpointsWith(stack, new SessionPreferences(stack, 'Preferences'));
    make(stack, endpoints);
    expect(allowFrom.mock.calls.map(([client]) => client.sessionPreferences)).toEqual([undefined]);
  });
});
