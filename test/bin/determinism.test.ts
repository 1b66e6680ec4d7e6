import { App, Stack } from 'aws-cdk-lib';
import { SCENARIOS, templateOf } from './scenarios';
import { AccountPreferencesScenario } from '../../bin/account-preferences-scenario';

/** Properties that give a resource a fixed physical name. */
const PHYSICAL_NAMES = [
  'AlarmName', 'BucketName', 'RoleName', 'GroupName', 'InstanceProfileName', 'AliasName', 'LaunchTemplateName', 'ManagedPolicyName', 'FunctionName',
  'DBInstanceIdentifier', 'DashboardName', 'QueueName', 'TopicName', 'TrailName',
];

/** The name is that of another resource there. */
const THAT_NAME_ANOTHER = ['AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission'];

/** A log group needs a name, because the policy of its key names it. The stack id in the name differs in each deployment. */
const namesOfLogGroups = (template: any) => Object.values<any>(template.Resources)
  .flatMap(({ Type, Properties }) => Type === 'AWS::Logs::LogGroup' && Properties.LogGroupName ? [JSON.stringify(Properties.LogGroupName)] : []);

describe.each(SCENARIOS)('%s', (_name, scenario) => {
  test('synthesizes to the same bytes twice', () => {
    expect(JSON.stringify(templateOf(scenario))).toBe(JSON.stringify(templateOf(scenario)));
  });

  test('names its log groups after the stack\'s id, if at all', () => {
    expect(namesOfLogGroups(templateOf(scenario)).filter(name => !name.includes('AWS::StackId'))).toEqual([]);
  });
});

// One account has one set of default preferences: a second one is an error at synthesis.
describe.each(SCENARIOS.filter(([, scenario]) => scenario !== AccountPreferencesScenario))('%s', (_name, scenario) => {
  test('names no resource, so that two copies fit into one account and region', () => {
    const app = new App();
    const stacks: Stack[] = [new scenario(app, 'One'), new scenario(app, 'Two')];
    const assembly = app.synth();
    for (const { stackName } of stacks) {
      const { Resources, Outputs } = assembly.getStackByName(stackName).template;
      const properties = Object.values<any>(Resources).filter(({ Type }) => !THAT_NAME_ANOTHER.includes(Type))
        .flatMap(({ Properties }) => Object.keys(Properties ?? {}));
      expect(properties.filter(name => PHYSICAL_NAMES.includes(name))).toEqual([]);
      expect(Object.values<any>(Resources).filter(({ Type, Properties }) => Type === 'AWS::SSM::Document' && Properties.Name)).toEqual([]);
      expect(Object.values<any>(Outputs).filter(({ Export }) => Export)).toEqual([]);
    }
  });
});
