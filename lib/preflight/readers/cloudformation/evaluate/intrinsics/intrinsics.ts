import { Intrinsic } from './arguments';
import { cidr, getAZs, length, select } from './lists';
import { choose, test } from './logic';
import { findInMap, getAtt, getStackOutput, importValue, ref, transform } from './lookups';
import { base64, join, split, sub, toJsonString } from './texts';

/** The intrinsic functions, by the key that stands for them in a template. */
export const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', ref],
  ['Fn::GetAtt', getAtt],
  ['Fn::ImportValue', importValue],
  ['Fn::GetStackOutput', getStackOutput],
  ['Fn::FindInMap', findInMap],
  ['Fn::Transform', transform],
  ['Fn::Join', join],
  ['Fn::Split', split],
  ['Fn::Sub', sub],
  ['Fn::Base64', base64],
  ['Fn::ToJsonString', toJsonString],
  ['Fn::Select', select],
  ['Fn::GetAZs', getAZs],
  ['Fn::Cidr', cidr],
  ['Fn::Length', length],
  ['Fn::If', choose],
  ...['Fn::And', 'Fn::Or', 'Fn::Not', 'Fn::Equals'].map((name): [string, Intrinsic] => [name, test(name)]),
]);
