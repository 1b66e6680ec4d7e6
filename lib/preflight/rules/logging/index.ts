import { documentTypesRule } from './log-001-document-types';
import { bucketExistsRule } from './log-002-bucket-exists';
import { bucketEncryptionRule } from './log-003-bucket-encryption';
import { roleUploadsRule } from './log-004-upload';
import { roleChecksBucketRule } from './log-005-bucket-check';
import { bucketPolicyRule } from './log-006-bucket-policy';
import { bucketKeyRule } from './log-007-bucket-key';
import { scriptIsThereRule } from './log-008-script';
import { logGroupExistsRule } from './log-009-log-group-exists';
import { logGroupEncryptionRule } from './log-010-log-group-encryption';
import { roleFindsLogGroupRule } from './log-011-log-group-search';
import { roleMakesStreamsRule } from './log-012-log-streams';
import { rolePutsEventsRule } from './log-013-log-events';
import { logGroupKeyRule } from './log-014-log-group-key';
import { whatIsRequiredIsAskedRule } from './log-015-what-is-required-is-asked';
import { runAsUserRule } from './log-016-run-as-user';
import { logGroupNameRule } from './log-017-log-group-name';
import { Rule } from '../rule';

/** What transcripts of sessions take, and what sessions take where the document in use wants them encrypted. */
export const LOGGING_RULES: Rule[] = [
  whatIsRequiredIsAskedRule,
  documentTypesRule,
  bucketExistsRule,
  bucketEncryptionRule,
  roleUploadsRule,
  roleChecksBucketRule,
  bucketPolicyRule,
  bucketKeyRule,
  scriptIsThereRule,
  logGroupExistsRule,
  logGroupEncryptionRule,
  roleFindsLogGroupRule,
  roleMakesStreamsRule,
  rolePutsEventsRule,
  logGroupKeyRule,
  runAsUserRule,
  logGroupNameRule,
];
