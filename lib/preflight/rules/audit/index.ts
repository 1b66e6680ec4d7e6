import { filtersAreTakenRule } from './aud-001-filters-are-taken';
import { filtersCanFitRule } from './aud-002-filters-can-fit';
import { transcriptsAreStreamedRule } from './aud-003-transcripts-are-streamed';
import { alarmsCanFireRule } from './aud-004-alarms-can-fire';
import { alarmsTellRule } from './aud-005-alarms-tell';
import { rulesCanFitRule } from './aud-006-rules-can-fit';
import { eventLogsLetWriteRule } from './aud-007-event-logs-let-write';
import { topicsLetPublishRule } from './aud-008-topics-let-publish';
import { topicKeysAreOpenRule } from './aud-009-topic-keys-are-open';
import { trailsRecordRule } from './aud-010-trails-record';
import { trailBucketsLetWriteRule } from './aud-011-trail-buckets-let-write';
import { trailKeysAreOpenRule } from './aud-012-trail-keys-are-open';
import { AuditRule } from '../rule-about-audit';

/** What has to hold for sessions to be recorded and told of, from the transcript and the call to the person who is told. */
export const AUDIT_RULES: readonly AuditRule[] = [
  filtersAreTakenRule,
  filtersCanFitRule,
  transcriptsAreStreamedRule,
  alarmsCanFireRule,
  alarmsTellRule,
  rulesCanFitRule,
  eventLogsLetWriteRule,
  topicsLetPublishRule,
  topicKeysAreOpenRule,
  trailsRecordRule,
  trailBucketsLetWriteRule,
  trailKeysAreOpenRule,
];
