import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/** Other constructs of a class in the app that are, or may be, in the same account and region. */
export function otherInSameEnvironment<T extends Construct>(construct: T, type: abstract new (...args: never[]) => T): IConstruct[] {
  return construct.node.root.node.findAll()
    .filter(other => other !== construct && other instanceof type && inSameEnvironment(other, construct));
}

/** Whether two constructs are, or may be, in the same account and region. */
export function inSameEnvironment(a: IConstruct, b: IConstruct): boolean {
  const [one, other] = [Stack.of(a), Stack.of(b)];
  return same(one.account, other.account) && same(one.region, other.region);
}

/** Whether two constructs are certainly in different accounts or regions. */
export function inOtherEnvironment(a: IConstruct, b: IConstruct): boolean {
  const [one, other] = [Stack.of(a), Stack.of(b)];
  return (['account', 'region'] as const).some(place => Token.compareStrings(one[place], other[place]) === TokenComparison.DIFFERENT);
}

function same(a: string, b: string): boolean {
  return [TokenComparison.SAME, TokenComparison.BOTH_UNRESOLVED].includes(Token.compareStrings(a, b));
}
