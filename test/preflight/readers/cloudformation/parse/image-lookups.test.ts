import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Preflight, PreflightVerdict } from '../../../../../lib';
import { imageNamesBeside, imageNamesIn } from '../../../../../lib/preflight/readers/cloudformation/parse/image-lookups';
import { PublicNode, quietApp } from '../../../apps';

const key = (name: string, owner = 'amazon') => `ami:account=123456789012:filters.image-type.0=machine:filters.name.0=${name}:filters.state.0=available:owners.0=${owner}:region=us-east-1`;

test('reads the name that a look-up filters by', () => {
  expect(imageNamesIn({ [key('al2023-ami-2023.*-x86_64')]: 'ami-1', [key('ubuntu/images/hvm-ssd/ubuntu-noble-24.04-amd64-server-*', '099720109477')]: 'ami-2' }))
    .toEqual(new Map([['ami-1', 'al2023-ami-2023.*-x86_64'], ['ami-2', 'ubuntu/images/hvm-ssd/ubuntu-noble-24.04-amd64-server-*']]));
});

test.each<[string, Record<string, unknown>]>([
  ['of somebody else', { [key('al2023-ami-2023.*-x86_64', '123456789012')]: 'ami-1' }],
  ['of two owners', { [`${key('al2023-ami-*')}:owners.1=self`]: 'ami-1' }],
  ['by two names', { [`${key('al2023-ami-*')}:filters.name.1=my-*`]: 'ami-1' }],
  ['without a name', { 'ami:account=123456789012:owners.0=amazon': 'ami-1' }],
  ['that found nothing', { [key('al2023-ami-*')]: { $providerError: 'none' } }],
  ['of something else', { 'availability-zones:account=123456789012': ['us-east-1a'], 'vpc-provider:filters.name.0=x:owners.0=amazon': 'ami-1' }],
])('ignores a look-up %s', (_, context) => {
  expect(imageNamesIn(context)).toEqual(new Map());
});

test('reads cdk.context.json beside the assembly, if it can be read', () => {
  const app = mkdtempSync(join(tmpdir(), 'preflight-'));
  expect(imageNamesBeside(join(app, 'cdk.out'))).toEqual(new Map());
  writeFileSync(join(app, 'cdk.context.json'), JSON.stringify({ [key('al2023-ami-*-x86_64')]: 'ami-1' }));
  expect(imageNamesBeside(join(app, 'cdk.out'))).toEqual(new Map([['ami-1', 'al2023-ami-*-x86_64']]));
  writeFileSync(join(app, 'cdk.context.json'), '{');
  expect(imageNamesBeside(join(app, 'cdk.out'))).toEqual(new Map());
});

test('a node whose image was looked up by name connects', () => {
  const verdict = (name: string) => {
    const context = { [key(name)]: 'ami-0123456789abcdef0' };
    const app = quietApp({ context });
    const stack = new PublicNode(app, 'Looked', { env: { account: '123456789012', region: 'us-east-1' } });
    const image = new ec2.LookupMachineImage({ name, owners: ['amazon'] }).getImage(stack);
    stack.instance.instance.imageId = image.imageId;
    expect(image.imageId).toBe('ami-0123456789abcdef0');
    return Preflight.ofApp(app).node('Looked/Node').verdict;
  };
  expect(verdict('al2023-ami-2023.*-x86_64')).toBe(PreflightVerdict.CONNECTS);
  expect(verdict('company-golden-image-*-x86_64')).toBe(PreflightVerdict.UNKNOWN);
});
