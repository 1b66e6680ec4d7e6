import { EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { useAccount, account, proxy, reason, READY, create } from './account';
import { anyHttpApi } from '../../http/fault-proxy';
import { MotoServer } from '../../http/moto-server';

useAccount();
// The first call makes moto load many modules, which takes long on a busy machine.
jest.setTimeout(60_000);

let moto: MotoServer;
let ec2: EC2Client;

beforeAll(async () => {
  moto = await MotoServer.shared();
  ec2 = new EC2Client({ endpoint: moto.url });
}, 300_000);


// What moto knows of it is moto's: instances and their consoles. The stub is only of what moto lacks.
beforeEach(async () => {
  await moto.reset();
  const api = anyHttpApi(moto.url);
  for (const action of ['DescribeInstances', 'GetConsoleOutput']) {
    proxy.on(action, async () => {
      const request = proxy.requests.filter(each => each.action === action).at(-1)!;
      return api(action, request.body, request);
    }, Infinity);
  }
});

async function launch(): Promise<string> {
  const { Instances } = await ec2.send(new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' }));
  return Instances![0].InstanceId!;
}

test('an instance that never registers is told as EC2 shows it', async () => {
  expect(await reason({ NodeIds: [await launch()] })).toMatch(/: i-[0-9a-f]{17} is running, has no instance profile, has never registered with Systems Manager\. /);
  expect(proxy.calls).toContain('GetConsoleOutput');
});

test('an instance that is terminated is waited for no longer', async () => {
  const id = await launch();
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  expect(await reason({ NodeIds: [id] })).toContain('1 of 1 nodes will never be reached by Session Manager');
});

test('an instance that EC2 does not know is told, and keeps no other from being told', async () => {
  const known = await launch();
  const text = await reason({ NodeIds: ['i-00000000000000001', known] });
  expect(text).toContain('i-00000000000000001 is not there');
  expect(text).toContain(`${known} is running`);
});

test('an instance that is ready is done', async () => {
  const id = await launch();
  account.nodes.set(id, READY);
  expect(await create({ NodeIds: [id] })).toMatchObject({ Status: 'SUCCESS' });
});
