// @ts-check
'use strict';

const { AutoScalingClient, DescribeScalingActivitiesCommand, paginateDescribeAutoScalingGroups } = require('@aws-sdk/client-auto-scaling');
const { failureOf } = require('./failure');

/** What a question takes. @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
const BATCH = 50;

/** How far back a launch that failed is looked for. */
const ACTIVITIES = 10;

/**
 * @typedef {object} Group
 * @property {string} name
 * @property {string[]} ids of its instances that are in service
 * @property {string} [waitsFor] what is missing until all of them are
 */

/** What Auto Scaling tells of groups. */
class Groups {
  /** @param {import('@aws-sdk/client-auto-scaling').AutoScalingClientConfig} config */
  constructor(config) {
    this.client = new AutoScalingClient(config);
  }

  /**
   * @param {string[]} names
   * @param {AbortSignal} abortSignal
   * @returns {Promise<Group[]>}
   */
  async look(names, abortSignal) {
    const found = new Map();
    try {
      for (let start = 0; start < names.length; start += BATCH) {
        const input = { AutoScalingGroupNames: names.slice(start, start + BATCH) };
        for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups({ client: this.client }, input, { abortSignal })) {
          AutoScalingGroups.forEach(group => found.set(group.AutoScalingGroupName, group));
        }
      }
      return names.map(name => stateOf(name, found.get(name)));
    } catch (error) {
      const waitsFor = `could not be looked at (${failureOf('autoscaling:DescribeAutoScalingGroups', error)})`;
      return names.map(name => ({ name, ids: [], waitsFor }));
    }
  }

  /**
   * A sentence about the last launch that failed. Nothing hangs on it but the explanation.
   *
   * @param {string} AutoScalingGroupName
   * @param {AbortSignal} abortSignal
   * @returns {Promise<string | undefined>}
   */
  async failedLaunch(AutoScalingGroupName, abortSignal) {
    try {
      const { Activities = [] } = await this.client.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: ACTIVITIES }), { abortSignal });
      const launch = Activities.find(({ StatusCode }) => StatusCode === 'Failed' || StatusCode === 'Cancelled');
      return launch && `A launch failed: ${launch.StatusMessage}`;
    } catch (error) {
      return `(${failureOf('autoscaling:DescribeScalingActivities', error)}.)`;
    }
  }
}

/**
 * Instances of a warm pool serve nobody yet, and those that end serve nobody any more. With weights the capacity is their sum.
 *
 * @param {string} name
 * @param {import('@aws-sdk/client-auto-scaling').AutoScalingGroup} [group]
 * @returns {Group}
 */
function stateOf(name, group) {
  if (!group) { return { name, ids: [], waitsFor: 'is not there' }; }
  const inService = (group.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === 'InService');
  const capacity = inService.reduce((sum, { WeightedCapacity }) => sum + Number(WeightedCapacity ?? 1), 0);
  const desired = group.DesiredCapacity ?? 0;
  return {
    name,
    ids: inService.map(({ InstanceId }) => InstanceId ?? ''),
    ...capacity < desired ? { waitsFor: `has a capacity of ${capacity} in service, and ${desired} is desired` } : {},
  };
}

module.exports = { Groups };
