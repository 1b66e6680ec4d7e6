import { Duration, Lazy } from 'aws-cdk-lib';
import { ISessionLogging, RunAs, SessionLogging } from '../../lib';
import { sessionInputs, sessionMinutes, shellContent } from '../../lib/preferences/session-document-content';
import { errorOf, newStack } from '../fixtures';

/** Stand-ins with every value that a bucket and a log group can have. */
const logging = (bucket?: object, logGroup?: object) => ({ bucket, logGroup }) as ISessionLogging;
const inputs = (places: ISessionLogging, streaming = true) => sessionInputs({ logging: places, runAs: RunAs.ssmUser() }, { streaming });

const OFF = {
  s3BucketName: '',
  s3KeyPrefix: '',
  s3EncryptionEnabled: false,
  cloudWatchLogGroupName: '',
  cloudWatchEncryptionEnabled: false,
  cloudWatchStreamingEnabled: false,
  kmsKeyId: '',
  runAsEnabled: false,
  runAsDefaultUser: '',
};

describe('Inputs', () => {
  test('turn off what is missing, and leave nothing out', () => {
    expect(inputs(SessionLogging.none())).toEqual(OFF);
  });

  test.each(['', 'production'])('of a bucket have its name and its prefix \'%s\'', keyPrefix => {
    expect(inputs(logging({ bucketName: 'session-logs', keyPrefix }))).toEqual({
      ...OFF, s3BucketName: 'session-logs', s3KeyPrefix: keyPrefix, s3EncryptionEnabled: true,
    });
  });

  test.each([[true, true], [false, false], [undefined, false]])('of a log group that is encrypted: %s have a literal %s', (encrypted, expected) => {
    expect(inputs(logging(undefined, { logGroupName: 'group', encrypted, streaming: false }))).toEqual({
      ...OFF, cloudWatchLogGroupName: 'group', cloudWatchEncryptionEnabled: expected,
    });
  });

  test.each([
    [true, true, true], [true, false, false], [false, true, false], [false, false, false],
  ])('stream if the kind of session can (%s) and the log group does (%s): %s', (can, does, expected) => {
    expect(inputs(logging(undefined, { logGroupName: 'group', encrypted: true, streaming: does }), can).cloudWatchStreamingEnabled).toBe(expected);
  });

  test('have literal booleans for all flags of the agent', () => {
    const all = inputs(logging({ bucketName: 'session-logs', keyPrefix: '' }, { logGroupName: 'group', encrypted: true, streaming: true }));

    expect(Object.entries(all).filter(([, value]) => typeof value === 'boolean').map(([name]) => name)).toEqual([
      's3EncryptionEnabled', 'cloudWatchEncryptionEnabled', 'cloudWatchStreamingEnabled', 'runAsEnabled',
    ]);
    expect(Object.values(all).every(value => ['boolean', 'string'].includes(typeof value))).toBe(true);
  });
});

test('The content of a shell document has only what the agent reads', () => {
  expect(shellContent('What for', OFF)).toEqual({ schemaVersion: '1.0', description: 'What for', sessionType: 'Standard_Stream', inputs: OFF });
});

describe('Minutes', () => {
  const minutes = (duration: Duration | undefined, max = 60) => sessionMinutes(newStack(), 'timeout', duration, max);

  test('are text, and undefined if not given', () => {
    expect(minutes(undefined)).toBeUndefined();
    expect([Duration.minutes(1), Duration.minutes(60), Duration.seconds(60), Duration.hours(1)].map(duration => minutes(duration))).toEqual(['1', '60', '1', '60']);
    expect(minutes(Duration.days(1), 1440)).toBe('1440');
  });

  test('are whole', () => {
    expect(errorOf(() => minutes(Duration.millis(60001)))).toBe('timeout must be 1-60 whole minutes, got 1 minute 1 milli; use Duration.minutes(n) in that range [Stack]');
  });

  test('must be known at synthesis', () => {
    const later = Duration.minutes(Lazy.number({ produce: () => 5 }));

    expect(errorOf(() => minutes(later))).toBe('timeout must be known at synthesis, got a value known at deployment only; use Duration.minutes(n) with a number [Stack]');
  });
});
