import { readFileSync, writeFileSync } from 'fs';
import { ENVIRONMENTS, SCENARIOS, resourcesOf, templateFileOf } from './scenarios';
import { problemsOf } from '../validation';

const problems = (file: string) => problemsOf(file).filter(problem => !OF_THE_CDK.test(problem));

/** The Lambda functions of the CDK depend on their role twice. */
const OF_THE_CDK = /^WARN W3005: '(Preferences(Handler|Provider)|Unlogged|IdleStop)Role[0-9A-F]{8}' dependency already enforced by a 'GetAtt' at 'Properties\.Role'$/;

describe.each(SCENARIOS)('%s', (_name, scenario) => {
  test.each(Object.entries(ENVIRONMENTS))('is valid CloudFormation without a warning in %s', (_, env) => {
    expect(problems(templateFileOf(scenario, { env }))).toEqual([]);
  });

  test('is valid CloudFormation with flow logs', () => {
    expect(problems(templateFileOf(scenario, { flowLogs: true }))).toEqual([]);
  });

  test('is found invalid when a required property is missing', () => {
    const file = templateFileOf(scenario);
    const template = JSON.parse(readFileSync(file, 'utf8'));
    resourcesOf(template, 'AWS::EC2::SecurityGroup').forEach(({ Properties }) => delete Properties.GroupDescription);
    writeFileSync(file, JSON.stringify(template));
    expect(problems(file)).toContain('FATAL F3003: \'GroupDescription\' is a required property');
  });
});
