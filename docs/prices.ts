/** What AWS bills, as far as the documentation counts with it: Linux, on demand, in US East (N. Virginia), without taxes and free tiers. */

export interface Price {
  readonly what: string;
  readonly usd: number;
  readonly per: 'hour' | 'month' | 'GB' | 'GB and month' | 'million';
  /** AWS's own page. */
  readonly source: string;
  /** A page of somebody else who says the same, where one was found. */
  readonly confirmedBy?: string;
}

export const REGION = 'us-east-1';
export const AS_OF = 'November 2026';
/** As AWS counts a month. */
export const HOURS = 730;

const EC2 = 'https://aws.amazon.com/ec2/pricing/on-demand/';
const VPC = 'https://aws.amazon.com/vpc/pricing/';
const PRIVATE_LINK = 'https://aws.amazon.com/privatelink/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const RDS = 'https://aws.amazon.com/rds/postgresql/pricing/';

const NAT_OR_ENDPOINTS = 'https://www.zacfukuda.com/blog/aws-nat-gateway-vs-vpc-endpoint';
const AROUND_A_VPC = 'https://www.factualminds.com/blog/amazon-vpc-pricing-endpoints-peering-transit-gateway/';
const SMALL_INSTANCES = 'https://github.com/AndrewGuenther/fck-nat';

export const PRICES = {
  t3Micro: { what: 't3.micro', usd: 0.0104, per: 'hour', source: EC2 },
  // No second source was found for the type with its licence.
  t3SmallWindows: { what: 't3.small with Windows Server', usd: 0.0392, per: 'hour', source: EC2 },
  t4gNano: { what: 't4g.nano', usd: 0.0042, per: 'hour', source: EC2, confirmedBy: SMALL_INSTANCES },
  t4gMicro: { what: 't4g.micro', usd: 0.0084, per: 'hour', source: EC2 },
  gp3: { what: 'gp3 volume', usd: 0.08, per: 'GB and month', source: 'https://aws.amazon.com/ebs/pricing/', confirmedBy: 'https://github.com/patrickdk77/fck-nat' },
  publicIpv4: { what: 'public IPv4 address', usd: 0.005, per: 'hour', source: VPC, confirmedBy: AROUND_A_VPC },
  natGateway: { what: 'NAT gateway', usd: 0.045, per: 'hour', source: VPC, confirmedBy: NAT_OR_ENDPOINTS },
  natGatewayData: { what: 'through a NAT gateway', usd: 0.045, per: 'GB', source: VPC, confirmedBy: NAT_OR_ENDPOINTS },
  interfaceEndpoint: { what: 'interface endpoint, in each Availability Zone', usd: 0.01, per: 'hour', source: PRIVATE_LINK, confirmedBy: NAT_OR_ENDPOINTS },
  interfaceEndpointData: { what: 'through an interface endpoint', usd: 0.01, per: 'GB', source: PRIVATE_LINK, confirmedBy: NAT_OR_ENDPOINTS },
  s3Gateway: { what: 'S3 gateway endpoint', usd: 0, per: 'month', source: PRIVATE_LINK, confirmedBy: NAT_OR_ENDPOINTS },
  transitGatewayAttachment: { what: 'attachment of a transit gateway', usd: 0.05, per: 'hour', source: 'https://aws.amazon.com/transit-gateway/pricing/', confirmedBy: AROUND_A_VPC },
  key: { what: 'key of AWS KMS', usd: 1, per: 'month', source: 'https://aws.amazon.com/kms/pricing/', confirmedBy: 'https://cloudburn.io/blog/aws-kms-pricing' },
  dashboard: {
    what: 'dashboard',
    usd: 3,
    per: 'month',
    source: CLOUDWATCH,
    confirmedBy: 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
  },
  alarm: { what: 'alarm', usd: 0.1, per: 'month', source: CLOUDWATCH, confirmedBy: 'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm' },
  metric: { what: 'metric', usd: 0.3, per: 'month', source: CLOUDWATCH, confirmedBy: 'https://signoz.io/guides/cloudwatch-pricing' },
  database: { what: 'db.t4g.micro for PostgreSQL', usd: 0.016, per: 'hour', source: RDS, confirmedBy: 'https://infratally.com/articles/aws-rds-pricing-explained-2026.html' },
  databaseStorage: {
    what: 'storage of a database',
    usd: 0.115,
    per: 'GB and month',
    source: RDS,
    confirmedBy: 'https://www.usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator/',
  },
  secret: { what: 'secret', usd: 0.4, per: 'month', source: 'https://aws.amazon.com/secrets-manager/pricing/' },
  scheduleCalls: {
    what: 'calls of EventBridge Scheduler, after 14 million a month',
    usd: 1,
    per: 'million',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    confirmedBy: 'https://cloudburn.io/blog/amazon-eventbridge-pricing',
  },
  instanceConnectEndpoint: {
    what: 'EC2 Instance Connect Endpoint',
    usd: 0,
    per: 'month',
    source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-with-ec2-instance-connect-endpoint.html',
  },
} satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/** A line of a bill. */
export interface Line {
  /** As the README names it. */
  readonly what: string;
  readonly price: PriceName;
  /** How many, or how many GB. */
  readonly count?: number;
  /** For how many hours of a month, where it is billed by the hour. */
  readonly hours?: number;
}

/** What a line comes to in a month. */
export function monthly({ price, count = 1, hours = HOURS }: Line): number {
  const { usd, per }: Price = PRICES[price];
  if (per === 'GB' || per === 'million') {
    throw new Error(`${PRICES[price].what} costs by what is used, which no bill here knows`);
  }
  return usd * count * (per === 'hour' ? hours : 1);
}

export const total = (lines: readonly Line[]): number => lines.reduce((sum, line) => sum + monthly(line), 0);
