import { RecordingTrail } from '../../model/audit/recording-trail';
import { PropertyLocation } from '../../model/location';
import { catalogued } from '../rule';
import { AuditRule } from '../rule-about-audit';
import { sessionTrails } from '../support/audit/session-trails';

export const trailsRecordRule: AuditRule = {
  ...catalogued('SSM-AUD-010'),
  why: 'EventBridge gets the calls that open sessions from a trail that logs management events, and from nothing else.',
  fix: 'have the trail log, with management events of ReadWriteType All or WriteOnly',
  contract: 7,
  see: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html',
  reads: 'whether a trail of the templates logs, and which events it selects, where a rule on session calls is in its account and no other trail in sight logs them',
  cannotSee: 'trails that are in no template, such as one of the organization, so that it is a warning',
  *check(context) {
    const trails = sessionTrails(context);
    const silent = trails.map(trail => ({ trail, silence: silenceOf(trail) }));
    const accountsWithout = new Set(trails.map(({ environment }) => environment.account));
    silent.filter(({ silence }) => silence === undefined).forEach(({ trail }) => accountsWithout.delete(trail.environment.account));
    for (const { trail, silence } of silent) {
      if (silence && accountsWithout.has(trail.environment.account)) {
        yield {
          severity: 'WARNING',
          location: silence.location,
          message: `${trail.location.resource.name} ${silence.what}: unless the account has another trail, no rule hears of a session`,
        };
      }
    }
  },
};

/** Why a trail certainly records no session. */
function silenceOf({ isLogging, logsManagementWrites }: RecordingTrail): { readonly what: string; readonly location: PropertyLocation } | undefined {
  if (isLogging.value === false) { return { what: 'does not log', location: isLogging.location }; }
  return logsManagementWrites.value === false ? { what: 'logs no management events that write', location: logsManagementWrites.location } : undefined;
}
