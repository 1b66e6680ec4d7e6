import { WarningId } from '../../lib/core/warning-ids';

const ids = Object.values(WarningId);

const CONSTRUCTS = [
  'DefaultHostManagement', 'PortForwardingDocument', 'RdpRecording', 'SessionAccess', 'SessionAudit', 'SessionCommandAlarm', 'SessionComplianceRules', 'SessionDocument', 'SessionLogGroup',
  'MaintenanceTargets', 'NodePatchBaseline', 'NodePatching',
  'SessionLoggingBucket', 'SsmManagedFleet', 'SsmManagedInstance', 'SsmVpcEndpoints', 'UnloggedSessionAlarm',
];

test('warning ids are unique', () => {
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(ids)('%s names the library, the construct and the warning', id => {
  // `Validations.acknowledge` does not find an id without our prefix or with a second `::`.
  expect(id).toMatch(new RegExp(`^cdk-session-manager:(${CONSTRUCTS.join('|')})\\.[a-z][A-Za-z0-9]+$`));
});

test('warning ids are a contract: none is renamed or removed', () => {
  expect([...ids].sort()).toEqual([
    'cdk-session-manager:DefaultHostManagement.turnedOffWithStack',
    'cdk-session-manager:MaintenanceTargets.permissionsNotProven',
    'cdk-session-manager:NodePatchBaseline.defaultTakenOver',
    'cdk-session-manager:NodePatching.repositoriesNotProven',
    'cdk-session-manager:PortForwardingDocument.neverLogged',
    'cdk-session-manager:RdpRecording.bucketNotProven',
    'cdk-session-manager:RdpRecording.justInTimeAccessNotProven',
    'cdk-session-manager:RdpRecording.keyNotProven',
    'cdk-session-manager:SessionAccess.allNodes',
    'cdk-session-manager:SessionAccess.remoteDesktopNeverLogged',
    'cdk-session-manager:SessionAccess.sessionsOfOthers',
    'cdk-session-manager:SessionAccess.sshNeverLogged',
    'cdk-session-manager:SessionAudit.topicNotProven',
    'cdk-session-manager:SessionAudit.trailNotProven',
    'cdk-session-manager:SessionCommandAlarm.patternNotProven',
    'cdk-session-manager:SessionComplianceRules.recorderNotProven',
    'cdk-session-manager:SessionDocument.notLogged',
    'cdk-session-manager:SessionLogGroup.deletedWithStack',
    'cdk-session-manager:SessionLogGroup.keyPolicyNotChanged',
    'cdk-session-manager:SessionLoggingBucket.complianceLock',
    'cdk-session-manager:SessionLoggingBucket.deletedWithStack',
    'cdk-session-manager:SessionLoggingBucket.keyPolicyNotChanged',
    'cdk-session-manager:SsmManagedFleet.imdsV2NotRequired',
    'cdk-session-manager:SsmManagedInstance.centralEndpointsNotProven',
    'cdk-session-manager:SsmManagedInstance.endOfSupport',
    'cdk-session-manager:SsmManagedInstance.permissionsNotProven',
    'cdk-session-manager:SsmManagedInstance.powerShellNotProven',
    'cdk-session-manager:SsmManagedInstance.runAsIgnored',
    'cdk-session-manager:SsmManagedInstance.scriptNotProven',
    'cdk-session-manager:SsmManagedInstance.tooLittleMemory',
    'cdk-session-manager:SsmManagedInstance.transcriptsLost',
    'cdk-session-manager:SsmManagedInstance.tunnelNotLogged',
    'cdk-session-manager:SsmManagedInstance.unencryptedVolume',
    'cdk-session-manager:SsmManagedInstance.unknownArchitecture',
    'cdk-session-manager:SsmVpcEndpoints.ec2MessagesRetired',
    'cdk-session-manager:SsmVpcEndpoints.securityGroupNotChanged',
    'cdk-session-manager:UnloggedSessionAlarm.bucketNotProven',
    'cdk-session-manager:UnloggedSessionAlarm.trailNotProven',
  ]);
});
