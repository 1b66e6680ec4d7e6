import { catalogued, Rule } from '../rule';
import { proxyOf } from '../support/agent/agent-proxy';

export const agentProxyRule: Rule = {
  ...catalogued('SSM-AGT-007'),
  why: 'An agent with a proxy goes through it to every service, whatever the routes and endpoints are. What the proxy reaches and lets through is not in a template.',
  fix: 'check that the subnet reaches the proxy, that it lets HTTPS and WebSockets to ssm and ssmmessages through, and that no_proxy has 169.254.169.254; then acknowledge the rule',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/configure-proxy-ssm-agent.html',
  reads: 'what the user data writes into the settings of the agent\'s service, of systemd, of snaps and of Windows that the agent takes a proxy from',
  cannotSee: 'what the proxy reaches and lets through, a proxy that the image comes with, and one that is set in a script from elsewhere',
  hop: 'AGENT',
  *check({ node, capabilitiesOf }) {
    const proxy = proxyOf(node);
    if (!proxy) { return; }
    const message = `the user data of ${node.resource.name} gives the SSM Agent a proxy, and whether that leads to Systems Manager cannot be seen`;
    yield {
      severity: 'UNKNOWN',
      location: node.userData.location,
      message: proxy.leavesOutMetadata ? message : `${message}; no_proxy does not name 169.254.169.254, which the agent has to reach directly`,
      capabilities: capabilitiesOf(),
    };
  },
};
