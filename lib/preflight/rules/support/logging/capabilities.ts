import { Capability } from '../../../model/session/capability';
import { SessionDocumentInputs } from '../../../model/session/requirement';

/** What a bucket that is not as it should be may cost: the session as well, where the document wants the bucket encrypted. */
export function bucketCapabilities({ bucketEncryption }: SessionDocumentInputs): Capability[] {
  return bucketEncryption === false ? ['TRANSCRIPT_S3'] : ['SHELL', 'TRANSCRIPT_S3'];
}

/** What a log group that is not as it should be may cost: the session as well, where the document wants the group encrypted. */
export function logGroupCapabilities({ logGroupEncryption }: SessionDocumentInputs): Capability[] {
  return logGroupEncryption === false ? ['TRANSCRIPT_CLOUDWATCH'] : ['SHELL', 'TRANSCRIPT_CLOUDWATCH'];
}
