import { ENVIRONMENTS, NODE_SCENARIOS, SCENARIOS, templateOf } from './scenarios';

/** Service principals are the same in every partition. */
const withoutPrincipals = (text: string) => text.replace(/"(ec2|logging\.s3|lambda)\.amazonaws\.com"/g, '""');

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
