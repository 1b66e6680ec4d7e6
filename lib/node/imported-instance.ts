import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantHostToRole, needsGrants } from './bind-sessions';
import type { SsmManagedInstanceAttributes } from './ssm-managed-instance';
import { SsmManagedInstanceBase } from './ssm-managed-instance-base';
import { PropTypes, checkProps, listOf, required } from '../core/check-props';
import { fail } from '../core/errors';
import { PLATFORM, PREFERENCES, ROLE, SECURITY_GROUP, TEXT } from '../core/prop-types';
import { refuseRemovalPolicy } from '../core/removal-policy';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

const NODE_ID = /^m?i-([0-9a-f]{8}|[0-9a-f]{17})$/;

const ATTRIBUTE_TYPES: PropTypes<SsmManagedInstanceAttributes> = {
  instanceId: required(TEXT),
  platform: PLATFORM,
  role: ROLE,
  securityGroups: listOf('a list of ec2.ISecurityGroup', '[securityGroup]', SECURITY_GROUP),
  sessionPreferences: PREFERENCES,
};

/** A deployed node, of which only the attributes are known. */
export class ImportedInstance extends SsmManagedInstanceBase {
  public readonly instanceId: string;
  public readonly platform: ec2.OperatingSystemType;
  public readonly sessionPreferences?: ISessionPreferences;
  public readonly _vpc = undefined;

  constructor(scope: Construct, id: string, private readonly attrs: SsmManagedInstanceAttributes) {
    super(scope, id);
    checkProps(this, attrs, ATTRIBUTE_TYPES);
    if (!Token.isUnresolved(attrs.instanceId) && !NODE_ID.test(attrs.instanceId)) {
      fail(this, `instanceId must look like i-0123456789abcdef0 or mi-0123456789abcdef0, got '${attrs.instanceId}'; aws ssm describe-instance-information lists them`);
    }
    this.instanceId = attrs.instanceId;
    this.platform = attrs.platform ?? ec2.OperatingSystemType.LINUX;
    this.sessionPreferences = attrs.sessionPreferences;
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role.grantPrincipal;
  }

  private get role(): iam.IRole {
    return this.attrs.role
      ?? fail(this, 'the role of the imported node is not known, so nothing can be granted to it; pass role to fromSsmManagedInstanceAttributes');
  }

  public get connections(): ec2.Connections {
    const { securityGroups } = this.attrs;
    return securityGroups?.length
      ? new ec2.Connections({ securityGroups })
      : fail(this, 'the security groups of the imported node are not known, so no connection can be opened; pass securityGroups to fromSsmManagedInstanceAttributes');
  }

  public applyRemovalPolicy(): never {
    refuseRemovalPolicy(this);
  }

  /** Its own preferences were granted where it is defined; further ones take its role. */
  protected _bindSessions(preferences: ISessionPreferences): void {
    if (preferences !== this.sessionPreferences && needsGrants(preferences)) {
      grantHostToRole(this, this.role, preferences);
    }
  }

  /** Nothing can be installed on a node that is deployed already. */
  protected _bindRecording(): void {}
}
