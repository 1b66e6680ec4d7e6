import { Unknown } from '../../../../lib/preflight/model/known';
import { Image } from '../../../../lib/preflight/model/node';
import { gap } from '../../../../lib/preflight/model/symbolic-text';
import { scriptIsThereRule } from '../../../../lib/preflight/rules/logging/log-008-script';
import { nodeSetting, nodeLocation, workingImage } from '../working-context';
import { DocumentChanges, documentFindings, workingDocumentContext } from '../working-document';

function findings(image: Partial<Image>, { userData = '', ...changes }: DocumentChanges & { readonly userData?: string | Unknown } = {}) {
  const { document } = workingDocumentContext(changes).node;
  return documentFindings(scriptIsThereRule, { ...changes, image, node: { document, userData: nodeSetting('UserData', userData) } });
}

test('an image without script', () => {
  expect(findings({ script: false })).toEqual([{
    severity: 'WARNING',
    location: nodeLocation('Properties/ImageId'),
    message: 'Node starts from al2023-ami-kernel-default-x86_64, which has no `script`, and user data installs none: sessions run, and their transcripts are never uploaded',
    fix: 'install util-linux in the user data of Node (bsdutils on Debian, util-linux-script on Fedora 41 and Red Hat Enterprise Linux 10)',
    capabilities: ['TRANSCRIPT_S3'],
    services: ['s3'],
  }]);
});

test('the transcripts that script records', () => {
  const notStreaming = { cloudWatchStreamingEnabled: false };
  expect(findings({ script: false }, { inputs: notStreaming })).toMatchObject([{ capabilities: ['TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH'], services: ['s3', 'logs'] }]);
  expect(findings({ script: false }, { inputs: { ...notStreaming, s3BucketName: '' } })).toMatchObject([{ capabilities: ['TRANSCRIPT_CLOUDWATCH'], services: ['logs'] }]);
  expect(findings({ script: false }, { inputs: { ...notStreaming, cloudWatchLogGroupName: '' } })).toMatchObject([{ capabilities: ['TRANSCRIPT_S3'] }]);
});

test.each([
  { s3BucketName: '' },
  { s3BucketName: new Unknown('a parameter') },
  { s3BucketName: '', cloudWatchStreamingEnabled: new Unknown('a parameter') },
  { s3BucketName: '', cloudWatchStreamingEnabled: false, cloudWatchLogGroupName: new Unknown('a parameter') },
  { s3BucketName: '', cloudWatchStreamingEnabled: false, cloudWatchLogGroupName: '' },
])('no transcript that script records: %j', inputs => {
  expect(findings({ script: false }, { inputs })).toEqual([]);
});

test.each([
  { script: true },
  { script: new Unknown('a parameter') },
  { script: false, platform: 'windows' as const },
  { script: false, platform: 'macos' as const },
  { script: false, platform: new Unknown('a parameter') },
])('an image that has script, or might have it, or needs none: %j', image => {
  expect(findings(image)).toEqual([]);
});

test.each([
  '#!/bin/bash\ndnf -y install util-linux',
  '#!/bin/bash\n{ apt-get update && apt-get -y install bsdutils; }',
  '#!/bin/bash\ndnf install -y util-linux-script',
  '#cloud-config\npackages:\n  - util-linux',
  `#!/bin/bash\n${gap('a parameter')}`,
  new Unknown('a parameter'),
])('user data that installs script, or might: %j', userData => {
  expect(findings({ script: false }, { userData })).toEqual([]);
});

test.each(['#!/bin/bash\n# install util-linux some day', '#!/bin/bash\n  # util-linux', '#!/bin/bash\ndnf -y install util-linuxes'])('user data that does not install script: %j', userData => {
  expect(findings({ script: false }, { userData })).toHaveLength(1);
});

test('each image has its own finding', () => {
  const images = [nodeSetting('ImageId', { ...workingImage(), script: false }), nodeSetting('ImageId', workingImage()), nodeSetting<Image>('ImageId', new Unknown('a parameter'))];
  const { document } = workingDocumentContext().node;
  expect(documentFindings(scriptIsThereRule, { node: { document, images } })).toHaveLength(1);
});
