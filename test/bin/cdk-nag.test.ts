import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SCENARIOS } from './scenarios';

const findings = (app: App) => {
  app.synth();
  return new AwsSolutionsChecks().validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    (violatingResources as { constructPath?: string }[]).map(({ constructPath }) => `${ruleName} ${constructPath}`));
};

const acknowledged = (app: App) => app.node.findAll().flatMap(({ node }) => node.metadata
  .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
  .flatMap(({ data }) => Object.entries<string>(data).map(([id, reason]) => ({ id, reason, path: node.path }))));

describe.each(SCENARIOS)('%s under AwsSolutionsChecks', (_name, scenario) => {
  test('has no finding that is not acknowledged', () => {
    const app = new App();
    new scenario(app, 'Scenario');
    expect(findings(app)).toEqual([]);
  });

  test('gives a reason for each finding that it acknowledges', () => {
    const app = new App();
    new scenario(app, 'Scenario');
    app.synth();
    expect(acknowledged(app).length).toBeGreaterThan(0);
    expect(acknowledged(app).filter(({ reason }) => reason.length < 50)).toEqual([]);
  });

  test('acknowledges nothing that is not found where it is acknowledged', () => {
    const app = new App();
    new scenario(app, 'Scenario');
    app.synth();
    const given = acknowledged(app).filter(({ id }) => id.startsWith('AwsSolutions-'));
    app.node.findAll().forEach(({ node }) => {
      node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .forEach(({ data }) => Object.keys(data).forEach(id => delete data[id]));
    });
    const found = findings(app);
    expect(found).not.toEqual([]);
    expect(given.filter(({ id, path }) => !found.some(each => each.startsWith(`${id} ${path}/`)))).toEqual([]);
  });
});
