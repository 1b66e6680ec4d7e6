/** Deletions that do not block a node, and the reasons. */
export interface Harmless {
  /** Matches the names of these deletions and no others. */
  readonly what: RegExp;
  readonly why: string;
  /** What preflight reports instead; nothing if left out. */
  readonly says?: { readonly ruleId: string; readonly severity: 'UNKNOWN' | 'WARNING' };
}

/** Every other deletion blocks the node. */
export const HARMLESS: readonly Harmless[] = [
  {
    what: /\/Bucket\/AccessLogs\/Policy\/Resource/,
    why: 'S3 writes access logs there; the agent never does.',
  },
  {
    what: /\/Bucket\/Bucket\/Policy\/Resource($|#\d: deny s3:\*$)/,
    why: 'The policy only denies what comes without TLS 1.2, as no agent does; the bucket is of the role\'s account and need not allow anything.',
  },
  {
    what: /\/Logging\/Key\/Resource#1: kms:DescribeKey$/,
    why: 'It has no encryption context, so the statement never covers it, and CloudWatch Logs encrypts all the same.',
  },
  {
    what: /\/(Node\/Role\/DefaultPolicy|Endpoints\/S3)\/Resource#\d: s3:PutObjectAcl$/,
    why: 'Contract, section 4: AWS asks for it where the bucket is of another account; in the same account it is unproven.',
  },
  {
    what: /\/Node\/Role\/DefaultPolicy\/Resource#3: kms:Decrypt$/,
    why: 'Contract, section 4: for logs over 5 MiB only.',
    says: { ruleId: 'SSM-LOG-007', severity: 'WARNING' },
  },
  {
    what: /^((PublicSubnet|NatGateway|AccountPreferences)Scenario\/Node\/SecurityGroup\/Resource#SecurityGroupEgress\/0$|DatabaseTunnelScenario\/Endpoints\/ClientSecurityGroup\/to )/,
    why: 'EC2 gives a group without egress rules one that lets everything out.',
  },
  {
    what: /^PrivateLinkScenario\/Endpoints\/ClientSecurityGroup\/to /,
    why: 'The rule inside the group, which leads to S3, lets HTTPS out to everywhere.',
  },
  {
    what: /^PrivateLinkScenario\/Node\/SecurityGroup\/Resource#SecurityGroupEgress\/0$/,
    why: 'It lets nothing out that matters; the group of the endpoints, which the node has too, does.',
  },
  {
    what: /^PrivateLinkScenario\/Endpoints\/ClientSecurityGroup\/Resource#SecurityGroupEgress\/0$/,
    why: 'Whether the rule that EC2 gives to a group without egress rules stays beside one of a resource of its own is not documented.',
    says: { ruleId: 'SSM-NET-003', severity: 'UNKNOWN' },
  },
  {
    what: /\/(Endpoints\/SecurityGroup|DatabaseGroup)\/Resource#SecurityGroupEgress\/0$/,
    why: 'Endpoints and databases only answer, and replies need no rule of a security group.',
  },
  {
    what: /^(PrivateLinkScenario\/Vpc\/IsolatedSubnet2|DatabaseTunnelScenario\/Vpc\/IsolatedSubnet\d)\/RouteTableAssociation$/,
    why: 'There is nothing in the subnet, or only ways inside the VPC, which the main route table has too.',
  },
  {
    what: /\/Endpoints\/Ssm\/Resource#0: ssm:(?!UpdateInstanceInformation)\w+$/,
    why: 'Run Command, State Manager, Inventory and Patch Manager call it, and no session does.',
  },
  {
    what: /\/Endpoints\/S3\/Resource#0: s3:GetObject$/,
    why: 'Contract, section 6: agents are updated from these buckets; a session alone needs none but the log bucket.',
  },
  {
    what: /^DatabaseTunnelScenario\/(Node\/SecurityGroup\/to DatabaseTunnelScenarioDatabase|DatabaseGroup\/from )/,
    why: 'The way from the node to the database, not that to Systems Manager.',
  },
  {
    what: /^DatabaseTunnelScenario\/DatabaseUser\/DefaultPolicy\/Resource$/,
    why: 'Contract, section 5: rights of a person, of which no node depends.',
  },
  {
    what: /^AccountPreferencesScenario\/Preferences\/Logging\/Key\/Resource#2: /,
    why: 'CloudWatch Logs encrypts the log of that function with it, and no transcript.',
  },
  {
    what: /^AccountPreferencesScenario\/Preferences\/Resource\/HandlerRole\/DefaultPolicy\/Resource$/,
    why: 'Rights of the function that puts the preferences into force while the stack is deployed.',
  },
];
