import { Token } from 'aws-cdk-lib';
import { MaintainedNode, maintained } from './maintained-node';
import { MOST_TARGETS, MOST_TARGET_VALUES, PATCH_GROUP_TAG } from '../agent/maintenance-documents';
import { checkValue, listOf, mapOf, required } from '../core/check-props';
import { fail } from '../core/errors';
import { NODE, TEXT, TEXTS } from '../core/prop-types';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/** As State Manager and maintenance windows take them. */
interface Target {
  readonly key: string;
  readonly values: string[];
}

/**
 * The nodes that something is done to.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-state-manager-targets-and-rate-controls.html
 */
export class MaintenanceTargets {
  /**
   * All managed nodes of the account and region, whoever made them, and those that come later. Not for maintenance windows.
   */
  public static allNodes(): MaintenanceTargets {
    return new MaintenanceTargets([{ key: 'InstanceIds', values: [ALL] }], []);
  }

  /**
   * The nodes that have all of these tags, and those that get them later.
   *
   * @param tags 1-5 keys, each with 1-50 values, one of which the node has; tokens are accepted as values
   * @throws if there are none or too many
   */
  public static tagged(tags: { [key: string]: string[] }): MaintenanceTargets {
    checkValue(undefined, 'tags', tags, required(mapOf('an object of lists', '{ env: [\'prod\'] }', TEXTS)));
    const entries = Object.entries(tags);
    if (entries.length < 1 || entries.length > MOST_TARGETS) {
      fail(undefined, `tags must be 1-${MOST_TARGETS} keys, got ${entries.length}; use fewer, or a tag that stands for them`);
    }
    return new MaintenanceTargets(entries.map(([key, values]) => ({ key: `tag:${key}`, values: checkValues(`tags.${key}`, values) })), []);
  }

  /**
   * The nodes of a patch group: those with the tag `PatchGroup`, whose patches a `NodePatchBaseline` of the same group approves.
   *
   * @param patchGroups the names of 1-50 groups
   * @throws if there are none or too many
   */
  public static patchGroups(...patchGroups: string[]): MaintenanceTargets {
    return MaintenanceTargets.tagged({ [PATCH_GROUP_TAG]: patchGroups });
  }

  /**
   * These nodes.
   *
   * @param nodes 1-50 nodes
   * @throws if there are none or too many
   */
  public static nodes(...nodes: ISsmManagedInstance[]): MaintenanceTargets {
    checkValue(undefined, 'nodes', nodes, required(listOf('a list of ISsmManagedInstance', '[node]', NODE)));
    const values = checkValues('nodes', nodes.map(({ instanceId }) => instanceId));
    return new MaintenanceTargets([{ key: 'InstanceIds', values }], nodes.map(maintained));
  }

  private constructor(
    /** @internal */
    public readonly _targets: Target[],
    /**
     * The nodes that are named, as far as this app makes them.
     *
     * @internal
     */
    public readonly _nodes: MaintainedNode[],
  ) {}

  /** @internal */
  public get _isAllNodes(): boolean {
    return this._targets[0].values[0] === ALL;
  }
}

const ALL = '*';

function checkValues(name: string, values: string[]): string[] {
  if (Token.isUnresolved(values)) { return values; }
  if (values.length < 1 || values.length > MOST_TARGET_VALUES) {
    fail(undefined, `${name} must be 1-${MOST_TARGET_VALUES}, got ${values.length}; ${values.length === 0 ? 'name one' : 'give the nodes one tag, and use MaintenanceTargets.tagged(...)'}`);
  }
  values.forEach(value => checkValue(undefined, name, value, required(TEXT)));
  const wrong = values.find(value => value === ALL);
  if (wrong !== undefined) {
    fail(undefined, `${name} must be values of their own, got '${ALL}'; use MaintenanceTargets.allNodes() for all nodes`);
  }
  return values;
}
