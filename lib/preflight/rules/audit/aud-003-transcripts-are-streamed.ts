import { isKnown } from '../../model/known';
import { listed } from '../../model/words';
import { catalogued } from '../rule';
import { AuditContext, AuditFinding, AuditRule } from '../rule-about-audit';
import { hasOpenWriters, readsLines, TranscriptFilter, transcriptFilters, Writer } from '../support/audit/transcript-filters';

export const transcriptsAreStreamedRule: AuditRule = {
  ...catalogued('SSM-AUD-003'),
  why: 'Without streaming a transcript comes when its session has ended, and as plain text: what reads it as JSON never fits, and anything else is late.',
  fix: 'have the session document stream: "cloudWatchStreamingEnabled": true',
  contract: 2,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-cloudwatch-logs.html',
  reads: 'whether a session document that names the log group of a metric filter streams to it',
  cannotSee: 'session documents that are in no template, which may stream to the same log group',
  *check(context) {
    for (const transcript of transcriptFilters(context)) {
      const { writers, filter: { environment } } = transcript;
      if (writers.length > 0 && !writers.some(mayStream) && !hasOpenWriters(context, environment)) { yield finding(context, transcript); }
    }
  },
};

function mayStream({ document: { sessionType }, inputs: { streaming } }: Writer): boolean {
  const isShell = !isKnown(sessionType.value) || sessionType.value === 'Standard_Stream';
  return isShell && streaming !== false;
}

/** Certain only of a log group of the templates: to any other one, anybody's documents may stream. */
function finding({ model }: AuditContext, { filter, logGroup, writers }: TranscriptFilter): AuditFinding {
  const { name } = filter.location.resource;
  const documents = listed(writers.map(({ document }) => document.location.resource.name));
  const isDead = readsLines(filter) && isKnown(model.logGroup(logGroup, filter.environment));
  const consequence = isDead ? 'they come as plain text when a session has ended, which its pattern never fits' : 'they come when a session has ended';
  return {
    severity: isDead ? 'BLOCKED' : 'WARNING',
    location: writers[0].document.inputs.location,
    message: `${name} reads transcripts that ${documents} ${writers.length === 1 ? 'does' : 'do'} not stream: ${consequence}`,
  };
}
