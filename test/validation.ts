import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';

const engine = new RegoEngine();
afterAll(() => engine.free());

/** What CloudFormation would refuse of a template, or warn of, in sentences. */
export const problemsOf = (file: string): string[] => engine.validateStandard(new TemplateFile(file)).diagnostics
  .filter(({ severity }) => ['FATAL', 'ERROR', 'WARN'].includes(severity))
  .map(({ severity, ruleId, message }) => `${severity} ${ruleId}: ${message}`);
