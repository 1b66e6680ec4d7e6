import { Aws, Duration, Fn, Lazy, Token } from 'aws-cdk-lib';
import { AgentUpdates, CronScheduleOptions, MaintenanceSchedule, MaintenanceTargets, NodePatching, PatchSchedule } from '../../lib';
import { errorOf, newStack, propertiesOf } from '../fixtures';

const ASSOCIATION = 'AWS::SSM::Association';

function associationWith(schedule: MaintenanceSchedule) {
  const stack = newStack();
  new AgentUpdates(stack, 'Updates', { schedule });
  return propertiesOf(stack, ASSOCIATION)[0];
}

function windowWith(schedule: MaintenanceSchedule) {
  const stack = newStack();
  new NodePatching(stack, 'Patching', { targets: MaintenanceTargets.patchGroups('a'), schedule: PatchSchedule.maintenanceWindow(schedule) });
  return propertiesOf(stack, 'AWS::SSM::MaintenanceWindow')[0];
}

test.each([
  [Duration.minutes(30), 'rate(30 minutes)'],
  [Duration.minutes(60), 'rate(1 hour)'],
  [Duration.minutes(90), 'rate(90 minutes)'],
  [Duration.hours(5), 'rate(5 hours)'],
  [Duration.days(1), 'rate(1 day)'],
  [Duration.days(30), 'rate(30 days)'],
])('%s', (interval, expression) => {
  expect(associationWith(MaintenanceSchedule.rate(interval)).ScheduleExpression).toBe(expression);
});

test('an interval brings neither an offset nor a wait, which State Manager refuses with it', () => {
  const { ScheduleOffset, ApplyOnlyAtCronInterval } = associationWith(MaintenanceSchedule.rate(Duration.days(1)));
  expect([ScheduleOffset, ApplyOnlyAtCronInterval]).toEqual([undefined, undefined]);
});

test.each([
  [Duration.minutes(29), '29 minutes'],
  [Duration.days(31), '31 days'],
  [Duration.seconds(1801), '30 minutes 1 second'],
])('%s is out of range', (interval, got) => {
  expect(errorOf(() => MaintenanceSchedule.rate(interval))).toBe(
    `interval must be whole minutes, from 30 minutes to less than 31 days, got ${got}; use one such as Duration.days(14)`);
});

test('an interval that only the deployment knows is an error', () => {
  expect(errorOf(() => MaintenanceSchedule.rate(Duration.days(Lazy.number({ produce: () => 1 }))))).toBe(
    'interval must be known at synthesis, got a value known at deployment only; use Duration.days(n) with a number');
});

test.each([
  ['0 2 ? * SUN *', undefined],
  ['0/30 * * * ? *', undefined],
  ['30 23 ? * TUE#3 *', undefined],
  ['0 0 ? * 3L *', undefined],
])('cron(%s) runs at once, too', (expression, wait) => {
  const { ScheduleExpression, ApplyOnlyAtCronInterval } = associationWith(MaintenanceSchedule.cron(expression));
  expect([ScheduleExpression, ApplyOnlyAtCronInterval]).toEqual([`cron(${expression})`, wait]);
});

test.each<[CronScheduleOptions, object]>([
  [{ onlyAtInterval: true }, { ApplyOnlyAtCronInterval: true }],
  [{ onlyAtInterval: false }, { ApplyOnlyAtCronInterval: false }],
  [{ offset: Duration.days(2) }, { ApplyOnlyAtCronInterval: true, ScheduleOffset: 2 }],
  [{ offset: Duration.days(6), onlyAtInterval: true }, { ApplyOnlyAtCronInterval: true, ScheduleOffset: 6 }],
])('with %j an association has %j', (options, properties) => {
  expect(associationWith(MaintenanceSchedule.cron('0 2 ? * TUE#2 *', options))).toMatchObject(properties);
});

test('a window has the offset and needs no wait', () => {
  expect(windowWith(MaintenanceSchedule.cron('0 2 ? * TUE#2 *', { offset: Duration.days(2) }))).toMatchObject({ Schedule: 'cron(0 2 ? * TUE#2 *)', ScheduleOffset: 2 });
});

test.each([
  ['0 2 ? * SUN', 'too few fields'],
  ['0 0 2 ? * SUN *', 'seconds'],
  ['cron(0 2 ? * SUN *)', 'its frame'],
  ['0 2 ?  * SUN *', 'two blanks'],
  ['', 'nothing'],
  ['0 2 ? * SUN *\n', 'a line break'],
])('%j is refused for %s', expression => {
  expect(errorOf(() => MaintenanceSchedule.cron(expression))).toBe(
    `expression must be six fields with one blank between them (minutes, hours, day of the month, month, day of the week, year), got '${expression}'; write one such as '0 2 ? * SUN *'`);
});

test('both days are an error', () => {
  expect(errorOf(() => MaintenanceSchedule.cron('0 2 1 * SUN *'))).toBe(
    'expression must have ? as the day of the month or as the day of the week, got \'0 2 1 * SUN *\'; write one such as \'0 2 ? * SUN *\'');
});

test.each([
  [Duration.days(0), '0 days'],
  [Duration.days(7), '7 days'],
  [Duration.hours(36), '1 day 12 hours'],
])('an offset of %s is out of range', (offset, got) => {
  expect(errorOf(() => MaintenanceSchedule.cron('0 2 ? * SUN *', { offset }))).toBe(`offset must be 1-6 whole days, got ${got}; use Duration.days(n) in that range`);
});

test('an offset that only the deployment knows is an error', () => {
  expect(errorOf(() => MaintenanceSchedule.cron('0 2 ? * SUN *', { offset: Duration.days(Lazy.number({ produce: () => 1 })) }))).toBe(
    'offset must be known at synthesis, got a value known at deployment only; use Duration.days(n) with a number');
});

test('an offset of what runs at once is an error', () => {
  expect(errorOf(() => MaintenanceSchedule.cron('0 2 ? * SUN *', { offset: Duration.days(1), onlyAtInterval: false }))).toBe(
    'onlyAtInterval: false contradicts offset, which an association takes only where it waits for its first time; remove one of the two');
});

test.each(['0 2 1 JAN ? *', '0 2 1 1-6 ? *'])('an association takes no months, as in %s', expression => {
  expect(errorOf(() => associationWith(MaintenanceSchedule.cron(expression)))).toBe(
    `schedule must not name months, got cron(${expression}): State Manager takes * for the month alone; use a maintenance window, which takes them [Stack/Updates]`);
});

test('a window takes months', () => {
  expect(windowWith(MaintenanceSchedule.cron('0 2 1 JAN ? *')).Schedule).toBe('cron(0 2 1 JAN ? *)');
});

test('an expression may be known at deployment only', () => {
  const parameter = Fn.importValue('Schedule');
  expect(Token.isUnresolved(parameter)).toBe(true);
  expect(associationWith(MaintenanceSchedule.cron(parameter)).ScheduleExpression).toEqual({ 'Fn::Join': ['', ['cron(', { 'Fn::ImportValue': 'Schedule' }, ')']] });
  expect(windowWith(MaintenanceSchedule.cron(`0 2 ? ${Aws.REGION} SUN *`)).Schedule).toBeDefined();
});
