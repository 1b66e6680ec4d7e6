import { isKnown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { catalogued, Rule, undecided } from '../rule';

export const metadataRule: Rule = {
  ...catalogued('SSM-AGT-004'),
  why: 'The agent learns from the metadata service which instance it is on, and gets its credentials there; without it, it never registers.',
  fix: [{ change: 'set', setting: 'node.metadata-endpoint', to: 'enabled' }, { change: 'reset', setting: 'node.metadata-endpoint' }],
  contract: 7,
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html',
  reads: 'whether the instance or its launch template turns instance metadata off',
  cannotSee: 'metadata options that are changed on the running instance, and a firewall on the node that drops 169.254.169.254',
  hop: 'AGENT',
  *check({ node: { resource, metadataEnabled: { value, location } } }) {
    if (!isKnown(value)) {
      yield undecided(location, `whether instance metadata of ${resource.name} is enabled`, value, SESSION_CAPABILITIES);
    } else if (!value) {
      yield {
        severity: 'BLOCKED',
        location,
        message: `instance metadata of ${resource.name} is disabled: the agent learns neither which instance it is on nor its credentials, and never registers`,
        fix: [{ change: 'set', setting: 'node.metadata-endpoint', of: resource.name, to: 'enabled' }, { change: 'reset', setting: 'node.metadata-endpoint' }],
        capabilities: SESSION_CAPABILITIES,
      };
    }
  },
};
