import { sessionKey } from './key-001-session-key';
import { roleDecrypts } from './key-002-role-decrypts';
import { keyPolicy } from './key-003-key-policy';
import { Rule } from '../rule';

/** What sessions take that are encrypted with a KMS key. */
export const KEY_RULES: Rule[] = [sessionKey, roleDecrypts, keyPolicy];
