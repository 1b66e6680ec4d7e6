import { Capability } from '../../../../lib/preflight/model/capability';
import { judge } from '../../../../lib/preflight/rules/judge';
import { whatIsRequiredIsAsked } from '../../../../lib/preflight/rules/logging/log-015-what-is-required-is-asked';
import { workingDocumentSite } from '../working-document';
import { nodeSpot, workingSite } from '../working-site';

const ALL: Capability[] = ['SHELL', 'TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'];

function told(site: ReturnType<typeof workingSite>, required?: Capability[]): string[] {
  return [...whatIsRequiredIsAsked.check({ ...site, required: required && new Set(required) })].map(({ message }) => message);
}

test('what is asked for is no problem', () => {
  expect(told(workingDocumentSite({}), ALL)).toEqual([]);
});

test.each<[Capability, string]>([['TRANSCRIPT_S3', 'bucket'], ['TRANSCRIPT_CLOUDWATCH', 'log group'], ['KMS_ENCRYPTION', 'key']])(
  '%s without a document that names a %s', (capability, name) => {
    expect([...whatIsRequiredIsAsked.check({ ...workingSite({}), required: new Set([capability]) })]).toEqual([{
      severity: 'BLOCKED',
      spot: { place: nodeSpot('').place },
      message: `${capability} is required, and no session document in use names a ${name}`,
      capabilities: [capability],
    }]);
  });

test('what nobody requires, or may be asked for, is none', () => {
  expect(told(workingSite({}))).toEqual([]);
  expect(told(workingSite({}), ['SHELL', 'RUN_COMMAND'])).toEqual([]);
});

test('a judgement knows what is required', () => {
  const { model, node } = workingSite({});
  const ids = (required?: Capability[]) => judge(model, node, required && new Set(required)).problems.map(({ rule }) => rule.id);
  expect(ids(['KMS_ENCRYPTION'])).toContain('SSM-LOG-015');
  expect(ids()).not.toContain('SSM-LOG-015');
});
