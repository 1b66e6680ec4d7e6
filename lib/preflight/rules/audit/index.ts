import { filtersAreTakenRule } from './aud-001-filters-are-taken';
import { filtersCanFitRule } from './aud-002-filters-can-fit';
import { transcriptsAreStreamedRule } from './aud-003-transcripts-are-streamed';
import { topicsLetPublishRule } from './aud-008-topics-let-publish';
import { topicKeysAreOpenRule } from './aud-009-topic-keys-are-open';
import { AuditRule } from '../rule-about-audit';

/** What has to hold for sessions to be recorded and told of, from the transcript and the call to the person who is told. */
export const AUDIT_RULES: readonly AuditRule[] = [
  filtersAreTakenRule,
  filtersCanFitRule,
  transcriptsAreStreamedRule,
  topicsLetPublishRule,
  topicKeysAreOpenRule,
];
