import { isKnown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { catalogued, Rule } from '../rule';

/** 16 KB, before base64. */
const MOST_BYTES = 16_384;

export const userDataIsTakenRule: Rule = {
  ...catalogued('SSM-AGT-008'),
  why: 'EC2 refuses to start a node whose user data is longer than 16 KB before base64, or is not in base64.',
  fix: 'put the user data into base64, and what is longer than 16 KB into a bucket from which the user data loads it',
  contract: 9,
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html',
  reads: 'the user data as the template gives it: whether it is in base64, and how long it is at least',
  cannotSee: 'the length of what only the deployment knows, and what another stack or a service adds to it',
  hop: 'NODE',
  *check({ node: { resource, userData: { location }, userDataEncoding } }) {
    if (!userDataEncoding) { return; }
    const { isBase64, leastBytes } = userDataEncoding;
    const finding = { severity: 'BLOCKED', location, capabilities: SESSION_CAPABILITIES } as const;
    if (isKnown(isBase64) && !isBase64) {
      yield { ...finding, message: `the user data of ${resource.name} is plain text, and EC2 takes it in base64 only`, fix: 'put the user data into base64 (Fn::Base64; in the CDK Fn.base64)' };
    }
    if (leastBytes > MOST_BYTES) {
      yield { ...finding, message: `the user data of ${resource.name} has ${leastBytes} bytes, and EC2 takes at most ${MOST_BYTES} before base64`, fix: 'shorten the user data, or let it load from a bucket what is longer' };
    }
  },
};
