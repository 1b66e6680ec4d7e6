/**
 * Every warning that the library can raise.
 *
 * An id is a contract: people acknowledge it in their code. The README lists each with what it means.
 */
export enum WarningId {
  UNKNOWN_ARCHITECTURE = 'cdk-session-manager:SsmManagedInstance.unknownArchitecture',
  UNENCRYPTED_VOLUME = 'cdk-session-manager:SsmManagedInstance.unencryptedVolume',
  PERMISSIONS_NOT_PROVEN = 'cdk-session-manager:SsmManagedInstance.permissionsNotProven',
  TUNNEL_NOT_LOGGED = 'cdk-session-manager:SsmManagedInstance.tunnelNotLogged',
  SCRIPT_NOT_PROVEN = 'cdk-session-manager:SsmManagedInstance.scriptNotProven',
  POWERSHELL_NOT_PROVEN = 'cdk-session-manager:SsmManagedInstance.powerShellNotProven',
  RUN_AS_IGNORED = 'cdk-session-manager:SsmManagedInstance.runAsIgnored',
  TRANSCRIPTS_LOST = 'cdk-session-manager:SsmManagedInstance.transcriptsLost',
  CENTRAL_ENDPOINTS_NOT_PROVEN = 'cdk-session-manager:SsmManagedInstance.centralEndpointsNotProven',
  ENDPOINT_SECURITY_GROUP_NOT_CHANGED = 'cdk-session-manager:SsmVpcEndpoints.securityGroupNotChanged',
  EC2_MESSAGES_RETIRED = 'cdk-session-manager:SsmVpcEndpoints.ec2MessagesRetired',
  LOGS_DELETED_WITH_STACK = 'cdk-session-manager:SessionLoggingBucket.deletedWithStack',
  COMPLIANCE_LOCK = 'cdk-session-manager:SessionLoggingBucket.complianceLock',
  KEY_POLICY_NOT_CHANGED = 'cdk-session-manager:SessionLoggingBucket.keyPolicyNotChanged',
  LOG_GROUP_DELETED_WITH_STACK = 'cdk-session-manager:SessionLogGroup.deletedWithStack',
  LOG_GROUP_KEY_POLICY_NOT_CHANGED = 'cdk-session-manager:SessionLogGroup.keyPolicyNotChanged',
  SESSIONS_NOT_LOGGED = 'cdk-session-manager:SessionDocument.notLogged',
  SESSION_ACCESS_ALL_NODES = 'cdk-session-manager:SessionAccess.allNodes',
  SESSION_ACCESS_SSH_NEVER_LOGGED = 'cdk-session-manager:SessionAccess.sshNeverLogged',
  SESSION_ACCESS_REMOTE_DESKTOP_NEVER_LOGGED = 'cdk-session-manager:SessionAccess.remoteDesktopNeverLogged',
  SESSION_ACCESS_SESSIONS_OF_OTHERS = 'cdk-session-manager:SessionAccess.sessionsOfOthers',
  PORT_NEVER_LOGGED = 'cdk-session-manager:PortForwardingDocument.neverLogged',
  TRAIL_NOT_PROVEN = 'cdk-session-manager:SessionAudit.trailNotProven',
  TOPIC_NOT_PROVEN = 'cdk-session-manager:SessionAudit.topicNotProven',
  RECORDER_NOT_PROVEN = 'cdk-session-manager:SessionComplianceRules.recorderNotProven',
  JUST_IN_TIME_ACCESS_NOT_PROVEN = 'cdk-session-manager:RdpRecording.justInTimeAccessNotProven',
  RECORDING_KEY_NOT_PROVEN = 'cdk-session-manager:RdpRecording.keyNotProven',
  RECORDING_BUCKET_NOT_PROVEN = 'cdk-session-manager:RdpRecording.bucketNotProven',
  PATTERN_NOT_PROVEN = 'cdk-session-manager:SessionCommandAlarm.patternNotProven',
  UNLOGGED_SESSION_TRAIL_NOT_PROVEN = 'cdk-session-manager:UnloggedSessionAlarm.trailNotProven',
  UNLOGGED_SESSION_BUCKET_NOT_PROVEN = 'cdk-session-manager:UnloggedSessionAlarm.bucketNotProven',
}
