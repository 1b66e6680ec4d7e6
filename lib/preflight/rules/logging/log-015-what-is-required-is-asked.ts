import { Capability } from '../../model/capability';
import { isKnown } from '../../model/known';
import { Asked } from '../../model/need';
import { Rule } from '../rule';

/** SSM-LOG-015. */
export const whatIsRequiredIsAsked: Rule = {
  id: 'SSM-LOG-015',
  title: 'The session document in use asks for the transcripts and the encryption that are required',
  why: 'Whoever requires transcripts or encryption of preflight means to have them; without a session document that names a bucket, a log group or a key there are none.',
  fix: 'give the node sessionPreferences, or make a session document that names it',
  contract: 1,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html',
  hop: 'SERVICE',
  *check({ node, asked, required }) {
    if (!isKnown(asked)) { return; }
    for (const [capability, input, name] of WANTED) {
      if (required?.has(capability) && asked?.[input] === undefined) {
        yield {
          severity: 'BLOCKED',
          spot: { place: node.place },
          message: `${capability} is required, and no session document in use names a ${name}`,
          capabilities: [capability],
        };
      }
    }
  },
};

const WANTED: [Capability, keyof Asked, string][] = [
  ['TRANSCRIPT_S3', 'bucket', 'bucket'], ['TRANSCRIPT_CLOUDWATCH', 'logGroup', 'log group'], ['KMS_ENCRYPTION', 'key', 'key'],
];
