// @ts-check
'use strict';

const { EC2Client, StopInstancesCommand, paginateDescribeInstances } = require('@aws-sdk/client-ec2');

/** The most values that a filter takes. */
const VALUES = 200;

/** What Auto Scaling puts on each instance that it launches. */
const GROUP_TAG = 'aws:autoscaling:groupName';

/**
 * @typedef {{ [key: string]: string }} Tags
 *
 * @typedef {{ instanceIds: string[], tags: Tags[] }} Nodes by their ids, and by the tags that one must have, all of a set
 *
 * @typedef {object} Instance
 * @property {string} id
 * @property {number} started when it was started last, in milliseconds
 * @property {string} [group] its Auto Scaling group
 */

/** The instances of EC2. */
class Instances {
  /** @param {import('@aws-sdk/client-ec2').EC2ClientConfig} config */
  constructor(config) {
    this.client = new EC2Client(config);
    // The SDK would try again without a look at the sessions in between.
    this.stopping = new EC2Client({ ...config, maxAttempts: 1 });
  }

  /**
   * Those of the nodes that run, each once.
   *
   * @param {Nodes} nodes
   * @returns {Promise<Instance[]>}
   */
  async running({ instanceIds, tags }) {
    /** @type {Map<string, Instance>} */
    const found = new Map();
    for (let from = 0; from < instanceIds.length; from += VALUES) {
      await this.collect(found, [{ Name: 'instance-id', Values: instanceIds.slice(from, from + VALUES) }], {});
    }
    for (const each of tags) {
      await this.collect(found, Object.entries(each).map(([key, value]) => ({ Name: `tag:${key}`, Values: [literal(value)] })), each);
    }
    return [...found.values()];
  }

  /**
   * One of the nodes, as it is now; undefined if it does not run any more, or is none of them any more.
   *
   * @param {string} id
   * @param {Nodes} nodes
   * @returns {Promise<Instance | undefined>}
   */
  async find(id, { instanceIds, tags }) {
    /** @type {Map<string, Instance>} */
    const found = new Map();
    const byId = instanceIds.includes(id);
    for (const each of byId ? [{}] : tags) {
      await this.collect(found, [{ Name: 'instance-id', Values: [id] }], each);
    }
    return found.get(id);
  }

  /**
   * Called with nothing else than one instance: where one is protected, EC2 stops none of a list.
   *
   * @param {string} id
   */
  async stop(id) {
    await this.stopping.send(new StopInstancesCommand({ InstanceIds: [id] }));
  }

  /**
   * A page may be empty and not the last one.
   *
   * @param {Map<string, Instance>} found
   * @param {import('@aws-sdk/client-ec2').Filter[]} filters
   * @param {Tags} tags what a filter may take for a pattern, compared once more
   */
  async collect(found, filters, tags) {
    const Filters = [...filters, { Name: 'instance-state-name', Values: ['running'] }];
    for await (const { Reservations = [] } of paginateDescribeInstances({ client: this.client }, { Filters })) {
      for (const instance of Reservations.flatMap(({ Instances: some = [] }) => some)) {
        const tagsOf = Object.fromEntries((instance.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
        if (instance.State?.Name === 'running' && Object.entries(tags).every(([key, value]) => tagsOf[key] === value)) {
          const read = readInstance(instance, tagsOf[GROUP_TAG]);
          found.set(read.id, read);
        }
      }
    }
  }
}

/**
 * @param {import('@aws-sdk/client-ec2').Instance} instance
 * @param {string} [group]
 * @returns {Instance}
 */
function readInstance({ InstanceId, LaunchTime }, group) {
  if (!InstanceId || !LaunchTime) {
    throw new Error(`EC2 does not tell since when ${InstanceId ?? 'an instance'} runs`);
  }
  return { id: InstanceId, started: LaunchTime.getTime(), group };
}

/** EC2 takes two characters of a filter for wildcards. @param {string} value */
function literal(value) {
  return value.replace(/[\\*?]/g, '\\$&');
}

module.exports = { Instances };
