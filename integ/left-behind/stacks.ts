import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { CloudFormationClient, paginateListStackResources, paginateListStacks, StackSummary } from '@aws-sdk/client-cloudformation';
import { Kind, KINDS } from './kinds';

const INTEG = join(__dirname, '..');

/** CloudFormation makes the snapshot as it deletes the database, so that nothing of the stack tells of it. */
const DELETED_WITH_SNAPSHOT = 'AWS::RDS::DBInstance';

export interface LeftBehind {
  readonly stack: string;
  readonly name: string;
  readonly kind: Kind;
}

/** The stacks of the scenarios and their assertions, as the snapshots have them. */
export function stackNames(): string[] {
  return readdirSync(INTEG).filter(name => /^integ\..*\.snapshot$/.test(name)).flatMap(name => {
    const { testCases } = JSON.parse(readFileSync(join(INTEG, name, 'integ.json'), 'utf8'));
    return Object.values<any>(testCases).flatMap(({ stacks, assertionStackName }) => [...stacks, assertionStackName]);
  });
}

/** The stacks with one of the names that there are or were in the last 90 days; CloudFormation then forgets those that are deleted. */
export async function stacksOf(names: readonly string[]): Promise<{ readonly existing: StackSummary[]; readonly deleted: StackSummary[] }> {
  const stacks: StackSummary[] = [];
  for await (const { StackSummaries = [] } of paginateListStacks({ client: new CloudFormationClient({}) }, {})) {
    stacks.push(...StackSummaries.filter(({ StackName }) => names.includes(StackName!)));
  }
  const isDeleted = ({ StackStatus }: StackSummary) => StackStatus === 'DELETE_COMPLETE';
  return { existing: stacks.filter(stack => !isDeleted(stack)), deleted: stacks.filter(isDeleted) };
}

/** What the deleted stacks left and is still there, in the order in which it can be deleted. */
export async function leftBehind(deleted: readonly StackSummary[]): Promise<LeftBehind[]> {
  const found: (LeftBehind & { readonly type: string })[] = [];
  for (const { StackId, StackName } of deleted) {
    for (const [type, id] of await skippedOf(StackId!)) {
      const kind = KINDS[type];
      if (!kind) {
        throw new Error(`${StackName} left ${type} ${id}, which integ/left-behind/kinds.ts does not know`);
      }
      found.push(...(await kind.left(id)).map(name => ({ stack: StackName!, name, kind, type })));
    }
  }
  const order = Object.keys(KINDS);
  return found.sort((one, other) => order.indexOf(one.type) - order.indexOf(other.type));
}

/** A deleted stack is found by its id only: another one may have its name. */
async function skippedOf(stackId: string): Promise<[type: string, physicalId: string][]> {
  const skipped: [string, string][] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: new CloudFormationClient({}) }, { StackName: stackId })) {
    skipped.push(...StackResourceSummaries
      .filter(({ ResourceStatus, ResourceType }) => ResourceStatus === 'DELETE_SKIPPED' || ResourceType === DELETED_WITH_SNAPSHOT)
      .map(({ ResourceType, PhysicalResourceId }): [string, string] => [ResourceType!, PhysicalResourceId!]));
  }
  return skipped;
}
