import type { IAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { ALL_NODES, NODES_OUTSIDE_EC2, NodeSelection, nodesOf, oneNode, taggedNodes, taggedNodesOutsideEc2 } from './node-selection';
import { checkValue, having, required } from '../core/check-props';
import { fail } from '../core/errors';
import { NODE, TAGS, TEXT } from '../core/prop-types';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

const FLEET = having('an autoscaling.IAutoScalingGroup', 'autoScalingGroupName', 'new autoscaling.AutoScalingGroup(...)');

/**
 * The nodes that people may start sessions with: named ones, or those with a tag.
 *
 * IAM compares the tags that a node has at the moment when the session starts, those of the instance in EC2 and those of the managed node outside it.
 * So whoever may tag a node, with `ec2:CreateTags` or `ssm:AddTagsToResource`, decides who may connect to it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
 */
export class SessionTarget {
  /**
   * One node. It gets its side of the sessions at the same time: it may write transcripts and open its half of the encryption.
   *
   * @param node the node
   */
  public static node(node: ISsmManagedInstance): SessionTarget {
    checkValue(undefined, 'node', node, required(NODE));
    return new SessionTarget({ ...oneNode(node.instanceId), node });
  }

  /**
   * The nodes that have a tag with exactly this value, in EC2 and outside it. For their side of the sessions, set the same `sessionPreferences` on
   * them, or call `grantHost` of the preferences.
   *
   * @param key the key of the tag, such as `env`
   * @param value its value, without wildcards; IAM replaces a variable such as `${aws:PrincipalTag/team}` by the value that the person has
   * @throws if `key` is empty
   */
  public static tagged(key: string, value: string): SessionTarget {
    checkValue(undefined, 'key', key, required(TEXT));
    checkValue(undefined, 'value', value, required(TEXT));
    return SessionTarget.taggedAll({ [key]: value });
  }

  /**
   * The nodes that have each of these tags, in EC2 and outside it.
   *
   * @param tags the values of the tags by their keys, as for `tagged`
   * @throws if there are no tags, or a key is empty
   */
  public static taggedAll(tags: { [key: string]: string }): SessionTarget {
    checkValue(undefined, 'tags', tags, required(TAGS));
    if (Object.keys(tags).length === 0) {
      fail(undefined, 'tags must be one or more, got none, which every node has; name a tag, or use SessionTarget.all()');
    }
    if (Object.keys(tags).includes('')) {
      fail(undefined, 'tags must have keys, got an empty one; name the key of the tag, such as env');
    }
    return new SessionTarget(taggedNodes({ ...tags }));
  }

  /**
   * The instances of an Auto Scaling group, those included that it launches later, by the tag `aws:autoscaling:groupName`. Only Auto Scaling can set it.
   *
   * That Systems Manager compares this tag too, public configurations rely on; no record of a real account was found.
   *
   * The role of the group gets its side of the sessions at the same time. Of an imported group the role is not known, and the CDK warns of that.
   *
   * @param group the group
   */
  public static fleet(group: IAutoScalingGroup): SessionTarget {
    checkValue(undefined, 'group', group, required(FLEET));
    return new SessionTarget(nodesOf(group));
  }

  /**
   * All nodes that are not in EC2: servers and virtual machines with a hybrid activation.
   */
  public static managedNodes(): SessionTarget {
    return new SessionTarget(NODES_OUTSIDE_EC2);
  }

  /**
   * The nodes outside EC2 that have each of these tags.
   *
   * @internal
   */
  public static _taggedManagedNodes(tags: { [key: string]: string }): SessionTarget {
    return new SessionTarget(taggedNodesOutsideEc2(tags));
  }

  /**
   * All nodes of the account and region, in EC2 and outside it, now and later. Whatever is granted them raises a warning.
   */
  public static all(): SessionTarget {
    return new SessionTarget(ALL_NODES);
  }

  private constructor(
    /** @internal */
    public readonly _nodes: NodeSelection,
  ) {}
}
