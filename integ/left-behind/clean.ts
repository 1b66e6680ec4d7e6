import { leftBehind, stackNames, stacksOf } from './stacks';

/** Lists what runs of the scenarios left in the account, and deletes it if it is asked to. Returns whether all that it was asked for came about. */
export async function clean(deletes: boolean, say: (line: string) => void): Promise<boolean> {
  const { existing, deleted } = await stacksOf(stackNames());
  for (const { StackName, StackStatus } of existing) {
    say(`${StackName} is ${StackStatus}, and keeps what it has: delete the stack first.`);
  }
  const left = await leftBehind(deleted);
  let failed = 0;
  for (const { stack, name, kind } of left) {
    const line = `${stack}: ${name} (${kind.what})`;
    const problem = deletes ? await kind.delete(name).then(() => undefined, ({ message }: Error) => message) : undefined;
    failed += problem ? 1 : 0;
    say(problem ? `${line}: not deleted: ${problem}` : deletes ? `${line}: deleted` : line);
  }
  say(summary(left.length, failed, deletes));
  return failed === 0;
}

function summary(left: number, failed: number, deletes: boolean): string {
  if (left === 0) {
    return 'No run of the last 90 days left anything.';
  }
  return deletes ? `${left - failed} of ${left} deleted.` : `${left} left, nothing deleted. "npx projen integ:clean --delete" deletes all of it, for good.`;
}
