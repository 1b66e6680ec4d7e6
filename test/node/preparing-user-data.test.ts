import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { PreparingUserData } from '../../lib/node/preparing-user-data';

const stack = new Stack(new App(), 'Stack');
const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'files');
const signalled = new s3.Bucket(stack, 'Signalled');

test('a shell script installs the agent after its first line', () => {
  const inner = ec2.UserData.forLinux();
  inner.addCommands('echo before');
  const userData = new PreparingUserData(stack, ['install'], inner);
  userData.addCommands('echo after');
  expect(userData.render()).toBe('#!/bin/bash\ninstall\necho before\necho after');
});

test('a shell script keeps its interpreter', () => {
  const userData = new PreparingUserData(stack, ['install'], ec2.UserData.forLinux({ shebang: '#!/bin/sh -e' }));
  expect(userData.render()).toBe('#!/bin/sh -e\ninstall');
});

test('a PowerShell script installs the agent within its tags', () => {
  const userData = new PreparingUserData(stack, ['install'], ec2.UserData.forWindows());
  userData.addCommands('Write-Output after');
  expect(userData.render()).toBe('<powershell>\ninstall\nWrite-Output after</powershell>');
});

test('a PowerShell script that persists keeps the persist tag', () => {
  const userData = new PreparingUserData(stack, ['install'], ec2.UserData.forWindows({ persist: true }));
  expect(userData.render()).toBe('<powershell>\ninstall\n</powershell><persist>true</persist>');
});

test('every other command is passed to the script', () => {
  const [inner, twin] = [ec2.UserData.forLinux(), ec2.UserData.forLinux()];
  const userData = new PreparingUserData(stack, ['install'], inner);
  for (const target of [userData, twin]) {
    target.addOnExitCommands('echo bye');
    expect(target.addS3DownloadCommand({ bucket, bucketKey: 'file', localFile: '/tmp/file' })).toBe('/tmp/file');
    target.addExecuteFileCommand({ filePath: '/tmp/file' });
    target.addSignalOnExitCommand(signalled);
  }
  expect(stack.resolve(userData.render())).toEqual(stack.resolve(twin.render().replace('#!/bin/bash\n', '#!/bin/bash\ninstall\n')));
});

test.each([
  ['multipart', new ec2.MultipartUserData()],
  ['cloud-config', ec2.UserData.custom('#cloud-config\n')],
])('%s user data is refused', (_, inner) => {
  expect(() => new PreparingUserData(stack, ['install'], inner)).toThrow(new Error(
    'userData is neither a shell nor a PowerShell script, so the commands that prepare the node (install ...) cannot be put before it; use ec2.UserData.forLinux() or forWindows(), or an image that has what they install [Stack]'));
});

test('user data may be as long as EC2 takes it, in bytes', () => {
  const inner = ec2.UserData.custom('#!/bin/bash\n');
  const userData = new PreparingUserData(stack, ['install'], inner);
  const room = 16384 - Buffer.byteLength('#!/bin/bash\ninstall\n');
  // A letter of two bytes, and a token, whose length is not known.
  userData.addCommands(`\u00e9${'x'.repeat(room - 3)}${stack.stackId}`);
  expect(Buffer.byteLength(stack.resolve(userData.render())['Fn::Join'][1][0])).toBe(16384);
  userData.addCommands('');
  expect(() => userData.render()).toThrow(new Error(
    'userData must be at most 16384 bytes with the commands that prepare the node, got 16385, of which 7 are those commands; put what is long into a bucket from which the user data loads it '
    + '(SSM-AGT-008: EC2 takes the user data: it is in base64, and at most 16 KB before that) [Stack]'));
});
