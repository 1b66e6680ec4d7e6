/**
 * Default Host Management Configuration: one setting of an account and region, by which instances without permissions of their own get those of a role.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
 */

/**
 * The resource that turns it on. Creating it fails where it is on already, and deleting it turns it off.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-defaulthostmanagementconfiguration.html
 */
export const HOST_MANAGEMENT_TYPE = 'AWS::SSM::DefaultHostManagementConfiguration';

/**
 * The resource of any setting of Systems Manager, which turns it on as well. What creating and deleting it do to a value that is there is not documented.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-servicesetting.html
 */
export const SERVICE_SETTING_TYPE = 'AWS::SSM::ServiceSetting';

/**
 * The id of its setting, or the end of it, where it is an ARN. The value is the name of a role, after its path.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html
 */
export const HOST_MANAGEMENT_SETTING = '/ssm/managed-instance/default-ec2-instance-management-role';

/**
 * The value of the setting where it is off.
 *
 * @see https://github.com/turbot/steampipe-plugin-aws/pull/2611
 */
export const HOST_MANAGEMENT_OFF = '$None';

/** Who makes its role: AWS, or the account. */
export const HOST_MANAGEMENT_BY_AWS = 'SERVICE_MANAGED';
export const HOST_MANAGEMENT_BY_ACCOUNT = 'SELF_MANAGED';

/** The role that AWS makes for it, after its path. */
export const HOST_MANAGEMENT_ROLE_OF_AWS = 'service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole';

/**
 * The AWS managed policy for its role. It grants neither what transcripts nor what encryption of sessions take.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedEC2InstanceDefaultPolicy.html
 */
export const HOST_MANAGEMENT_POLICY = 'AmazonSSMManagedEC2InstanceDefaultPolicy';

/** Who assumes its role, in each partition. */
export const HOST_MANAGEMENT_PRINCIPAL = 'ssm.amazonaws.com';
