import { SessionComplianceRule } from './session-compliance-rule';

/** When AWS Config evaluates a rule, in the words of its pages. */
type Trigger = 'Configuration changes' | 'Periodic' | 'Configuration changes and Periodic';

/** A runbook of AWS that repairs one resource, and what its page asks for. */
export interface Runbook {
  readonly name: string;
  /** The parameter that takes the id of the resource. */
  readonly resourceParameter: string;
  /** Actions without a narrower resource. */
  readonly reads: readonly string[];
  readonly changes: { readonly action: string; readonly resource: string };
  /** Whether it calls Systems Manager for itself. */
  readonly startsItself?: boolean;
}

export interface ManagedRuleFacts {
  readonly identifier: string;
  readonly description: string;
  readonly resourceTypes: readonly string[];
  readonly trigger: Trigger;
  readonly inputParameters?: Readonly<Record<string, string>>;
  readonly securityHubControls: readonly string[];
  readonly runbook?: Runbook;
}

/**
 * AWS's managed rules. Each has a page of its own, such as ec2-imdsv2-check.
 *
 * Open ports are looked at by two rules. `INCOMING_SSH_DISABLED` sees each change, but port 22 alone. `VPC_SG_PORT_RESTRICTION_CHECK` sees both ports and
 * UDP, which Remote Desktop also uses. `RESTRICTED_INCOMING_TRAFFIC` is not among them: a parameter that is left out has AWS's default, so that it reports
 * open FTP and MySQL as well.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ssm-controls.html
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html
 */
export const MANAGED_RULES: Readonly<Record<SessionComplianceRule, ManagedRuleFacts>> = {
  [SessionComplianceRule.MANAGED_NODES]: {
    identifier: 'EC2_INSTANCE_MANAGED_BY_SSM',
    description: 'EC2 instances are managed by Systems Manager',
    resourceTypes: ['AWS::EC2::Instance', 'AWS::SSM::ManagedInstanceInventory'],
    trigger: 'Configuration changes',
    securityHubControls: ['SSM.1'],
  },
  [SessionComplianceRule.PATCH_COMPLIANCE]: {
    identifier: 'EC2_MANAGEDINSTANCE_PATCH_COMPLIANCE_STATUS_CHECK',
    description: 'Nodes are compliant after Patch Manager has installed patches',
    resourceTypes: ['AWS::SSM::PatchCompliance'],
    trigger: 'Configuration changes',
    securityHubControls: ['SSM.2'],
  },
  [SessionComplianceRule.ASSOCIATION_COMPLIANCE]: {
    identifier: 'EC2_MANAGEDINSTANCE_ASSOCIATION_COMPLIANCE_STATUS_CHECK',
    description: 'The State Manager associations of nodes are compliant',
    resourceTypes: ['AWS::SSM::AssociationCompliance'],
    trigger: 'Configuration changes',
    securityHubControls: ['SSM.3'],
  },
  [SessionComplianceRule.IMDSV2]: {
    identifier: 'EC2_IMDSV2_CHECK',
    description: 'EC2 instances require IMDSv2',
    resourceTypes: ['AWS::EC2::Instance'],
    trigger: 'Configuration changes',
    securityHubControls: ['EC2.8'],
    // https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-aws-enforce-ec2-imdsv2.html
    runbook: {
      name: 'AWSConfigRemediation-EnforceEC2InstanceIMDSv2',
      resourceParameter: 'InstanceId',
      reads: ['ec2:DescribeInstances'],
      changes: { action: 'ec2:ModifyInstanceMetadataOptions', resource: 'instance' },
      startsItself: true,
    },
  },
  [SessionComplianceRule.NO_PUBLIC_IP]: {
    identifier: 'EC2_INSTANCE_NO_PUBLIC_IP',
    description: 'EC2 instances have no public IPv4 address',
    resourceTypes: ['AWS::EC2::Instance'],
    trigger: 'Configuration changes',
    securityHubControls: ['EC2.9'],
  },
  [SessionComplianceRule.NO_OPEN_SSH]: {
    identifier: 'INCOMING_SSH_DISABLED',
    description: 'Security groups do not open port 22 to everybody',
    resourceTypes: ['AWS::EC2::SecurityGroup'],
    trigger: 'Configuration changes and Periodic',
    securityHubControls: ['EC2.13'],
    // https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/disable-incoming-ssh.html
    runbook: {
      name: 'AWS-DisableIncomingSSHOnPort22',
      resourceParameter: 'SecurityGroupIds',
      reads: ['ec2:DescribeSecurityGroups'],
      changes: { action: 'ec2:RevokeSecurityGroupIngress', resource: 'security-group' },
    },
  },
  [SessionComplianceRule.NO_OPEN_REMOTE_ADMINISTRATION]: {
    identifier: 'VPC_SG_PORT_RESTRICTION_CHECK',
    description: 'Security groups do not open port 22 or 3389 to everybody',
    resourceTypes: ['AWS::EC2::SecurityGroup'],
    trigger: 'Periodic',
    inputParameters: { restrictPorts: '22,3389' },
    securityHubControls: ['EC2.53', 'EC2.54'],
  },
  [SessionComplianceRule.DOCUMENTS_NOT_PUBLIC]: {
    identifier: 'SSM_DOCUMENT_NOT_PUBLIC',
    description: 'Systems Manager documents of the account are not public',
    resourceTypes: ['AWS::SSM::Document'],
    trigger: 'Periodic',
    securityHubControls: ['SSM.4'],
  },
};

/** The types whose changes have to be recorded, or the rule is never evaluated on them; none for a rule that AWS Config evaluates by the clock alone. */
export function recordedTypesOf({ trigger, resourceTypes }: ManagedRuleFacts): readonly string[] {
  return trigger === 'Periodic' ? [] : resourceTypes;
}
