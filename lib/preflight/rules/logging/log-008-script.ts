import { isKnown, Known } from '../../model/known';
import { Capability } from '../../model/session/capability';
import { SessionDocumentInputs } from '../../model/session/requirement';
import { gapIn } from '../../model/symbolic-text';
import { catalogued, Rule } from '../rule';
import { documentOf } from '../support/logging/session-document';

export const scriptIsThereRule: Rule = {
  ...catalogued('SSM-LOG-008'),
  why: 'The agent records a session with `script`; without it nothing is uploaded, and the session still runs.',
  fix: 'install util-linux in user data (bsdutils on Debian), or stream transcripts to CloudWatch Logs',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-s3.html',
  reads: 'whether the image of a Linux node is known to lack the command, and whether the user data names util-linux or bsdutils',
  cannotSee: 'what a private image carries, of which nothing is said, whether the installation succeeds, and what a script from elsewhere installs',
  hop: 'NODE',
  *check(context) {
    const seen = documentOf(context);
    const capabilities = seen ? recordedWithScript(seen.inputs) : [];
    if (capabilities.length === 0 || installsScript(context.node.userData.value)) {
      return;
    }
    const { name } = context.node.resource;
    for (const { value: image, location } of context.node.images) {
      if (isKnown(image) && image.platform === 'linux' && image.script === false) {
        yield {
          severity: 'WARNING',
          location,
          message: `${name} starts from ${image.name}, which has no \`script\`, and user data installs none: sessions run, and their transcripts are never uploaded`,
          fix: `install util-linux in the user data of ${name} (bsdutils on Debian, util-linux-script on Fedora 41 and Red Hat Enterprise Linux 10)`,
          capabilities,
          services: capabilities.map(capability => capability === 'TRANSCRIPT_S3' ? 's3' : 'logs'),
        };
      }
    }
  },
};

/** A stream to CloudWatch Logs does without. */
function recordedWithScript({ bucket, logGroup, streaming }: SessionDocumentInputs): Capability[] {
  const toBucket = isKnown(bucket) && bucket !== undefined;
  const toGroup = isKnown(logGroup) && logGroup !== undefined && streaming === false;
  return [...toBucket ? ['TRANSCRIPT_S3' as const] : [], ...toGroup ? ['TRANSCRIPT_CLOUDWATCH' as const] : []];
}

/** User data that cannot be seen may install anything. */
function installsScript(userData: Known<string>): boolean {
  return !isKnown(userData) || gapIn(userData) !== undefined || userData.split('\n').some(line => !/^\s*#/.test(line) && /\b(util-linux|bsdutils)\b/.test(line));
}
