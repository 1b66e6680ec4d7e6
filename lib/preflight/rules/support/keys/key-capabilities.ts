import { Capability } from '../../../model/session/capability';

/** What a key that does not open costs: no tunnel is encrypted with it. */
export const KEY_CAPABILITIES: readonly Capability[] = ['SHELL', 'KMS_ENCRYPTION'];
