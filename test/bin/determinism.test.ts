import { App, Stack } from 'aws-cdk-lib';
import { SCENARIOS, templateOf } from './scenarios';

/** Properties by which CloudFormation would give a resource a name of its own choosing. */
const PHYSICAL_NAMES = ['BucketName', 'RoleName', 'GroupName', 'InstanceProfileName', 'AliasName', 'LaunchTemplateName', 'ManagedPolicyName', 'LogGroupName'];

describe.each(SCENARIOS)('%s', (_name, scenario) => {
  test('synthesizes to the same bytes twice', () => {
    expect(JSON.stringify(templateOf(scenario))).toBe(JSON.stringify(templateOf(scenario)));
  });

  test('names no resource, so that two copies fit into one account and region', () => {
    const app = new App();
    const stacks: Stack[] = [new scenario(app, 'One'), new scenario(app, 'Two')];
    const assembly = app.synth();
    for (const { stackName } of stacks) {
      const { Resources, Outputs } = assembly.getStackByName(stackName).template;
      const properties = Object.values<any>(Resources).flatMap(({ Properties }) => Object.keys(Properties ?? {}));
      expect(properties.filter(name => PHYSICAL_NAMES.includes(name))).toEqual([]);
      expect(Object.values<any>(Outputs).filter(({ Export }) => Export)).toEqual([]);
    }
  });
});
