import { CfnResource, Stack } from 'aws-cdk-lib';
import { Preflight, PreflightDocumentAccess } from '../../../lib';
import { NODE_TEMPLATE, Resources, withResources } from '../node-template';

export const ref = (id: string) => ({ Ref: id });
export const sub = (text: string) => ({ 'Fn::Sub': text });
export const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });

/** What a policy says, in short. */
export interface Statement {
  readonly Effect: string;
  readonly [element: string]: unknown;
}

export const allow = (Action: string | string[], Resource: unknown, Condition?: object): Statement => ({ Effect: 'Allow', Action, Resource, Condition });
export const deny = (Action: string | string[], Resource: unknown, Condition?: object): Statement => ({ ...allow(Action, Resource, Condition), Effect: 'Deny' });

export const START = 'ssm:StartSession';
export const ANY_INSTANCE = sub('arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:instance/*');
export const THE_NODE = sub('arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:instance/${Node}');
export const documentArn = (name: string) => sub(`arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:document/${name}`);
export const SHELL = documentArn('${Shell}');
export const CHANNEL = allow('ssmmessages:OpenDataChannel', '*');

/** Everything that a shell takes. */
export const SHELL_STATEMENTS = [allow(START, [THE_NODE, SHELL]), CHANNEL];

export const policyOf = (...Statements: Statement[]) => ({ Version: '2012-10-17', Statement: Statements });

export const inline = (...statements: Statement[]) => ({ Policies: [{ PolicyName: 'Own', PolicyDocument: policyOf(...statements) }] });

const byAccount = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: sub('arn:aws:iam::${AWS::AccountId}:root') }, Action: 'sts:AssumeRole' }] };

export const role = (properties: object) => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: byAccount, ...properties } });

export const shell = (properties: object = {}, inputs: object = {}) => ({
  Type: 'AWS::SSM::Document', Properties: { DocumentType: 'Session', Content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs }, ...properties },
});

export const taggedNode = (Tags: unknown) => ({ ...NODE_TEMPLATE.Resources.Node, Properties: { ...NODE_TEMPLATE.Resources.Node.Properties, Tags } });

export interface Question {
  readonly principal?: string;
  readonly node?: string;
  readonly document?: string;
}

/** Other parts of a template. */
export interface Sections {
  readonly [section: string]: unknown;
}

/** What is said of one document, `Shell` and the role `Person` where nothing else is asked. */
export function accessIn(resources: Resources, question: Question = {}, sections: Sections = {}): PreflightDocumentAccess {
  const { principal = 'Person', node = 'Node', document = 'Shell' } = question;
  const template = withResources({ Shell: shell(), ...resources }, sections);
  return Preflight.ofTemplate(template, { region: 'eu-west-1' }).access(principal, node, document).documents[0];
}

/** Writes resources into a stack as they are. */
export function addResources(stack: Stack, resources: Resources): void {
  for (const [id, { Type: type, Properties: properties, DependsOn }] of Object.entries(resources)) {
    new CfnResource(stack, id, { type, properties }).addOverride('DependsOn', DependsOn);
  }
}
