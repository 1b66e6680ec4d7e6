import { isKnown } from '../../model/known';
import { Capability } from '../../model/session/capability';
import { SessionDocumentInputs } from '../../model/session/requirement';
import { catalogued, Rule } from '../rule';

export const whatIsRequiredIsAskedRule: Rule = {
  ...catalogued('SSM-LOG-015'),
  why: 'Preflight was told to require transcripts or encryption. There are none unless a session document names a bucket, a log group or a key.',
  fix: 'name it in the session document that sessions with the node use; in an app with this library, in the sessionPreferences of the node',
  contract: 1,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html',
  reads: 'what preflight was told to require, and whether the session document in use names a bucket, a log group and a key',
  cannotSee: 'another document that a person names, and a document in use that cannot be seen, of which SSM-LOG-001 tells',
  hop: 'SERVICE',
  *check({ node, documentInputs, required }) {
    if (!isKnown(documentInputs)) { return; }
    for (const [capability, input, name] of WANTED) {
      if (required?.has(capability) && documentInputs?.[input] === undefined) {
        yield {
          severity: 'BLOCKED',
          location: { resource: node.resource },
          message: `${capability} is required, and no session document in use names a ${name}`,
          capabilities: [capability],
        };
      }
    }
  },
};

const WANTED: [Capability, keyof SessionDocumentInputs, string][] = [
  ['TRANSCRIPT_S3', 'bucket', 'bucket'], ['TRANSCRIPT_CLOUDWATCH', 'logGroup', 'log group'], ['KMS_ENCRYPTION', 'key', 'key'],
];
