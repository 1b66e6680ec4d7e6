import { Duration, Token } from 'aws-cdk-lib';
import type { MaintenanceSchedule } from './maintenance-schedule';
import { MAINTENANCE_SCHEDULE } from './prop-types';
import { PropTypes, checkProps, checkValue, having, required } from '../core/check-props';
import { fail } from '../core/errors';
import { TEXT } from '../core/prop-types';

/**
 * How long a maintenance window is.
 */
export interface PatchWindowOptions {
  /**
   * How long the window is open: 1-24 whole hours.
   *
   * @default Duration.hours(3)
   */
  readonly duration?: Duration;

  /**
   * How long before its end no further node is begun: 0-23 whole hours, and less than `duration`. What has begun goes on to its end.
   *
   * @default Duration.hours(1)
   */
  readonly cutoff?: Duration;

  /**
   * The time zone of the schedule, as IANA calls it: `Europe/Berlin`.
   *
   * @default - UTC
   */
  readonly timeZone?: string;
}

const HOURS = having('a Duration', 'toHours', 'Duration.hours(3)');

const OPTION_TYPES: PropTypes<PatchWindowOptions> = { duration: HOURS, cutoff: HOURS, timeZone: TEXT };

/** What a window is made of. */
interface PatchWindow {
  readonly schedule: MaintenanceSchedule;
  readonly duration: number;
  readonly cutoff: number;
  readonly timeZone?: string;
}

/**
 * When nodes are scanned or patched, and by what.
 */
export class PatchSchedule {
  /**
   * In a maintenance window, which begins no node after its cutoff and waits for its time.
   *
   * @param schedule when the window opens
   * @param options how long it is open
   * @throws if a length is out of range, or `timeZone` is no name of a time zone
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/maintenance-windows.html
   */
  public static maintenanceWindow(schedule: MaintenanceSchedule, options: PatchWindowOptions = {}): PatchSchedule {
    checkValue(undefined, 'schedule', schedule, required(MAINTENANCE_SCHEDULE));
    checkProps(undefined, options, OPTION_TYPES);
    const duration = hours('duration', options.duration ?? Duration.hours(3), 1, 24);
    const cutoff = hours('cutoff', options.cutoff ?? Duration.hours(Math.min(1, duration - 1)), 0, 23);
    if (cutoff >= duration) {
      fail(undefined, `cutoff must be less than duration, got ${cutoff} of ${duration} hours, so that no node would be begun; make the window longer or the cutoff shorter`);
    }
    const { timeZone } = options;
    if (timeZone !== undefined && !Token.isUnresolved(timeZone) && !isTimeZone(timeZone)) {
      fail(undefined, `timeZone must be a name of the IANA time zone database, got '${timeZone}'; use one such as 'Europe/Berlin'`);
    }
    return new PatchSchedule(schedule, { schedule, duration, cutoff, timeZone });
  }

  /**
   * By State Manager: also on each node that becomes one of the targets, at once. It knows neither an end nor time zones.
   *
   * @param schedule when
   */
  public static stateManager(schedule: MaintenanceSchedule): PatchSchedule {
    checkValue(undefined, 'schedule', schedule, required(MAINTENANCE_SCHEDULE));
    return new PatchSchedule(schedule);
  }

  private constructor(
    /** @internal */
    public readonly _schedule: MaintenanceSchedule,
    /** @internal */
    public readonly _window?: PatchWindow,
  ) {}
}

function hours(name: string, duration: Duration, least: number, most: number): number {
  if (duration.isUnresolved()) {
    fail(undefined, `${name} must be known at synthesis, got a value known at deployment only; use Duration.hours(n) with a number`);
  }
  const count = duration.toHours({ integral: false });
  if (!Number.isInteger(count) || count < least || count > most) {
    fail(undefined, `${name} must be ${least}-${most} whole hours, got ${duration.toHumanString()}; use Duration.hours(n) in that range`);
  }
  return count;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Newer Node.js takes offsets as well, which the service does not.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
