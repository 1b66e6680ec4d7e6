import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/** Other constructs of a class in the app that are, or may be, in the same account and region. */
export function otherInSameEnvironment<T extends Construct>(construct: T, type: abstract new (...args: never[]) => T): IConstruct[] {
  const [mine, all] = [Stack.of(construct), construct.node.root.node.findAll()];
  return all.filter(other => other !== construct && other instanceof type
    && same(Stack.of(other).account, mine.account) && same(Stack.of(other).region, mine.region));
}

function same(a: string, b: string): boolean {
  return [TokenComparison.SAME, TokenComparison.BOTH_UNRESOLVED].includes(Token.compareStrings(a, b));
}
