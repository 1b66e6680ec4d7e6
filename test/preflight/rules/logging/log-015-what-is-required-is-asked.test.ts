import { evaluateRules } from '../../../../lib/preflight/engine/evaluate-rules';
import { Capability } from '../../../../lib/preflight/model/session/capability';
import { whatIsRequiredIsAskedRule } from '../../../../lib/preflight/rules/logging/log-015-what-is-required-is-asked';
import { nodeLocation, workingContext } from '../working-context';
import { workingDocumentContext } from '../working-document';

const ALL: Capability[] = ['SHELL', 'TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'];

function reported(context: ReturnType<typeof workingContext>, required?: Capability[]): string[] {
  return [...whatIsRequiredIsAskedRule.check({ ...context, required: required && new Set(required) })].map(({ message }) => message);
}

test('what is asked for is no problem', () => {
  expect(reported(workingDocumentContext({}), ALL)).toEqual([]);
});

test.each<[Capability, string]>([['TRANSCRIPT_S3', 'bucket'], ['TRANSCRIPT_CLOUDWATCH', 'log group'], ['KMS_ENCRYPTION', 'key']])(
  '%s without a document that names a %s', (capability, name) => {
    expect([...whatIsRequiredIsAskedRule.check({ ...workingContext({}), required: new Set([capability]) })]).toEqual([{
      severity: 'BLOCKED',
      location: { resource: nodeLocation('').resource },
      message: `${capability} is required, and no session document in use names a ${name}`,
      capabilities: [capability],
    }]);
  });

test('what is not required, or might be asked for, has no finding', () => {
  expect(reported(workingContext({}))).toEqual([]);
  expect(reported(workingContext({}), ['SHELL', 'RUN_COMMAND'])).toEqual([]);
});

test('the evaluation knows what is required', () => {
  const { model, node } = workingContext({});
  const ids = (required?: Capability[]) => evaluateRules(model, node, required && new Set(required)).findings.map(({ rule }) => rule.id);
  expect(ids(['KMS_ENCRYPTION'])).toContain('SSM-LOG-015');
  expect(ids()).not.toContain('SSM-LOG-015');
});
