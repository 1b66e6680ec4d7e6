import { MetricFilter } from '../../../model/audit/log-filter';
import { isKnown } from '../../../model/known';
import { Environment } from '../../../model/node';
import { remembered } from '../../../model/remembered';
import { SessionDocumentInputs } from '../../../model/session/requirement';
import { sessionDocumentInputs } from '../../../model/session/session-document-inputs';
import { SessionDocument } from '../../../model/session/session-resources';
import { AuditContext } from '../../rule-about-audit';

/** A metric filter on a log group of transcripts. */
export interface TranscriptFilter {
  readonly filter: MetricFilter;
  readonly logGroup: string;
  /** The session documents that certainly log to the group; none where the pattern alone tells that it is about transcripts. */
  readonly writers: readonly Writer[];
}

/** A session document that logs to CloudWatch Logs. */
export interface Writer {
  readonly document: SessionDocument;
  readonly inputs: SessionDocumentInputs;
}

/** The session documents of an environment, by the log groups that they name. */
interface Writers {
  readonly byGroup: ReadonlyMap<string, readonly Writer[]>;
  /** Whether some may stream to any group. */
  readonly areOpen: boolean;
}

const FILTERS = new WeakMap<AuditContext, readonly TranscriptFilter[]>();
const WRITERS = new WeakMap<AuditContext, Map<string, Writers>>();

/** The property of a streamed event that has the lines. */
export const LINES = 'sessionData';
const READS_LINES = new RegExp(`\\$\\.?(${LINES}\\b|\\['${LINES}'\\])`);

/** Those on a log group that a session document names, or whose pattern reads the lines of transcripts. Other filters are not ours. */
export function transcriptFilters(context: AuditContext): readonly TranscriptFilter[] {
  return remembered(FILTERS, context, () => context.audit.metricFilters.flatMap(filter => {
    const { logGroup, environment } = filter;
    if (!isKnown(logGroup)) { return []; }
    const writers = writersIn(context, environment).byGroup.get(logGroup) ?? [];
    return writers.length > 0 || readsLines(filter) ? [{ filter, logGroup, writers }] : [];
  }));
}

/** Whether a document of the environment may stream to a group that nobody knows. */
export function hasOpenWriters(context: AuditContext, environment: Environment): boolean {
  return writersIn(context, environment).areOpen;
}

export function readsLines({ pattern: { value } }: Pick<MetricFilter, 'pattern'>): boolean {
  return isKnown(value) && READS_LINES.test(value);
}

/** Where it is: names of log groups are those of one account and region. */
export function placeOf({ account, region }: Environment): string {
  return `${account}|${region}`;
}

function writersIn(context: AuditContext, environment: Environment): Writers {
  return remembered(remembered(WRITERS, context, () => new Map<string, Writers>()), placeOf(environment), () => {
    const byGroup = new Map<string, Writer[]>();
    let areOpen = false;
    for (const document of context.model.sessionDocuments?.(environment) ?? []) {
      const inputs = sessionDocumentInputs(document);
      if (!isKnown(inputs) || !isKnown(inputs.logGroup)) {
        areOpen = true;
      } else if (inputs.logGroup !== undefined) {
        remembered(byGroup, inputs.logGroup, () => []).push({ document, inputs });
      }
    }
    return { byGroup, areOpen };
  });
}
