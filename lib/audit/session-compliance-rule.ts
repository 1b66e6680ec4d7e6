/**
 * What AWS Config watches of the nodes that sessions are opened on.
 */
export enum SessionComplianceRule {
  /** EC2 instances are managed by Systems Manager, running and stopped ones. Security Hub: SSM.1. */
  MANAGED_NODES = 'ManagedNodes',

  /** Patch Manager has found nodes compliant after it installed patches. Security Hub: SSM.2. */
  PATCH_COMPLIANCE = 'PatchCompliance',

  /** The State Manager associations of nodes are compliant. Security Hub: SSM.3. */
  ASSOCIATION_COMPLIANCE = 'AssociationCompliance',

  /** EC2 instances take no metadata requests of IMDSv1, by which a web application gives the credentials of its node away. Security Hub: EC2.8. */
  IMDSV2 = 'Imdsv2',

  /** EC2 instances have no public IPv4 address. IPv6 addresses are not looked at. Security Hub: EC2.9. */
  NO_PUBLIC_IP = 'NoPublicIp',

  /** No security group opens TCP port 22 to everybody, by IPv4 or IPv6. Looked at as soon as a group changes. Security Hub: EC2.13. */
  NO_OPEN_SSH = 'NoOpenSsh',

  /** No security group opens port 22 or 3389 to everybody, TCP or UDP, by IPv4 or IPv6. Looked at once a day. Security Hub: EC2.53 and EC2.54. */
  NO_OPEN_REMOTE_ADMINISTRATION = 'NoOpenRemoteAdministration',

  /** No document of the account is shared with everybody. Looked at once a day. Security Hub: SSM.4. */
  DOCUMENTS_NOT_PUBLIC = 'DocumentsNotPublic',
}

/**
 * How AWS Config repairs what its rules find.
 */
export enum SessionComplianceRemediation {
  /** Somebody starts it for a resource, in the console or by `StartRemediationExecution`. */
  MANUAL = 'MANUAL',

  /** AWS Config starts it for each resource that is not compliant, at once and also for those that were there before. */
  AUTOMATIC = 'AUTOMATIC',
}
