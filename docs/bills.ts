import { Line, PriceName } from './prices';

/** Eight hours on each of 22 days. */
export const HOURS_OF_WORK = 8 * 22;

/** The root volume of Amazon Linux 2023. */
const VOLUME_GB = 8;
/** That of Windows Server. */
const WINDOWS_VOLUME_GB = 30;

const instance = (price: PriceName = 't3Micro', hours?: number): Line => ({ what: 'instance', price, hours });
const volume: Line = { what: 'volume', price: 'gp3', count: VOLUME_GB };
const address: Line = { what: 'address', price: 'publicIpv4' };
const keys: Line = { what: 'two keys', price: 'key', count: 2 };
const endpoints = (count: number): Line => ({ what: 'endpoints', price: 'interfaceEndpoint', count });
const twoNodes: readonly Line[] = [
  { what: 'two instances', price: 't3Micro', count: 2 },
  { what: 'their volumes', price: 'gp3', count: 2 * VOLUME_GB },
  { what: 'their addresses', price: 'publicIpv4', count: 2 },
  keys,
];
const natInstance: readonly Line[] = [
  { what: 'NAT instance', price: 't4gMicro' },
  { what: 'its volume', price: 'gp3', count: VOLUME_GB },
  { what: 'its address', price: 'publicIpv4' },
];
const natGateway: readonly Line[] = [{ what: 'NAT gateway', price: 'natGateway' }, { what: 'its address', price: 'publicIpv4' }];

/** What a month of each scenario costs, line by line as the README has it. */
export const SCENARIO_BILLS: Record<string, readonly Line[]> = {
  PublicSubnetScenario: [instance(), volume, address, keys],
  NatGatewayScenario: [instance(), volume, ...natGateway, keys],
  PrivateLinkScenario: [instance(), volume, endpoints(4), keys],
  DatabaseTunnelScenario: [
    instance(), volume, endpoints(2),
    { what: 'database', price: 'database' },
    { what: 'its storage', price: 'databaseStorage', count: 20 },
    { what: 'its secret', price: 'secret' },
  ],
  AccountPreferencesScenario: [instance(), volume, address, keys],
  TeamAccessScenario: twoNodes,
  AuditedSessionsScenario: [
    instance(), volume, address, keys,
    { what: 'a dashboard', price: 'dashboard' },
    { what: 'three alarms', price: 'alarm', count: 3 },
    { what: 'two metrics', price: 'metric', count: 2 },
  ],
  WindowsScenario: [
    { what: 'instance with its licence', price: 't3SmallWindows' },
    { what: 'volume', price: 'gp3', count: WINDOWS_VOLUME_GB },
    address, keys,
    { what: 'the secret', price: 'secret' },
  ],
  FleetScenario: twoNodes,
  HybridScenario: [keys, { what: 'the secret', price: 'secret' }, { what: 'an alarm', price: 'alarm' }],
  LowCostScenario: [instance('t4gMicro', HOURS_OF_WORK), volume, ...natInstance, keys],
};

/** One of the README's scenarios depends on where the node goes. */
export const EXISTING_VPC_BILLS = { withoutAddress: [instance(), volume], withAddress: [instance(), volume, address] } as const;

export interface WayOut {
  readonly name: string;
  readonly lines: readonly Line[];
  /** What each GB costs, beside what AWS bills for traffic to the Internet. */
  readonly data?: PriceName;
  readonly grows: string;
  readonly gives: string;
}

/** What a way out costs, without the node. */
export const WAYS_OUT: readonly WayOut[] = [
  {
    name: 'Public address',
    lines: [address],
    grows: 'with each node',
    gives: 'The whole Internet, outwards. No open port; the node has an address of its own, which some rules forbid.',
  },
  {
    name: 'NAT instance, t4g.micro',
    lines: natInstance,
    grows: 'with each VPC',
    gives: 'The whole Internet, outwards. One instance that you patch: nobody connects while it is replaced or broken.',
  },
  {
    name: 'VPC endpoints `ssm` and `ssmmessages`, one zone',
    lines: [endpoints(2)],
    data: 'interfaceEndpointData',
    grows: 'with each VPC',
    gives: 'Shells and tunnels, and no Internet at all. No transcripts, no key, no packages.',
  },
  {
    name: 'With `logs` and `kms`, one zone, and the S3 gateway',
    lines: [endpoints(4), { what: 'S3 gateway', price: 's3Gateway' }],
    data: 'interfaceEndpointData',
    grows: 'with each VPC',
    gives: 'Logged and encrypted sessions, and no Internet at all.',
  },
  {
    name: 'NAT gateway',
    lines: natGateway,
    data: 'natGatewayData',
    grows: 'with each VPC',
    gives: 'The whole Internet, outwards. AWS runs it; in one zone it goes with the zone.',
  },
  {
    name: 'Transit gateway to central endpoints',
    lines: [{ what: 'attachment', price: 'transitGatewayAttachment' }],
    data: 'interfaceEndpointData',
    grows: 'with each VPC; the endpoints are paid for once',
    gives: 'As the endpoints of the hub. The gateway bills each GB as well.',
  },
  {
    name: '`ssm` and `ssmmessages` in three zones',
    lines: [endpoints(6)],
    data: 'interfaceEndpointData',
    grows: 'with each VPC and zone',
    gives: 'Shells and tunnels without the Internet, also while a zone is down.',
  },
  {
    name: 'The four endpoints in three zones',
    lines: [endpoints(12)],
    data: 'interfaceEndpointData',
    grows: 'with each VPC and zone',
    gives: 'Logged and encrypted sessions without the Internet, also while a zone is down.',
  },
  {
    name: 'NAT gateway in each of three zones',
    lines: [...natGateway, ...natGateway, ...natGateway],
    data: 'natGatewayData',
    grows: 'with each VPC and zone',
    gives: 'The whole Internet, outwards, also while a zone is down.',
  },
];

export interface WayIn {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly gives: string;
  readonly lacks: string;
}

/** What other ways to a shell cost for one server that has no way out otherwise, without the server. */
export const WAYS_IN: readonly WayIn[] = [
  {
    name: 'Session Manager, with a public address',
    lines: [address, keys],
    gives: 'IAM decides who; no open port, no SSH key; transcripts, encryption with your key, an event for each session; tunnels.',
    lacks: 'The agent on the server and its way out. Tunnels and SSH through it leave no transcript.',
  },
  {
    name: 'Session Manager, in an isolated subnet',
    lines: [endpoints(4), keys],
    gives: 'The same without the Internet.',
    lacks: 'The same; more endpoints for whatever else the server needs.',
  },
  {
    name: 'EC2 Instance Connect Endpoint',
    lines: [{ what: 'endpoint', price: 'instanceConnectEndpoint' }],
    gives: 'IAM decides who; SSH and RDP to a private address, without agent and way out; an event for each connection in CloudTrail.',
    lacks: 'No transcript. One hour a connection. An SSH daemon with a rule that lets the endpoint in. Traffic between zones is billed.',
  },
  {
    name: 'Bastion host, t4g.nano',
    lines: [{ what: 'bastion', price: 't4gNano' }, volume, address],
    gives: 'One way in to many servers, for any SSH client and any port.',
    lacks: 'An open port and one more machine to patch. Keys that somebody hands out and takes back. No transcript, and no IAM.',
  },
  {
    name: 'SSH to a public address, with keys',
    lines: [address],
    gives: 'Nothing to set up.',
    lacks: 'An open port on each server. Keys on each, that somebody takes back. No transcript, no IAM, no event.',
  },
];
