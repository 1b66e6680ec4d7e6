/** How a drain goes, in seconds. */
export interface DrainTimes {
  /** Between two looks at the open sessions. */
  readonly interval: number;
  /** How many looks there are before open sessions are ended. */
  readonly looks: number;
}

/**
 * What the agent has to upload the transcript of a session that has ended: it makes the file first, looks the bucket up, and uploads once.
 */
const UPLOAD_SECONDS = 120;

/** Auto Scaling waits for 48 hours at most, whatever is left to do. */
const EXECUTION_SECONDS = 48 * 3600;

/** What Auto Scaling answers when the instance waits no longer: somebody else let it go on, or the hook timed out. */
const GONE = '*No active Lifecycle Action*';

const ALL_ERRORS = ['States.ALL'];
const RETRY = [{ ErrorEquals: ALL_ERRORS, IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2, JitterStrategy: 'FULL' }];

/** The input of a task that is about the action for which the instance waits. */
const ACTION = {
  'AutoScalingGroupName.$': '$.group',
  'LifecycleHookName.$': '$.hook',
  'LifecycleActionToken.$': '$.token',
  'InstanceId.$': '$.instance',
};

/**
 * The states of a drain: as long as the instance has open sessions and time is left, wait; then end those that are open, let their transcripts be
 * uploaded, and let Auto Scaling go on.
 *
 * No failure ends it before it has let Auto Scaling go on. If even that fails, the hook times out, with the same result.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html
 */
export function drainDefinition(partition: string, { interval, looks }: DrainTimes): object {
  const task = (api: string) => ({ Type: 'Task', Resource: `arn:${partition}:states:::aws-sdk:${api}`, Retry: RETRY });
  const onError = (next: string) => [{ ErrorEquals: ALL_ERRORS, ResultPath: '$.error', Next: next }];
  return {
    StartAt: 'Start',
    TimeoutSeconds: EXECUTION_SECONDS,
    States: {
      'Start': {
        Type: 'Pass',
        Parameters: {
          'group.$': '$.detail.AutoScalingGroupName',
          'hook.$': '$.detail.LifecycleHookName',
          'token.$': '$.detail.LifecycleActionToken',
          'instance.$': '$.detail.EC2InstanceId',
          'looks': 0,
          'open': { Sessions: [] },
        },
        Next: 'Keep the instance',
      },
      'Keep the instance': {
        ...task('autoscaling:recordLifecycleActionHeartbeat'),
        Parameters: ACTION,
        ResultPath: null,
        Catch: onError('Find open sessions'),
        Next: 'Find open sessions',
      },
      'Find open sessions': {
        ...task('ssm:describeSessions'),
        Parameters: { State: 'Active', Filters: [{ 'Key': 'Target', 'Value.$': '$.instance' }] },
        ResultPath: '$.open',
        Catch: onError('Count'),
        Next: 'Is one open?',
      },
      'Is one open?': {
        Type: 'Choice',
        // A page without a session is no proof while there is another one.
        Choices: ['$.open.Sessions[0]', '$.open.NextToken'].map(Variable => ({ Variable, IsPresent: true, Next: 'Count' })),
        Default: 'Let transcripts be uploaded',
      },
      'Count': {
        Type: 'Pass',
        Parameters: {
          'group.$': '$.group', 'hook.$': '$.hook', 'token.$': '$.token', 'instance.$': '$.instance', 'open.$': '$.open', 'looks.$': 'States.MathAdd($.looks, 1)',
        },
        Next: 'Is time left?',
      },
      'Is time left?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.looks', NumericLessThanEquals: looks, Next: 'Wait' }],
        Default: 'End open sessions',
      },
      'Wait': { Type: 'Wait', Seconds: interval, Next: 'Keep the instance' },
      'End open sessions': {
        Type: 'Map',
        ItemsPath: '$.open.Sessions',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'End a session',
          States: {
            'End a session': {
              ...task('ssm:terminateSession'),
              Parameters: { 'SessionId.$': '$.SessionId' },
              Catch: [{ ErrorEquals: ALL_ERRORS, Next: 'It stays' }],
              End: true,
            },
            'It stays': { Type: 'Pass', End: true },
          },
        },
        ResultPath: null,
        Catch: onError('Let transcripts be uploaded'),
        Next: 'Let transcripts be uploaded',
      },
      'Let transcripts be uploaded': { Type: 'Wait', Seconds: UPLOAD_SECONDS, Next: 'Let the instance go' },
      'Let the instance go': {
        ...task('autoscaling:completeLifecycleAction'),
        Parameters: { ...ACTION, LifecycleActionResult: 'CONTINUE' },
        ResultPath: null,
        Catch: onError('Was it gone?'),
        Next: 'Drained',
      },
      'Was it gone?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.error.Cause', StringMatches: GONE, Next: 'Drained' }],
        Default: 'Not let go',
      },
      'Drained': { Type: 'Succeed' },
      'Not let go': {
        Type: 'Fail',
        Error: 'NotLetGo',
        Cause: 'Auto Scaling was not told to go on, so the instance ends when the lifecycle hook times out. The step before says why.',
      },
    },
  };
}
