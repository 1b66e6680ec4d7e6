import { createHash } from 'crypto';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ACCOUNT, REGION } from '../fixtures';

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Stack/5ac1b0c0-1111-2222-3333-444444444444`,
  'AWS::URLSuffix': 'amazonaws.com',
};

type Names = (logicalId: string, properties: any) => { readonly ref: string; readonly arn: string };

const named = (arn: (name: string) => string, name: (logicalId: string, properties: any) => string): Names => (logicalId, properties) => {
  const ref = name(logicalId, properties);
  return { ref, arn: arn(ref) };
};
const hex = (logicalId: string) => createHash('sha256').update(logicalId).digest('hex');

/** The physical names that CloudFormation gives to resources. */
const NAMES: Record<string, Names> = {
  'AWS::EC2::Instance': named(id => `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${id}`, id => `i-${hex(id).slice(0, 17)}`),
  'AWS::IAM::Role': named(name => `arn:aws:iam::${ACCOUNT}:role/${name}`, id => id),
  'AWS::IAM::User': named(name => `arn:aws:iam::${ACCOUNT}:user/${name}`, id => id),
  'AWS::KMS::Key': named(id => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`,
    id => hex(id).slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')),
  'AWS::Lambda::Function': named(name => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`, id => id),
  'AWS::Logs::LogGroup': named(name => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*`, (id, { LogGroupName }) => LogGroupName ?? id),
  'AWS::S3::Bucket': named(name => `arn:aws:s3:::${name}`, (id, { BucketName }) => BucketName ?? id.toLowerCase().slice(-63)),
  'AWS::SecretsManager::Secret': id => ({
    ref: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${id}-AbCdEf`, arn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${id}-AbCdEf`,
  }),
  'AWS::SNS::Topic': id => ({ ref: `arn:aws:sns:${REGION}:${ACCOUNT}:${id}`, arn: `arn:aws:sns:${REGION}:${ACCOUNT}:${id}` }),
  'AWS::SQS::Queue': id => ({ ref: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${id}`, arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${id}` }),
  'AWS::SSM::Document': named(name => `arn:aws:ssm:${REGION}:${ACCOUNT}:document/${name}`, (id, { Name }) => Name ?? `Stack-${id}-AbCdEfGhIjKl`),
};

/** A stack after its deployment: each reference is a realistic name, id or ARN. */
export class Deployed {
  private readonly template: any;
  private readonly evaluated = new Map<string, Record<string, any>>();

  constructor(private readonly stack: Stack) {
    this.template = Template.fromStack(stack).toJSON();
  }

  /** A token, or a part of the template. */
  public value(value: unknown): any {
    return this.evaluate(this.stack.resolve(value));
  }

  /** The properties of all resources of a type, by logical id. The same objects in each call. */
  public properties(type: string): Record<string, any> {
    const known = this.evaluated.get(type);
    const properties = known ?? Object.fromEntries(Object.entries<any>(this.template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, resource]) => [logicalId, this.evaluate(resource.Properties)]));
    this.evaluated.set(type, properties);
    return properties;
  }

  /** The contents of the session documents of the stack, by logical id. */
  public documents(): Record<string, any> {
    return Object.fromEntries(Object.entries(this.properties('AWS::SSM::Document')).map(([logicalId, { Content }]) => {
      expect(typeof Content).toBe('string');
      return [logicalId, JSON.parse(Content)];
    }));
  }

  private evaluate(value: any): any {
    if (Array.isArray(value)) {
      return value.map(item => this.evaluate(item));
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const [[name, argument], ...others] = [...Object.entries<any>(value), ['', undefined]] as [string, any][];
    return others.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))
      ? this.call(name, argument)
      : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.evaluate(item)]));
  }

  private call(name: string, argument: any): any {
    switch (name) {
      case 'Ref': return this.reference(argument);
      case 'Fn::GetAtt': return this.attribute(argument[0], argument[1]);
      case 'Fn::Base64': return Buffer.from(this.evaluate(argument)).toString('base64');
      case 'Fn::Join': return this.evaluate(argument[1]).join(argument[0]);
      case 'Fn::Select': return this.evaluate(argument[1])[Number(argument[0])];
      case 'Fn::Split': return this.evaluate(argument[1]).split(argument[0]);
      default: throw new Error(`The test does not know ${name}`);
    }
  }

  private reference(id: string): string {
    const parameter = this.template.Parameters?.[id];
    return PSEUDO_PARAMETERS[id] ?? (parameter ? parameter.Default ?? id : this.names(id)?.ref ?? id);
  }

  private attribute(id: string, attribute: string): string {
    const names = this.names(id);
    return names && attribute === 'Arn' ? names.arn : `${id.toLowerCase()}.${attribute.toLowerCase()}`;
  }

  private names(id: string): ReturnType<Names> | undefined {
    const { Type, Properties = {} } = this.template.Resources[id];
    return NAMES[Type]?.(id, this.evaluate(Properties.LogGroupName || Properties.BucketName || Properties.Name
      ? { LogGroupName: Properties.LogGroupName, BucketName: Properties.BucketName, Name: Properties.Name } : {}));
  }
}

/** The content of the only session document of a stack. */
export function documentOf(stack: Stack): any {
  const documents = Object.values(new Deployed(stack).documents());
  expect(documents).toHaveLength(1);
  return documents[0];
}
