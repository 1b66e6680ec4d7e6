import { sessionKeyRule } from './key-001-session-key';
import { roleDecryptsRule } from './key-002-role-decrypts';
import { keyPolicyRule } from './key-003-key-policy';
import { Rule } from '../rule';

/** What sessions take that are encrypted with a KMS key. */
export const KEY_RULES: Rule[] = [sessionKeyRule, roleDecryptsRule, keyPolicyRule];
