import { ReadOptions } from './template';
import { Environment } from '../../../model/node';
import { partitionOf } from '../../../model/partitions';
import { opaque, opaqueNames, withOpaqueNames, withoutMarks } from '../../../model/symbolic-text';

/** What a stack has that may be deployed anywhere. */
export const ANY_REGION = opaque('AWS::Region');
export const ANY_ACCOUNT = opaque('AWS::AccountId');

/** The environment of a stack, from what its template or assembly says, then from the options. */
export function environmentOf(options: ReadOptions, region?: string, account?: string): Environment {
  const known = region ?? options.region;
  const { name: partition, urlSuffix } = partitionOf(known);
  const knownAccount = account ?? options.account;
  return {
    region: known === undefined ? ANY_REGION : withoutMarks(known),
    account: knownAccount === undefined ? ANY_ACCOUNT : withoutMarks(knownAccount),
    partition,
    urlSuffix,
  };
}

/** From `aws://account/region` in a manifest. */
export function environmentOfArtifact(text: unknown, options: ReadOptions): Environment {
  const [, account, region] = (typeof text === 'string' ? /^aws:\/\/([^/]*)\/([^/]*)$/.exec(text) : undefined) ?? [];
  const said = (part: string | undefined, otherwise: string) => (part === undefined || part === '' || part === otherwise ? undefined : part);
  return environmentOf(options, said(region, 'unknown-region'), said(account, 'unknown-account'));
}

/** Texts that stand for something that somebody may also have written out: such a text may equal any other that is not empty. */
export function standsForAnything(text: string): boolean {
  return opaqueNames(text).some(name => /( zone \d|^(.*\.)?AWS::(Region|AccountId|StackName))$/s.test(name));
}

export function isSameEnvironment(one: Environment, other: Environment): boolean {
  return one.account === other.account && one.region === other.region;
}

/** Whether two stacks may be deployed to one account and region, as far as they say. */
export function mayBeSameEnvironment(one: Environment, other: Environment): boolean {
  const mayBe = (a: string, b: string) => a === b || standsForAnything(a) || standsForAnything(b);
  return mayBe(one.account, other.account) && mayBe(one.region, other.region);
}

/** The zones of a region, as many as any has; which is which nobody knows before a deployment. */
export function zonesOf(region: string): string[] {
  const name = withoutMarks(withOpaqueNames(region));
  return Array.from({ length: 6 }, (_, index) => opaque(`${name} zone ${index + 1}`));
}
