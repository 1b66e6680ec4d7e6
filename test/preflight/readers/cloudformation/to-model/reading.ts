import { evaluateRules } from '../../../../../lib/preflight/engine/evaluate-rules';
import { isKnown, Known, Unknown } from '../../../../../lib/preflight/model/known';
import { Model } from '../../../../../lib/preflight/model/model';
import { Subnet, Vpc } from '../../../../../lib/preflight/model/network/network';
import { ManagedNode } from '../../../../../lib/preflight/model/node';
import { readObject } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { modelOf } from '../../../../../lib/preflight/readers/cloudformation/to-model/model-of';

export interface Resources {
  readonly [logicalId: string]: unknown;
}

/** The sections of a template with an undecided condition and a parameter without a value. */
export function modelWith(resources: Resources, imageNames?: ReadonlyMap<string, string>): Model {
  return modelOf(readObject({
    Parameters: { Secret: { Type: 'String' } },
    Conditions: { Maybe: { 'Fn::Equals': [{ Ref: 'Secret' }, 'yes'] } },
    Resources: resources,
  }, { name: 'App', region: 'eu-west-1', account: '111122223333' }), imageNames);
}

export function a(type: string, properties: Resources = {}, others: Resources = {}): Resources {
  return { Type: type, Properties: properties, ...others };
}

/** A resource of EC2. */
export function ec2(type: string, properties: Resources = {}, others: Resources = {}): Resources {
  return a(`AWS::EC2::${type}`, properties, others);
}

export const ref = (logicalId: string) => ({ Ref: logicalId });
export const att = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] });
/** An unknown value. */
export const SECRET = ref('Secret');
/** Makes it unknown whether a resource exists. */
export const MAYBE = { Condition: 'Maybe' };
/** A property that might be set. */
export const perhaps = (value: unknown) => ({ 'Fn::If': ['Maybe', value, ref('AWS::NoValue')] });

/** The reason of an unknown value. */
export function reason(value: unknown): string {
  if (!(value instanceof Unknown)) { throw new Error(`expected an unknown value, got ${JSON.stringify(value)}`); }
  return value.reason;
}

export function known<T>(value: Known<T>): T {
  if (!isKnown(value)) { throw new Error(`expected a value, got an unknown one: ${value.reason}`); }
  return value;
}

/** A VPC with a subnet on its own route table, and a node in it. */
export const BASE: Resources = {
  Vpc: ec2('VPC', { CidrBlock: '10.0.0.0/16' }),
  Subnet: ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', AvailabilityZone: 'eu-west-1a' }),
  Table: ec2('RouteTable', { VpcId: ref('Vpc') }),
  OnTable: ec2('SubnetRouteTableAssociation', { SubnetId: ref('Subnet'), RouteTableId: ref('Table') }),
  Node: ec2('Instance', { SubnetId: ref('Subnet') }),
};

export function nodeOf(model: Model, logicalId: string = 'Node'): ManagedNode {
  const node = model.nodes.find(({ resource }) => resource.name === logicalId);
  if (!node) { throw new Error(`there is no node ${logicalId}`); }
  return node.read();
}

/** The base with other resources, or without those that are undefined. */
export function based(changes: Resources = {}): Model {
  return modelWith({ ...BASE, ...changes });
}

export function subnetOf(model: Model): Subnet {
  return known(known(nodeOf(model).subnets.value)[0]);
}

export function vpcOf(model: Model): Vpc {
  return known(subnetOf(model).vpc);
}

/** The findings about a node: ids and severities, with the resource of each. */
export function verdicts(model: Model, family: string, logicalId: string = 'Node'): string[] {
  return evaluateRules(model, nodeOf(model, logicalId)).findings
    .filter(({ rule }) => rule.id.startsWith(family))
    .map(({ rule, severity, location }) => `${rule.id} ${severity} ${location.resource.name}`);
}
