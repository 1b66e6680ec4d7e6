import * as ipaddr from 'ipaddr.js';
import { Asked } from './asked';
import { Principal } from '../model/iam/principal';
import { Unknown } from '../model/known';
import { opaque } from '../model/symbolic-text';
import { listed } from '../model/words';

/** How somebody makes a request: what may be chosen by who makes it, and no policy grants. */
export interface Circumstances {
  /** For people: `signed in with MFA`. */
  readonly assuming: readonly string[];
  /** All that the request may look like then: nobody knows which one it is. */
  readonly requests: readonly Keys[];
  /** Why it may not be possible at all. */
  readonly doubt?: Unknown;
}

/** Condition keys: their values, and undefined for what a request certainly lacks. */
export type Keys = ReadonlyMap<string, string | undefined>;

/** All that make a difference to policies, the one that takes least first. */
export function circumstancesOf(principal: Principal, asked: Asked): Circumstances[] {
  const sources = sourcesOf(asked);
  return factorsOf(principal, asked).flatMap(factor => sources.map(source => ({
    assuming: [...factor.assuming, ...source.assuming],
    requests: factor.requests.flatMap(keys => source.requests.map(more => new Map([...keys, ...more]))),
    doubt: factor.doubt,
  })));
}

const ANY: Circumstances = { assuming: [], requests: [new Map()] };

const MFA_PRESENT = 'aws:multifactorauthpresent';
const MFA_AGE = 'aws:multifactorauthage';

/**
 * An access key of a user lacks the keys of MFA, and a sign-in without it says false. Which of the two a session of a role says is for who
 * assumes it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
function factorsOf({ kind, secondFactor }: Principal, { keys }: Asked): Circumstances[] {
  if (!keys.has(MFA_PRESENT) && !keys.has(MFA_AGE)) { return [ANY]; }
  const absent: Keys = new Map([[MFA_PRESENT, undefined], [MFA_AGE, undefined]]);
  const without: Keys = new Map([[MFA_PRESENT, 'false'], [MFA_AGE, undefined]]);
  const ownKeys = kind === 'user' || kind === 'group';
  return [
    ...ownKeys ? [{ assuming: [], requests: [absent] }, { assuming: [], requests: [without] }] : [{ assuming: [], requests: [absent, without] }],
    ...secondFactor === false ? [] : [{
      assuming: ['signed in with MFA just before'],
      requests: [new Map([[MFA_PRESENT, 'true'], [MFA_AGE, '0']])],
      doubt: secondFactor === true ? undefined : secondFactor,
    }],
  ];
}

const SOURCE_ADDRESS = 'aws:sourceip';
const SOURCE_ENDPOINT = 'aws:sourcevpce';
const SOURCE_VPC = 'aws:sourcevpc';

/** Requests come from the Internet with an address, or through an endpoint with its id and its VPC. */
function sourcesOf(asked: Asked): Circumstances[] {
  if (![SOURCE_ADDRESS, SOURCE_ENDPOINT, SOURCE_VPC].some(key => asked.keys.has(key))) { return [ANY]; }
  // Which endpoint is in which VPC is not looked at: the answer says which two it takes.
  const endpoints = [...asked.valuesOf(SOURCE_ENDPOINT), OTHER_ENDPOINT];
  const vpcs = [...asked.valuesOf(SOURCE_VPC), OTHER_VPC];
  const ranges = asked.valuesOf(SOURCE_ADDRESS).flatMap(rangeOf);
  return [
    ...addressesOf(ranges).map((address): Circumstances => ({
      assuming: networkOf(address, ranges),
      requests: [new Map([[SOURCE_ADDRESS, address.toString()], [SOURCE_ENDPOINT, undefined], [SOURCE_VPC, undefined]])],
    })),
    ...endpoints.flatMap(endpoint => vpcs.map((vpc): Circumstances => ({
      assuming: [`through ${endpoint === OTHER_ENDPOINT ? 'a VPC endpoint' : `the VPC endpoint ${endpoint}`}${vpc === OTHER_VPC ? '' : ` in ${vpc}`}`],
      requests: [new Map([[SOURCE_ADDRESS, undefined], [SOURCE_ENDPOINT, endpoint], [SOURCE_VPC, vpc]])],
    }))),
  ];
}

/** Those that no policy names. */
const OTHER_ENDPOINT = opaque('another VPC endpoint');
const OTHER_VPC = opaque('another VPC');

type Address = ipaddr.IPv4 | ipaddr.IPv6;

interface Range {
  readonly text: string;
  readonly base: Address;
  readonly last: Address;
  readonly bits: number;
}

/** What cannot be read makes no request: the conditions with it are unknown for all of them. */
function rangeOf(text: string): Range[] {
  try {
    const [address, bits] = ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128}`);
    const kind = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
    const block = `${address.toString()}/${bits}`;
    return [{ text, base: kind.networkAddressFromCIDR(block), last: kind.broadcastAddressFromCIDR(block), bits }];
  } catch {
    return [];
  }
}

/**
 * One address of each part that the ranges divide all addresses into: each part begins where a range begins, or right after the end of one. Nobody
 * sends a request to AWS from a private address.
 */
function addressesOf(ranges: readonly Range[]): Address[] {
  const all = [...ELSEWHERE, ...ranges.flatMap(({ base, last }) => [base, after(last)])].filter(address => address !== undefined) as Address[];
  const isPublic = (address: Address) => !NOT_PUBLIC.includes(address.range());
  const outside = (address: Address) => ranges.every(range => !isWithin(address, range));
  return [...all.filter(outside), ...all.filter(address => !outside(address))].filter(isPublic);
}

/** Addresses that come before those of most ranges. */
const ELSEWHERE = ['1.0.0.0', '2000::'].map(text => ipaddr.parse(text));

const NOT_PUBLIC = ['private', 'carrierGradeNat', 'loopback', 'linkLocal', 'uniqueLocal', 'unspecified'];

function networkOf(address: Address, ranges: readonly Range[]): string[] {
  const around = ranges.filter(range => isWithin(address, range)).sort((a, b) => b.bits - a.bits);
  if (around.length > 0) { return [`from ${around[0].text}`]; }
  return ranges.length > 0 ? [`from outside of ${listed([...new Set(ranges.map(({ text }) => text))], 'and')}`] : ['from the Internet'];
}

function isWithin(address: Address, { base, bits }: Range): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}

/** The first address behind a range; undefined behind the last of all. */
function after(last: Address): Address | undefined {
  const bytes = last.toByteArray();
  let index = bytes.length - 1;
  while (index >= 0 && bytes[index] === 255) { bytes[index--] = 0; }
  if (index < 0) { return undefined; }
  bytes[index]++;
  return ipaddr.fromByteArray(bytes);
}
