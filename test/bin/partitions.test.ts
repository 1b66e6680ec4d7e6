import { ENVIRONMENTS, NODE_SCENARIOS, SCENARIOS, templateOf } from './scenarios';

/** Service principals, and the sources of events, are the same in every partition. */
const SERVICES = ['cloudtrail', 'cloudwatch', 'config', 'delivery.logs', 'ec2', 'events', 'lambda', 'logging.s3', 'scheduler', 'ssm', 'ssm-guiconnect'];
const withoutPrincipals = (text: string) => SERVICES.reduce((rest, service) => rest.replaceAll(new RegExp(`\\\\*"${service}\\.amazonaws\\.com\\\\*"`, 'g'), ''), text);

describe.each(SCENARIOS)('%s', (_name, scenario) => {
  test.each(Object.entries(ENVIRONMENTS))('has no ARN with a literal partition in %s', (_, env) => {
    expect(JSON.stringify(templateOf(scenario, { env }))).not.toMatch(/arn:aws[a-z-]*:/);
  });

  test.each(Object.entries(ENVIRONMENTS))('has no literal domain in %s', (_, env) => {
    expect(withoutPrincipals(JSON.stringify(templateOf(scenario, { env })))).not.toMatch(/amazonaws\.com/);
  });
});

describe.each(NODE_SCENARIOS)('%s', (_name, scenario) => {
  test.each([
    ['aws', 'https://console.aws.amazon.com/'],
    ['aws-cn', 'https://console.amazonaws.cn/'],
    ['aws-us-gov', 'https://console.amazonaws-us-gov.com/'],
  ])('links to the console of partition %s', (partition, url) => {
    expect(JSON.stringify(templateOf(scenario, { env: ENVIRONMENTS[partition] }).Outputs.ConsoleUrl.Value)).toContain(url);
  });
});
