// @ts-check
'use strict';

const { CloudFormationClient, DescribeStacksCommand } = require('@aws-sdk/client-cloudformation');
const { failureOf } = require('./failure');

/** The stack that the check is in. */
class Stack {
  /** @param {import('@aws-sdk/client-cloudformation').CloudFormationClientConfig} config */
  constructor(config) {
    this.client = new CloudFormationClient(config);
  }

  /**
   * CloudFormation asks for an update then, with the properties of before. Where it does not say, the nodes are looked at.
   *
   * @param {string} StackName its id
   */
  async isRollingBack(StackName) {
    try {
      const { Stacks: [stack] = [] } = await this.client.send(new DescribeStacksCommand({ StackName }));
      return stack?.StackStatus?.includes('ROLLBACK_IN_PROGRESS') ?? false;
    } catch (error) {
      console.error(failureOf('cloudformation:DescribeStacks', error));
      return false;
    }
  }
}

module.exports = { Stack };
