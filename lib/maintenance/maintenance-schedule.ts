import { Duration, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { PropTypes, checkProps, checkValue, required } from '../core/check-props';
import { fail } from '../core/errors';
import { BOOLEAN, DAYS, MINUTES, TEXT } from '../core/prop-types';

/**
 * How a schedule by the clock is meant.
 */
export interface CronScheduleOptions {
  /**
   * How long after the day that the expression gives: 1-6 whole days. Two days after `TUE#2` is the Thursday after Patch Tuesday, which need not be the
   * second one of the month.
   *
   * @default - none
   */
  readonly offset?: Duration;

  /**
   * Whether an association waits for its first time. Otherwise it also runs at once when it is made or changed, and on each node that becomes one of its
   * targets. A maintenance window always waits.
   *
   * @default - true with an `offset`, which needs it, else false
   */
  readonly onlyAtInterval?: boolean;
}

const OPTION_TYPES: PropTypes<CronScheduleOptions> = { offset: DAYS, onlyAtInterval: BOOLEAN };

/** What a schedule makes of an association. */
interface AssociationSchedule {
  readonly scheduleExpression: string;
  readonly scheduleOffset?: number;
  readonly applyOnlyAtCronInterval?: boolean;
}

/**
 * When something is done to nodes, again and again.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
 */
export class MaintenanceSchedule {
  /**
   * At intervals. An association runs at once as well, and on each node that becomes one of its targets.
   *
   * @param interval whole minutes from 30, and less than 31 days; known at synthesis
   * @throws if it is out of that range
   */
  public static rate(interval: Duration): MaintenanceSchedule {
    checkValue(undefined, 'interval', interval, required(MINUTES));
    if (interval.isUnresolved()) {
      fail(undefined, 'interval must be known at synthesis, got a value known at deployment only; use Duration.days(n) with a number');
    }
    const minutes = interval.toMinutes({ integral: false });
    if (!Number.isInteger(minutes) || minutes < LEAST_MINUTES || minutes >= MOST_DAYS * MINUTES_A_DAY) {
      fail(undefined, `interval must be whole minutes, from ${LEAST_MINUTES} minutes to less than ${MOST_DAYS} days, got ${interval.toHumanString()}; use one such as Duration.days(14)`);
    }
    return new MaintenanceSchedule(`rate(${inWords(minutes)})`, {});
  }

  /**
   * By the clock. An association goes by UTC, and takes no months.
   *
   * @param expression the fields without `cron()`: minutes, hours, day of the month, month, day of the week and year, one of the two days being `?`:
   * `0 2 ? * SUN *` is each Sunday at 2:00
   * @param options how it is meant
   * @throws if the expression has too few fields or a value for both days, `offset` is not 1-6 whole days or contradicts `onlyAtInterval: false`
   */
  public static cron(expression: string, options: CronScheduleOptions = {}): MaintenanceSchedule {
    checkValue(undefined, 'expression', expression, required(TEXT));
    checkProps(undefined, options, OPTION_TYPES);
    if (!Token.isUnresolved(expression)) {
      checkCron(expression);
    }
    const { offset, onlyAtInterval } = options;
    if (offset !== undefined) {
      checkOffset(offset);
    }
    if (offset !== undefined && onlyAtInterval === false) {
      fail(undefined, 'onlyAtInterval: false contradicts offset, which an association takes only where it waits for its first time; remove one of the two');
    }
    return new MaintenanceSchedule(`cron(${expression})`, options);
  }

  private constructor(private readonly expression: string, private readonly options: CronScheduleOptions) {}

  /** @internal */
  public _ofAssociation(scope: IConstruct): AssociationSchedule {
    const [, month] = /^cron\((?:0 )?\S+ \S+ \S+ (\S+) \S+ \S+\)$/.exec(this.expression) ?? [];
    if (month !== undefined && month !== '*' && !Token.isUnresolved(this.expression)) {
      fail(scope, `schedule must not name months, got ${this.expression}: State Manager takes * for the month alone; use a maintenance window, which takes them`);
    }
    return {
      scheduleExpression: this.expression,
      scheduleOffset: this.options.offset?.toDays(),
      applyOnlyAtCronInterval: this.options.onlyAtInterval ?? (this.options.offset === undefined ? undefined : true),
    };
  }

  /** @internal */
  public _ofWindow(): { readonly schedule: string; readonly scheduleOffset?: number } {
    return { schedule: this.expression, scheduleOffset: this.options.offset?.toDays() };
  }
}

const LEAST_MINUTES = 30;
const MOST_DAYS = 31;
const MINUTES_A_DAY = 24 * 60;
const MOST_OFFSET_DAYS = 6;

/** In the largest unit that divides it, which has to be in the singular for one. */
function inWords(minutes: number): string {
  const [unit, size] = ([['day', MINUTES_A_DAY], ['hour', 60], ['minute', 1]] as const).find(([, each]) => minutes % each === 0)!;
  const count = minutes / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Six fields, and the seconds before them, which have to be 0 in an association and so are nothing to choose. */
function checkCron(expression: string): void {
  const fields = expression.split(' ');
  if (fields.length !== 6 || !fields.every(field => /^[\dA-Z*?,/#-]+$/i.test(field))) {
    fail(undefined, `expression must be six fields with one blank between them (minutes, hours, day of the month, month, day of the week, year), got '${expression}'; write one such as '0 2 ? * SUN *'`);
  }
  const [, , dayOfMonth, , dayOfWeek] = fields;
  if (dayOfMonth !== '?' && dayOfWeek !== '?') {
    fail(undefined, `expression must have ? as the day of the month or as the day of the week, got '${expression}'; write one such as '0 2 ? * SUN *'`);
  }
}

function checkOffset(offset: Duration): void {
  if (offset.isUnresolved()) {
    fail(undefined, 'offset must be known at synthesis, got a value known at deployment only; use Duration.days(n) with a number');
  }
  const days = offset.toDays({ integral: false });
  if (!Number.isInteger(days) || days < 1 || days > MOST_OFFSET_DAYS) {
    fail(undefined, `offset must be 1-${MOST_OFFSET_DAYS} whole days, got ${offset.toHumanString()}; use Duration.days(n) in that range`);
  }
}
