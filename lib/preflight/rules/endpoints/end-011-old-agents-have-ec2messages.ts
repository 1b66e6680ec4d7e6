import { catalogued, Rule } from '../rule';

export const oldAgentsHaveEc2MessagesRule: Rule = {
  ...catalogued('SSM-END-011'),
  why: 'Agents before 3.3.40 take their commands from ec2messages, which AWS announced it would retire on 30 September 2026.',
  fix: 'Use an image with agent 3.3.40 or newer',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html',
  reads: 'the version of the agent in the image',
  cannotSee: 'an update of the agent after the start',
  hop: 'ENDPOINT',
  *check(context) {
    if (!context.requirements.some(({ service }) => service === 'ec2messages')) { return; }
    const [image] = context.node.images;
    yield {
      severity: 'BLOCKED',
      location: image.location,
      message: 'The agent in the image is older than 3.3.40 and takes commands from ec2messages, which AWS announced it would retire on 30 September 2026',
      capabilities: ['RUN_COMMAND'],
      services: ['ec2messages'],
    };
  },
};
