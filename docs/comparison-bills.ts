import { HOURS_OF_WORK } from './bills';
import { Line } from './prices';

const VOLUME_GB = 8;
const node = (hours?: number): Line[] => [
  { what: 'instance', price: 't4gNano', hours },
  { what: 'volume', price: 'gp3', count: VOLUME_GB },
  { what: 'address', price: 'publicIpv4', hours },
];
const key: Line = { what: 'key', price: 'key' };
const endpoints = (count: number): Line => ({ what: 'endpoints', price: 'interfaceEndpoint', count });

/** A month of each way of docs/comparison.md to one private server or database, each with a t4g.nano and a public address where it has an instance. */
export const COMPARISON_BILLS: Readonly<Record<string, Readonly<Record<string, readonly Line[]>>>> = {
  'cdk-session-manager': {
    'a tunnel': node(),
    'logged and encrypted shells': [...node(), key, key],
    'a tunnel, stopped when idle': node(HOURS_OF_WORK),
    'isolated, logged and encrypted': [...node().slice(0, 2), endpoints(4), key, key],
  },
  'BastionHostLinux': { 'a tunnel': node() },
  'EC2 Instance Connect Endpoint': { 'the endpoint': [{ what: 'endpoint', price: 'instanceConnectEndpoint' }] },
  'SSH with a bastion host': { 'the bastion host': node() },
  'basti': { 'a tunnel, stopped when idle': node(HOURS_OF_WORK) },
  'terraform-aws-session-manager': { 'the key': [key], 'with six endpoints in one zone': [key, endpoints(5), { what: 'S3 gateway', price: 's3Gateway' }] },
  'terraform-aws-bastion': { 'an instance behind a NAT of yours': node().slice(0, 2) },
};
