import { Unknown } from '../../../../model/known';
import { blocksWithin } from '../cidr';
import { zonesOf } from '../environment';
import { unknown } from '../resolved-values';
import { argumentList, Intrinsic, integerOf, listOf, textOf } from './arguments';

export const select: Intrinsic = (argument, scope) => {
  const [index, list] = argumentList(argument, 2) ?? [];
  if (index === undefined) {
    return unknown('Fn::Select needs an index and a list');
  }
  const position = integerOf(index, scope, 'Fn::Select');
  if (position instanceof Unknown) { return position; }
  const items = listOf(list, scope, 'Fn::Select');
  if (items instanceof Unknown) { return items; }
  return position < items.length ? items[position] : unknown(`Fn::Select: item ${position} of a list of ${items.length}`);
};

export const getAZs: Intrinsic = (argument, scope) => {
  const region = textOf(argument, scope, 'Fn::GetAZs');
  return region instanceof Unknown ? region : zonesOf(region === '' ? scope.environment.region : region);
};

export const cidr: Intrinsic = (argument, scope) => {
  const [block, count, bits] = argumentList(argument, 3) ?? [];
  if (block === undefined) {
    return unknown('Fn::Cidr needs an address block, a number of blocks and their size in bits');
  }
  const within = textOf(block, scope, 'Fn::Cidr');
  if (within instanceof Unknown) { return within; }
  const blocks = integerOf(count, scope, 'Fn::Cidr');
  if (blocks instanceof Unknown) { return blocks; }
  const hostBits = integerOf(bits, scope, 'Fn::Cidr');
  return hostBits instanceof Unknown ? hostBits : blocksWithin(within, blocks, hostBits);
};

export const length: Intrinsic = (argument, scope) => {
  const items = listOf(argument, scope, 'Fn::Length');
  if (items instanceof Unknown) { return items; }
  // What is not known may turn out to be AWS::NoValue.
  return items.find(item => item instanceof Unknown) ?? items.length;
};
