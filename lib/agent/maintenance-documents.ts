/**
 * Documents of AWS that keep a node up to date.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-aws-runpatchbaseline.html
 */
export const UPDATE_AGENT_DOCUMENT = 'AWS-UpdateSSMAgent';
export const PATCH_DOCUMENT = 'AWS-RunPatchBaseline';

/**
 * The tag that says which patch group a node is of. The other one, `Patch Group`, is refused where instance metadata shows tags.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-tag-a-patch-group.html
 */
export const PATCH_GROUP_TAG = 'PatchGroup';

/** The most targets, and the most values of each. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Target.html */
export const MOST_TARGETS = 5;
export const MOST_TARGET_VALUES = 50;
