import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { InterfaceVpcEndpointTarget } from 'aws-cdk-lib/aws-route53-targets';
import { SsmConnectivity, SsmVpcEndpoints } from '../lib';

/** A column of the table of operating systems. */
export interface WayOutOfTable {
  readonly title: string;
  /** What it stands for, as the end of a sentence. */
  readonly meaning: string;
  make(stack: Stack, zone: string): { readonly vpc: ec2.IVpc; readonly connectivity: SsmConnectivity };
}

const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

export const WAYS: readonly WayOutOfTable[] = [
  {
    title: 'public IP',
    meaning: 'a public subnet, `SsmConnectivity.publicIp()`',
    make: (stack, zone) => ({ vpc: vpcWith(stack, zone, [PUBLIC]), connectivity: SsmConnectivity.publicIp() }),
  },
  {
    title: 'NAT gateway',
    meaning: 'a private subnet with a NAT gateway, `SsmConnectivity.natGateway()`',
    make: (stack, zone) => ({ vpc: vpcWith(stack, zone, [PUBLIC, PRIVATE_WITH_EGRESS]), connectivity: SsmConnectivity.natGateway() }),
  },
  {
    title: 'PrivateLink, S3 gateway',
    meaning: 'an isolated subnet, `SsmConnectivity.privateLink(endpoints)` with `s3: true`',
    make: (stack, zone) => privateLink(stack, zone, true),
  },
  {
    title: 'PrivateLink alone',
    meaning: 'an isolated subnet with the endpoints of `ssm` and `ssmmessages` only',
    make: (stack, zone) => privateLink(stack, zone, false),
  },
  {
    title: 'hub VPC, S3 endpoint',
    meaning: 'endpoints in a peered VPC to which private hosted zones lead, `SsmConnectivity.centralEndpoints({ peers, s3: true })`',
    make: (stack, zone) => hub(stack, zone, true),
  },
  {
    title: 'hub VPC alone',
    meaning: 'the same without an endpoint of Amazon S3. Behind a transit gateway preflight sees less, and a node may be UNKNOWN',
    make: (stack, zone) => hub(stack, zone, false),
  },
];

const HUB_CIDR = '10.200.0.0/16';

/** A spoke whose names of the services lead to endpoints of another VPC. */
function hub(stack: Stack, zone: string, s3: boolean) {
  const vpc = vpcWith(stack, zone, [PRIVATE_ISOLATED]);
  const hubVpc = vpcWith(stack, zone, [PRIVATE_ISOLATED], 'Hub', HUB_CIDR);
  const { ref: vpcPeeringConnectionId } = new ec2.CfnVPCPeeringConnection(stack, 'Peering', { vpcId: vpc.vpcId, peerVpcId: hubVpc.vpcId });
  for (const [from, to] of [[vpc, HUB_CIDR], [hubVpc, vpc.vpcCidrBlock]] as const) {
    const [{ routeTable: { routeTableId } }] = from.isolatedSubnets;
    new ec2.CfnRoute(stack, `Peering${from.node.id}`, { routeTableId, destinationCidrBlock: to, vpcPeeringConnectionId });
  }
  for (const service of ['ssm', 'ssmmessages', ...s3 ? ['s3'] : []]) {
    const endpoint = hubVpc.addInterfaceEndpoint(service, {
      service: new ec2.InterfaceVpcEndpointAwsService(service), privateDnsEnabled: false, open: false,
    });
    endpoint.connections.allowFrom(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(443));
    const hostedZone = new route53.PrivateHostedZone(stack, `${service}Zone`, { vpc, zoneName: `${service}.${stack.region}.amazonaws.com` });
    // Buckets have names of their own below that of Amazon S3.
    for (const recordName of ['', ...service === 's3' ? ['*'] : []]) {
      new route53.ARecord(stack, `${service}Record${recordName && 'ForAll'}`, {
        zone: hostedZone, recordName, target: route53.RecordTarget.fromAlias(new InterfaceVpcEndpointTarget(endpoint)),
      });
    }
  }
  return { vpc, connectivity: SsmConnectivity.centralEndpoints({ peers: [ec2.Peer.ipv4(HUB_CIDR)], s3 }) };
}

function privateLink(stack: Stack, zone: string, s3: boolean) {
  const vpc = vpcWith(stack, zone, [PRIVATE_ISOLATED]);
  return { vpc, connectivity: SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc, s3 })) };
}

function vpcWith(stack: Stack, zone: string, types: readonly ec2.SubnetType[], id = 'Vpc', cidr = '10.0.0.0/16'): ec2.Vpc {
  return new ec2.Vpc(stack, id, {
    ipAddresses: ec2.IpAddresses.cidr(cidr),
    availabilityZones: [zone],
    natGateways: types.includes(PRIVATE_WITH_EGRESS) ? 1 : 0,
    subnetConfiguration: types.map(subnetType => ({ name: subnetType, subnetType, cidrMask: 24 })),
  });
}
