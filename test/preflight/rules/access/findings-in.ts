import { PreflightAccessFinding } from '../../../../lib';
import { NODE_FACTS } from '../../../../lib/core/node-facts';
import { analyze } from '../../../../lib/preflight/engine/analyze';
import { readTemplate } from '../../../../lib/preflight/readers/cloudformation/cloudformation-reading';
import { ReadOptions } from '../../../../lib/preflight/readers/cloudformation/evaluate/template';
import { att, inline, ref, role, shell, Statement, sub } from '../../access/access-templates';
import { NODE_TEMPLATE, Resources, Template, withResources } from '../../node-template';

const byAccount = { Effect: 'Allow', Principal: { AWS: sub('arn:aws:iam::${AWS::AccountId}:root') }, Action: 'kms:*', Resource: '*' };

/** What keeps the transcripts of the node's sessions. */
export const LOGS = {
  Bucket: { Type: 'AWS::S3::Bucket' },
  LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: att('Key', 'Arn') } },
  Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: [byAccount] } } },
  Shell: shell({}, { s3BucketName: ref('Bucket'), s3KeyPrefix: 'shells', cloudWatchLogGroupName: ref('LogGroup'), kmsKeyId: att('Key', 'Arn') }),
} satisfies Resources;

/** A node whose sessions are logged, and other resources. */
export function loggedNode(resources: Resources): Template {
  return withResources({ ...LOGS, Node: { ...NODE_TEMPLATE.Resources.Node, Metadata: { [NODE_FACTS]: { sessionDocument: ref('Shell') } } }, ...resources });
}

/** What is found in a template. */
export function findingsIn(template: Template, options: ReadOptions = {}): PreflightAccessFinding[] {
  return analyze(readTemplate(template, { region: 'eu-west-1', ...options })).accessFindings;
}

/** What is found about a role of people that has some statements, beside a node whose sessions are logged. */
export function findingsOf(statements: readonly Statement[], resources: Resources = {}): PreflightAccessFinding[] {
  return findingsIn(loggedNode({ Person: role(inline(...statements)), ...resources }));
}

/** The sentences of a rule, without the person. */
export function said(findings: readonly PreflightAccessFinding[], ruleId: string): string[] {
  return findings.filter(finding => finding.ruleId === ruleId).map(({ message, principal }) => message.slice(principal.length + 1));
}
