// @ts-check
'use strict';

const { EC2Client, GetConsoleOutputCommand, paginateDescribeInstances } = require('@aws-sdk/client-ec2');
const { agentLines } = require('./agent-lines');
const { failureOf } = require('./failure');

/**
 * @typedef {object} Instance what EC2 knows of a node
 * @property {string} [state]
 * @property {string} [why] it is in that state
 * @property {string} [profile] the name of its instance profile
 *
 * @typedef {object} Console
 * @property {string[]} lines
 * @property {string} [failure]
 */

/** Instances in these states never come back. */
const GONE = ['shutting-down', 'terminated'];

/** What EC2 tells of nodes. Nothing hangs on it but the explanation, so a question that fails is no error. */
class Instances {
  /** @param {import('@aws-sdk/client-ec2').EC2ClientConfig} config */
  constructor(config) {
    this.client = new EC2Client(config);
  }

  /**
   * By a filter, which leaves out what is not there. Named by their ids, one that is not there would fail the question.
   *
   * @param {string[]} ids
   * @param {AbortSignal} abortSignal
   * @returns {Promise<Map<string, Instance> | string>} by their ids, or why that is not known
   */
  async of(ids, abortSignal) {
    const found = new Map();
    try {
      const input = { Filters: [{ Name: 'instance-id', Values: ids }] };
      for await (const { Reservations = [] } of paginateDescribeInstances({ client: this.client }, input, { abortSignal })) {
        for (const { InstanceId, State, StateReason, IamInstanceProfile } of Reservations.flatMap(({ Instances: instances = [] }) => instances)) {
          found.set(InstanceId, { state: State?.Name, why: StateReason?.Message, profile: IamInstanceProfile?.Arn?.split('/').at(-1) });
        }
      }
      return found;
    } catch (error) {
      return failureOf('ec2:DescribeInstances', error);
    }
  }

  /**
   * What the agent wrote to the console. The newest of it only instances on Nitro tell, the others what there was after the boot.
   *
   * @param {string} id
   * @param {AbortSignal} abortSignal
   * @returns {Promise<Console>}
   */
  async consoleOf(id, abortSignal) {
    try {
      return await this.read(id, true, abortSignal);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'UnsupportedOperation')) {
        return { lines: [], failure: failureOf('ec2:GetConsoleOutput', error) };
      }
    }
    return this.read(id, false, abortSignal).catch(error => ({ lines: [], failure: failureOf('ec2:GetConsoleOutput', error) }));
  }

  /**
   * @param {string} InstanceId
   * @param {boolean} Latest
   * @param {AbortSignal} abortSignal
   */
  async read(InstanceId, Latest, abortSignal) {
    const { Output = '' } = await this.client.send(new GetConsoleOutputCommand({ InstanceId, Latest }), { abortSignal });
    return { lines: agentLines(Buffer.from(Output, 'base64').toString()) };
  }
}

/** @param {Instance | undefined} instance */
function isGone(instance) {
  return instance !== undefined && GONE.includes(instance.state ?? '');
}

module.exports = { Instances, isGone };
