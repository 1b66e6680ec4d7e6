/**
 * Events of CloudTrail as EventBridge hands them on. Their shapes are those of real events in public sources: an IAM user in 2020, roles until 2025, people of
 * IAM Identity Center, tunnels with their parameters, ends of sessions. No source shows a denied call, a resumed session or the reason in full; those follow
 * the documentation.
 */

const ACCOUNT = '123456789012';
const NODE = 'i-0123456789abcdef0';

/** Who calls. */
export const CALLERS = {
  user: { type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:user/ana`, accountId: ACCOUNT, userName: 'ana' },
  role: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:ana',
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Operators/ana`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/Operators`, userName: 'Operators' },
      attributes: { mfaAuthenticated: 'true' },
    },
  },
  identityCenter: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:ana@example.com',
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Operators_0123456789abcdef/ana@example.com`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_0123456789abcdef` },
      attributes: { mfaAuthenticated: 'false' },
    },
  },
} as const;

interface Call {
  readonly by?: keyof typeof CALLERS;
  readonly requestParameters?: object | null;
  readonly responseElements?: object | null;
  readonly errorCode?: string;
  readonly eventVersion?: string;
  readonly readOnly?: boolean;
}

function apiCall(service: string, eventName: string, { by = 'role', ...call }: Call) {
  return {
    'version': '0',
    'id': '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': 'AWS API Call via CloudTrail',
    'source': `aws.${service}`,
    'account': ACCOUNT,
    'time': '2026-11-28T10:00:00Z',
    'region': 'us-east-1',
    'resources': [],
    'detail': {
      eventVersion: '1.10',
      userIdentity: CALLERS[by],
      eventTime: '2026-11-28T10:00:00Z',
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: 'us-east-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.15.0 md/Botocore#1.34.0',
      requestParameters: null,
      responseElements: null,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: 'Management',
      ...call,
    },
  };
}

const started = { sessionId: 'ana-4njnyxxl8yn676nsla8j6l4bra', tokenValue: 'Value hidden due to security reasons.' };
const denied = { errorCode: 'AccessDenied', errorMessage: 'User is not authorized to perform: ssm:StartSession', responseElements: null };

/** A session of a role with a document, or with the account's default one. */
export const startOf = (documentName?: string, call: Call = {}, target = NODE) => apiCall('ssm', 'StartSession', {
  requestParameters: { target, ...documentName === undefined ? {} : { documentName } }, responseElements: started, ...call,
});

/** All of them, by what they are. */
export const EVENTS = {
  'a shell of an IAM user in 2020': startOf(undefined, { by: 'user', eventVersion: '1.05' }),
  'a shell of a role, with the account\'s document': startOf(),
  'a shell of a role that names the account\'s document': startOf('SSM-SessionManagerRunShell'),
  'a shell of a role, with a document of the app': startOf('logged-shell', { eventVersion: '1.08' }),
  'a shell of somebody of IAM Identity Center': startOf('logged-shell', { by: 'identityCenter' }),
  'a shell with another node': startOf('logged-shell', {}, 'i-0fedcba9876543210'),
  'a shell on a server outside EC2': startOf('logged-shell', {}, 'mi-0123456789abcdef0'),
  'a tunnel': startOf('AWS-StartPortForwardingSession', {
    requestParameters: { target: NODE, documentName: 'AWS-StartPortForwardingSession', parameters: { portNumber: ['18089'], localPortNumber: ['8089'] } },
  }),
  'a tunnel to another host': startOf('AWS-StartPortForwardingSessionToRemoteHost'),
  'SSH': startOf('AWS-StartSSHSession'),
  'a session that was resumed': apiCall('ssm', 'ResumeSession', { requestParameters: { sessionId: started.sessionId }, responseElements: started, readOnly: true }),
  'a session that was ended': apiCall('ssm', 'TerminateSession', { requestParameters: { sessionId: started.sessionId }, responseElements: { sessionId: started.sessionId } }),
  'Remote Desktop': apiCall('ssm-guiconnect', 'StartConnection', {
    requestParameters: { InstanceId: NODE, AuthType: 'Credentials' }, responseElements: { ConnectionArn: 'arn:aws:ssm-guiconnect:us-east-1:123456789012:connection/x' },
  }),
  'a shell that was denied': startOf(undefined, denied),
  'a shell that was denied, with the longer code': startOf('logged-shell', { ...denied, errorCode: 'AccessDeniedException' }),
  'Remote Desktop that was denied': apiCall('ssm-guiconnect', 'StartConnection', { requestParameters: { InstanceId: NODE }, ...denied }),
  'an end that was denied': apiCall('ssm', 'TerminateSession', { requestParameters: { sessionId: started.sessionId }, ...denied }),
  'a shell on a node that is not connected': startOf('logged-shell', { errorCode: 'TargetNotConnected', responseElements: null }),
  'Run Command': apiCall('ssm', 'SendCommand', { requestParameters: { documentName: 'AWS-RunShellScript', instanceIds: [NODE], parameters: 'HIDDEN_DUE_TO_SECURITY_REASONS' } }),
  'a session of Athena': apiCall('athena', 'StartSession', { requestParameters: { workGroup: 'primary' }, responseElements: { sessionId: 'x' } }),
  'an end of Athena': apiCall('athena', 'TerminateSession', { requestParameters: { sessionId: 'x' } }),
  'a look at sessions': apiCall('ssm', 'DescribeSessions', { requestParameters: { state: 'Active' }, readOnly: true }),
  'a connection that was looked at': apiCall('ssm-guiconnect', 'GetConnection', { readOnly: true }),
  'the state of an instance': { ...startOf(), 'detail-type': 'EC2 Instance State-change Notification', 'source': 'aws.ec2' },
} as const;

export type EventName = keyof typeof EVENTS;
