import * as fs from 'fs';
import * as path from 'path';
import { isKnown, Known, Unknown } from '../known';
import { PolicyDocument, PolicyStatement } from './policy';
import { parsePolicy } from './policy-parse';
import { display, gapIn } from '../symbolic-text';
import { SymbolicValue } from '../symbolic-value';

interface ManagedPolicyData {
  /** When AWS last changed any of them. */
  readonly date: string;
  /** What the statements were kept for. */
  readonly actions: string[];
  /** Policies that deny something else. */
  readonly denying: string[];
  readonly policies: { readonly [name: string]: SymbolicValue };
  /** Policies without a statement on these actions. */
  readonly others: string[];
}

/**
 * The text of a policy of AWS, by the end of its ARN, for example `service-role/AmazonEC2RoleforSSM`.
 *
 * It is complete for the actions that a node is asked for, and for starting sessions; whether it allows any other action is unknown. A policy that AWS made later is unknown
 * as a whole.
 */
export function awsManagedPolicy(name: string): Known<PolicyDocument> {
  let document = documents.get(name);
  if (!document) {
    document = read(name);
    documents.set(name, document);
  }
  return document;
}

// Roles share these documents, and what is worked out for them.
const documents = new Map<string, Known<PolicyDocument>>();

function read(name: string): Known<PolicyDocument> {
  const data = load();
  const isKept = Object.hasOwn(data.policies, name);
  if (!isKept && !data.others.includes(name)) {
    return gapIn(name) ?? new Unknown(`preflight does not have the text of the AWS managed policy '${display(name)}'; it knows those up to ${data.date}`);
  }
  const document = parsePolicy({ Version: '2012-10-17', Statement: isKept ? data.policies[name] : [] });
  return isKnown(document) ? { statements: [...document.statements, restOf(data, name)] } : document;
}

let loaded: ManagedPolicyData | undefined;

/** Not imported, since only the file itself is there both in the package and in the sources. */
function load(): ManagedPolicyData {
  loaded ??= JSON.parse(fs.readFileSync(path.join(__dirname, 'aws-managed-policies-data.json'), 'utf8')) as ManagedPolicyData;
  return loaded;
}

/** What a policy says of all the actions whose statements were not kept. */
function restOf({ actions, denying }: ManagedPolicyData, name: string): PolicyStatement {
  const unknown = new Unknown('of the AWS managed policies preflight keeps only what is about a node and its sessions');
  return {
    label: 'the rest of the policy',
    effect: denying.includes(name) ? unknown : 'Allow',
    notActions: actions,
    resources: ['*'],
    conditions: unknown,
  };
}
