import { Address, Draft, Json } from './draft';
import { T } from './types';
import { Mutation } from './workbench';

/** A deletion from a template that works. */
export interface Deletion {
  /** The path of the resource, and after `#` the part of it that is deleted: the actions of a statement, or one of them. */
  readonly name: string;
  /** The construct that contains the node which must no longer connect. */
  readonly scenario: string;
  readonly mutate: Mutation;
  /** A message about it must contain one of these. */
  readonly says: readonly string[];
}

type Statement = { [key: string]: Json };

/** The resources that hold the policies of the node's role. Other roles do not matter. */
const DOCUMENTS: readonly { readonly type: string; readonly place: string; readonly below?: string }[] = [
  { type: T.POLICY, place: 'Properties/PolicyDocument', below: 'Node/' },
  { type: T.ROLE, place: 'Properties/AssumeRolePolicyDocument', below: 'Node/' },
  { type: T.ENDPOINT, place: 'Properties/PolicyDocument' },
  { type: T.BUCKET_POLICY, place: 'Properties/PolicyDocument' },
  { type: T.KEY, place: 'Properties/KeyPolicy' },
];

/** All ways to delete one endpoint, rule, route, policy, statement or action from a scenario. */
export function deletionsOf(draft: Draft, scenario: string): Deletion[] {
  const addresses = draft.addresses().filter(({ path }) => path.startsWith(`${scenario}/`));
  return addresses.flatMap(address => [
    ...address.type in NAMED_BY ? [resourceDeletion(draft, scenario, address)] : [],
    ...DOCUMENTS.filter(({ type, below = '' }) => type === address.type && address.path.startsWith(`${scenario}/${below}`))
      .flatMap(({ place }) => statementDeletions(draft, scenario, address, place)),
    ...address.type === T.ROLE ? managedPolicyDeletions(draft, scenario, address) : [],
    ...address.type === T.GROUP ? inlineRuleDeletions(draft, scenario, address) : [],
  ]);
}

/** The resources to delete, and the property values that a message about the loss may name. */
const NAMED_BY: { readonly [type: string]: (draft: Draft, address: Address) => string[] } = {
  [T.ENDPOINT]: (draft, address) => [`for ${serviceOf(draft, address)}`],
  [T.INGRESS]: (draft, address) => [referred(draft, address, 'GroupId')],
  [T.EGRESS]: (draft, address) => [referred(draft, address, 'GroupId')],
  [T.ROUTE]: (draft, address) => [referred(draft, address, 'RouteTableId'), `is in ${subnetOfTable(draft, address)},`],
  [T.ASSOCIATION]: (draft, address) => [referred(draft, address, 'SubnetId')],
  [T.ATTACHMENT]: (draft, address) => [referred(draft, address, 'InternetGatewayId')],
  [T.NAT_GATEWAY]: () => ['has no target'],
  [T.POLICY]: (draft, address) => [referred(draft, address, 'Roles/0')],
  [T.PROFILE]: () => ['has no instance profile'],
  [T.BUCKET_POLICY]: (draft, address) => [referred(draft, address, 'Bucket')],
};

function resourceDeletion(draft: Draft, scenario: string, address: Address): Deletion {
  return { name: address.path, scenario, mutate: d => d.removeWithReferences(address), says: NAMED_BY[address.type](draft, address) };
}

function statementDeletions(draft: Draft, scenario: string, address: Address, place: string): Deletion[] {
  const statements = (draft.read(address, `${place}/Statement`) ?? []) as Statement[];
  const owner = address.type === T.KEY || address.type === T.ROLE ? [draft.logicalId(address.path)] : [];
  return statements.flatMap((statement, index) => {
    const actions = [statement.Action].flat() as string[];
    const whole: Deletion = {
      name: `${address.path}#${index}: ${statement.Effect === 'Deny' ? 'deny ' : ''}${actions.join(', ')}`,
      scenario,
      mutate: d => d.write(address, `${place}/Statement/${index}`, undefined),
      says: [...actions, ...owner],
    };
    const single = actions.length === 1 ? [] : actions.map((action, at): Deletion => ({
      name: `${address.path}#${index}: ${action}`,
      scenario,
      mutate: d => d.write(address, `${place}/Statement/${index}/Action/${at}`, undefined),
      // Where a wildcard is granted, the actions that it stands for are missing.
      says: [action, action.replace(/\*$/, '')],
    }));
    return [whole, ...single];
  });
}

function managedPolicyDeletions(draft: Draft, scenario: string, address: Address): Deletion[] {
  const arns = (draft.read(address, 'Properties/ManagedPolicyArns') ?? []) as Json[];
  return arns.map((arn, index) => ({
    name: `${address.path}#${(/policy\/[\w/-]+/.exec(JSON.stringify(arn)) ?? [''])[0]}`,
    scenario,
    mutate: d => d.write(address, `Properties/ManagedPolicyArns/${index}`, undefined),
    says: [draft.logicalId(address.path)],
  }));
}

/** Deletes one of several rules. The last one is deleted with its list, because EC2 treats an empty list as none. */
function inlineRuleDeletions(draft: Draft, scenario: string, address: Address): Deletion[] {
  return ['SecurityGroupEgress', 'SecurityGroupIngress'].flatMap(property => {
    const rules = (draft.read(address, `Properties/${property}`) ?? []) as Json[];
    return rules.map((_, index) => ({
      name: `${address.path}#${property}/${index}`,
      scenario,
      mutate: (d: Draft) => d.write(address, rules.length === 1 ? `Properties/${property}` : `Properties/${property}/${index}`, undefined),
      says: [draft.logicalId(address.path)],
    }));
  });
}

/** The logical id that a property refers to. */
function referred(draft: Draft, address: Address, property: string): string {
  const text = JSON.stringify(draft.read(address, `Properties/${property}`));
  return (/"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/.exec(text) ?? ['', text])[1];
}

function serviceOf(draft: Draft, address: Address): string {
  return (/\.(\w+)"/.exec(JSON.stringify(draft.read(address, 'Properties/ServiceName'))) ?? ['', ''])[1];
}

function subnetOfTable(draft: Draft, address: Address): string {
  const table = referred(draft, address, 'RouteTableId');
  const association = draft.addresses().filter(({ type }) => type === T.ASSOCIATION)
    .find(each => referred(draft, each, 'RouteTableId') === table && each.path.split('/')[0] === address.path.split('/')[0]);
  return association ? referred(draft, association, 'SubnetId') : '';
}
