import { PreflightAccessVerdict } from '../preflight-access';

export interface AccessTag {
  readonly name: string;
  readonly sign: string;
  readonly className: string;
}

/** How each verdict looks: a sign and a word, since colors say nothing to some people, and nothing on paper. */
export const ACCESS_TAGS: { readonly [verdict in PreflightAccessVerdict]: AccessTag } = {
  YES: { name: 'Yes', sign: '✓', className: 'ok' },
  NO: { name: 'No', sign: '–', className: 'off' },
  UNKNOWN: { name: 'Unknown', sign: '?', className: 'unk' },
};
