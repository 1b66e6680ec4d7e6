import { documentTypes } from './log-001-document-types';
import { bucketExists } from './log-002-bucket-exists';
import { bucketEncryption } from './log-003-bucket-encryption';
import { roleUploads } from './log-004-upload';
import { roleChecksBucket } from './log-005-bucket-check';
import { bucketPolicy } from './log-006-bucket-policy';
import { bucketKey } from './log-007-bucket-key';
import { scriptIsThere } from './log-008-script';
import { logGroupExists } from './log-009-log-group-exists';
import { logGroupEncryption } from './log-010-log-group-encryption';
import { roleFindsLogGroup } from './log-011-log-group-search';
import { roleMakesStreams } from './log-012-log-streams';
import { rolePutsEvents } from './log-013-log-events';
import { logGroupKey } from './log-014-log-group-key';
import { whatIsRequiredIsAsked } from './log-015-what-is-required-is-asked';
import { Rule } from '../rule';

/** What transcripts of sessions take, and what sessions take where the document in use wants them encrypted. */
export const LOGGING_RULES: Rule[] = [
  whatIsRequiredIsAsked, documentTypes, bucketExists, bucketEncryption, roleUploads, roleChecksBucket, bucketPolicy, bucketKey, scriptIsThere,
  logGroupExists, logGroupEncryption, roleFindsLogGroup, roleMakesStreams, rolePutsEvents, logGroupKey,
];
