import { Capability } from '../../model/capability';
import { Asked } from '../../model/need';

/** What a bucket that is not as it should be may cost: the session as well, where the document wants the bucket encrypted. */
export function bucketCapabilities({ bucketEncryption }: Asked): Capability[] {
  return bucketEncryption === false ? ['TRANSCRIPT_S3'] : ['SHELL', 'TRANSCRIPT_S3'];
}

/** What a log group that is not as it should be may cost: the session as well, where the document wants the group encrypted. */
export function logGroupCapabilities({ logGroupEncryption }: Asked): Capability[] {
  return logGroupEncryption === false ? ['TRANSCRIPT_CLOUDWATCH'] : ['SHELL', 'TRANSCRIPT_CLOUDWATCH'];
}
