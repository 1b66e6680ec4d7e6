import { PreflightAccess, PreflightAccessVerdict, PreflightPrincipal, PreflightPrincipalKind } from '../../../lib/preflight/preflight-access';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';
import { PreflightFinding } from '../../../lib/preflight/preflight-finding';
import { PreflightHop, PreflightHopKind, PreflightPath } from '../../../lib/preflight/preflight-hop';
import { PreflightCapabilityResult, PreflightNode } from '../../../lib/preflight/preflight-node';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightOrigin } from '../../../lib/preflight/preflight-source';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { AccessAnswers, ReportData } from '../../../lib/preflight/report/report-data';

const { CONNECTS, BLOCKED, UNKNOWN } = PreflightVerdict;
const Kind = PreflightHopKind;
const ALL = Object.values(PreflightCapability);

/** A finding of a rule, by default about a route table. */
export function finding(ruleId: string, rest: Partial<PreflightFinding> = {}): PreflightFinding {
  return {
    ruleId,
    severity: PreflightSeverity.BLOCKED,
    message: 'No route of the subnet leads out, and the VPC has no endpoint for ssmmessages.',
    fix: 'Add a default route to a NAT gateway, or an interface endpoint for ssmmessages.',
    why: 'A subnet without a way out reaches nothing.',
    documentation: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
    contract: 'Agent contract, section 6',
    source: { origin: PreflightOrigin.TEMPLATE, name: 'VpcIsolatedSubnet1RouteTable', stack: 'Shop', templatePath: 'cdk.out/Shop.template.json' },
    capabilities: ALL,
    stack: 'Shop',
    logicalId: 'VpcIsolatedSubnet1RouteTable',
    resourceType: 'AWS::EC2::RouteTable',
    property: 'Properties/Routes',
    constructPath: 'Shop/Vpc/IsolatedSubnet1/RouteTable',
    templatePath: 'cdk.out/Shop.template.json',
    ...rest,
  };
}

export function hop(kind: PreflightHopKind, label: string, logicalId?: string, findings: PreflightFinding[] = []): PreflightHop {
  return { kind, label, logicalId, findings, verdict: worst(findings) };
}

export function path(service: string, hops: PreflightHop[], subnet?: string): PreflightPath {
  return { service, subnet, hops, verdict: worst(hops.flatMap(one => one.findings)) };
}

/** A node whose verdict and capabilities follow from its findings. */
export function node(id: string, { path: hops, ...rest }: Partial<PreflightNode> & { readonly path?: PreflightHop[] } = {}): PreflightNode {
  const findings = rest.findings ?? [];
  return {
    id,
    logicalId: 'NodeF00DCAFE',
    stack: 'Shop',
    resourceType: 'AWS::EC2::Instance',
    constructPath: id,
    verdict: worst(findings),
    capabilities: capabilities(findings),
    mainPath: path('ssmmessages', hops ?? []),
    paths: [],
    findings,
    ...rest,
  };
}

function worst(findings: readonly PreflightFinding[]): PreflightVerdict {
  const severities = findings.filter(one => one.acknowledged === undefined).map(one => one.severity);
  if (severities.includes(PreflightSeverity.BLOCKED)) { return BLOCKED; }
  return severities.includes(PreflightSeverity.UNKNOWN) ? UNKNOWN : CONNECTS;
}

function capabilities(findings: readonly PreflightFinding[]): PreflightCapabilityResult[] {
  const optional = [PreflightCapability.PORT_FORWARDING, PreflightCapability.RUN_COMMAND, PreflightCapability.AGENT_UPDATE];
  return ALL.map(capability => ({
    capability,
    required: !optional.includes(capability),
    verdict: worst(findings.filter(one => one.capabilities.includes(capability))),
  }));
}

const START = [
  hop(Kind.NODE, 'EC2 instance', 'NodeF00DCAFE'),
  hop(Kind.IDENTITY, 'Instance role', 'NodeRole7D1E2C3B'),
  hop(Kind.AGENT, 'SSM Agent of Amazon Linux 2023'),
  hop(Kind.SECURITY_GROUP, 'Security group', 'NodeSecurityGroup0A1B2C3D'),
];

const ENDPOINTS: { readonly [service: string]: string } = {
  ssm: 'EndpointsSsmB7A1',
  ssmmessages: 'EndpointsSsmMessages9C2F',
  logs: 'EndpointsLogs11AA',
  kms: 'EndpointsKms4D0E',
};

function privateWay(service: string, subnet: string): PreflightPath {
  const isGateway = service === 's3';
  return path(service, [
    ...START,
    hop(Kind.NETWORK_ACL, 'Default network ACL'),
    hop(Kind.ROUTE, isGateway ? 'Route to the S3 prefix list' : 'Route within the VPC', `Vpc${subnet}RouteTable5E6F`),
    hop(Kind.ENDPOINT, isGateway ? 'Gateway endpoint for s3' : `VPC endpoint for ${service}`, isGateway ? 'EndpointsS3AB12' : ENDPOINTS[service]),
    hop(Kind.SERVICE, service),
  ], subnet);
}

const PRIVATE_SERVICES = ['ssm', 'ssmmessages', 'logs', 'kms', 's3'];
const PRIVATE_WAYS = ['PrivateSubnet1', 'PrivateSubnet2'].flatMap(subnet => PRIVATE_SERVICES.map(service => privateWay(service, subnet)));

/** All paths through endpoints, in two subnets. */
export const PRIVATE_LINK = node('Shop/PrivateLink/Fleet/Nodes/AutoScalingGroup/Instance', {
  resourceType: 'AWS::AutoScaling::AutoScalingGroup',
  path: PRIVATE_WAYS[1].hops,
  paths: PRIVATE_WAYS,
  findings: [finding('SSM-ORD-001', {
    severity: PreflightSeverity.WARNING,
    message: 'The node does not wait for the endpoint for kms; until it is there, the agent retries for up to an hour.',
    fix: 'Let the node depend on the endpoints.',
    logicalId: 'NodeF00DCAFE',
    resourceType: 'AWS::AutoScaling::AutoScalingGroup',
    property: undefined,
  })],
});

const NO_ROUTE = finding('SSM-NET-006', { message: 'The node\'s subnet VpcIsolatedSubnet1 has no route that leads out of the VPC, and the VPC has no endpoint for ssm, ssmmessages.' });
const NO_ENDPOINT_BUCKET = finding('SSM-END-009', {
  message: 'The S3 gateway endpoint is not on the route table of VpcIsolatedSubnet1, so transcripts do not reach their bucket.',
  fix: 'Add the route table to RouteTableIds of the endpoint.',
  logicalId: 'EndpointsS3AB12',
  resourceType: 'AWS::EC2::VPCEndpoint',
  property: 'Properties/RouteTableIds',
  capabilities: [PreflightCapability.TRANSCRIPT_S3],
});
const UPDATES = finding('SSM-END-010', {
  message: 'The policy of the S3 gateway endpoint does not allow the buckets that updates of the agent come from.',
  fix: 'Allow s3:GetObject on arn:aws:s3:::amazon-ssm-eu-central-1/*.',
  logicalId: 'EndpointsS3AB12',
  resourceType: 'AWS::EC2::VPCEndpoint',
  property: 'Properties/PolicyDocument',
  capabilities: [PreflightCapability.AGENT_UPDATE],
});
const ACKNOWLEDGED = finding('SSM-LOG-008', {
  severity: PreflightSeverity.WARNING,
  message: 'It is not known whether `script` is on the node; without it nothing is uploaded.',
  fix: 'Install util-linux.',
  capabilities: [PreflightCapability.TRANSCRIPT_S3],
  logicalId: 'NodeF00DCAFE',
  acknowledged: 'The image is baked with util-linux',
});
const NO_ROUTE_HOPS = [
  ...START,
  hop(Kind.NETWORK_ACL, 'Network ACL', 'VpcIsolatedAcl77AA'),
  hop(Kind.ROUTE, 'Route table of VpcIsolatedSubnet1', 'VpcIsolatedSubnet1RouteTable3C4D5E6F', [NO_ROUTE]),
  hop(Kind.SERVICE, 'ssmmessages'),
];

/** A route is missing, and more. */
export const NO_WAY_OUT = node('Shop/IsolatedNetwork/Bastion/Node', {
  path: NO_ROUTE_HOPS,
  paths: [
    path('ssmmessages', NO_ROUTE_HOPS, 'VpcIsolatedSubnet1'),
    path('ssm', [...NO_ROUTE_HOPS.slice(0, -1), hop(Kind.SERVICE, 'ssm')], 'VpcIsolatedSubnet1'),
    path('s3', [...START, hop(Kind.ROUTE, 'Route table of VpcIsolatedSubnet1', 'VpcIsolatedSubnet1RouteTable3C4D5E6F'),
      hop(Kind.ENDPOINT, 'Gateway endpoint for s3', 'EndpointsS3AB12', [NO_ENDPOINT_BUCKET, UPDATES]), hop(Kind.SERVICE, 's3')], 'VpcIsolatedSubnet1'),
  ],
  findings: [UPDATES, ACKNOWLEDGED, NO_ROUTE, NO_ENDPOINT_BUCKET],
});

const NAT_START = [
  ...START,
  hop(Kind.NETWORK_ACL, 'Default network ACL'),
  hop(Kind.ROUTE, 'Route 0.0.0.0/0', 'VpcPrivateSubnet1DefaultRouteAE1D6490'),
  hop(Kind.GATEWAY, 'NAT gateway', 'VpcPublicSubnet1NATGateway4D7517AA'),
  hop(Kind.ROUTE, 'Route 0.0.0.0/0', 'VpcPublicSubnet1DefaultRoute3DA9E72A'),
  hop(Kind.GATEWAY, 'Internet gateway', 'VpcIGWD7BA715C'),
];
const NAT_WAYS = ['ssmmessages', 'ssm', 'logs', 'kms', 's3'].map(service => path(service, [...NAT_START, hop(Kind.SERVICE, service)], 'PrivateSubnet1'));

/** Everything works, through a NAT gateway: ten hops. */
export const NAT = node('PublicSubnetScenario/Node', {
  stack: 'PublicSubnetScenario',
  path: NAT_WAYS[0].hops,
  paths: NAT_WAYS,
  capabilities: capabilities([]).map(result => result.required || result.capability === PreflightCapability.PORT_FORWARDING
    ? { ...result }
    : { ...result, notApplicable: 'nothing in the assembly uses it' }),
});

const IMPORTED = finding('SSM-NET-001', {
  severity: PreflightSeverity.UNKNOWN,
  message: 'The VPC vpc-0123456789abcdef0 is imported, so its routes, network ACLs and endpoints cannot be seen.',
  fix: 'Run preflight on the assembly that has the VPC too, or acknowledge the finding.',
  logicalId: 'ImportedNodeC0FFEE',
  resourceType: 'AWS::EC2::Instance',
  property: 'Properties/SubnetId',
});
const HALF_SEEN = finding('SSM-KEY-003', {
  severity: PreflightSeverity.UNKNOWN,
  message: 'The key arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab is of another app, so its policy cannot be seen.',
  capabilities: [PreflightCapability.KMS_ENCRYPTION],
});

/** In an imported VPC. */
export const IMPORTED_VPC = node(`Shop/${'Platform/Shared/LandingZone/Workloads/'.repeat(3)}LegacyReportingDatabaseTunnelHost/Node/Resource`, {
  path: [
    ...START,
    hop(Kind.NETWORK_ACL, 'Not seen', undefined, [IMPORTED]),
    hop(Kind.ROUTE, 'Not seen', undefined, [IMPORTED]),
    hop(Kind.SERVICE, 'ssmmessages'),
  ],
  findings: [IMPORTED, HALF_SEEN],
});

/** Shells work, transcripts do not reach their bucket. A plain template without construct paths. */
export const NO_TRANSCRIPT = node('legacy-stack/WebServer', {
  stack: 'legacy-stack',
  constructPath: undefined,
  path: NAT_WAYS[0].hops,
  paths: [NAT_WAYS[0], path('s3', [...NAT_START, hop(Kind.SERVICE, 'Bucket of transcripts', 'TranscriptBucket', [finding('SSM-LOG-004')])])],
  findings: [finding('SSM-LOG-004', {
    message: 'The role NodeRole may not put transcripts into the bucket TranscriptBucket: no statement allows s3:PutObject under sessions/*.',
    fix: 'Allow s3:PutObject on arn:aws:s3:::transcripts/sessions/*.',
    stack: 'legacy-stack',
    logicalId: 'NodeRole',
    resourceType: 'AWS::IAM::Role',
    property: 'Properties/Policies/0/PolicyDocument/Statement/2',
    constructPath: undefined,
    capabilities: [PreflightCapability.TRANSCRIPT_S3],
  })],
});

/** Nodes of each verdict. */
export const REPORT: ReportData = {
  verdict: BLOCKED,
  nodes: [NAT, PRIVATE_LINK, NO_WAY_OUT, IMPORTED_VPC, NO_TRANSCRIPT],
  assumptions: [
    'The parameter BootstrapVersion has its default, /cdk-bootstrap/hnb659fds/version.',
    'VPCs without a set of DHCP options use the DNS servers of Amazon.',
  ],
};

const EVERYWHERE = finding('SSM-NET-001', {
  severity: PreflightSeverity.UNKNOWN,
  source: {
    origin: PreflightOrigin.TEMPLATE,
    name: 'Node',
    stack: 'Shop',
    templatePath: 'cdk.out/Shop.template.json',
    templateLine: 12,
    constructPath: 'Shop/Node',
    code: { file: 'lib/shop.ts', line: 3, column: 5 },
    arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
    account: '111122223333',
    region: 'eu-west-1',
    consoleUrl: 'https://console.aws.amazon.com/',
  },
  cdkFix: { typescript: 'new Vpc(this)', python: 'Vpc(self)' },
  acknowledged: 'We know',
  assumption: 'subnet-1=nat',
});

/** All that can be in a report, whether it can be there together or not. */
export const EVERY_KEY: ReportData = {
  ...REPORT,
  nodes: [node('Shop/Node', {
    path: [hop(Kind.NODE, 'EC2 instance', 'Node', [EVERYWHERE])],
    paths: [path('ssm', [hop(Kind.NODE, 'EC2 instance', 'Node', [EVERYWHERE])], 'Subnet')],
    findings: [EVERYWHERE],
    capabilities: [{ capability: PreflightCapability.SHELL, required: true, verdict: BLOCKED, notApplicable: 'Nothing uses it' }],
    sessionDocument: { name: 'SSM-SessionManagerRunShell', because: 'It is what sessions have' },
  })],
  warnings: ['There is no Shop/Other.'],
  stacks: [{ name: 'Shop', account: '111122223333', region: 'eu-west-1' }],
  auditFindings: [EVERYWHERE],
  accessFindings: [{ ...EVERYWHERE, ruleId: 'SSM-ACC-008', severity: PreflightSeverity.WARNING, principal: 'Shop/Ops', statement: '1' }],
};

/** Names that contain markup and control characters. */
export const HOSTILE_NAME = '<img src=x onerror=alert(1)>';
export const HOSTILE: ReportData = {
  verdict: BLOCKED,
  nodes: [node(HOSTILE_NAME, {
    stack: '"><script>alert(2)</script>',
    logicalId: '\'onmouseover=\'alert(3)',
    resourceType: '</noscript><script>alert(4)</script>',
    path: [hop(Kind.NODE, '</svg><script>alert(5)</script>', '--><svg onload=alert(6)>'), hop(Kind.ROUTE, '`${alert(7)}`', '\u001b[31m\u0000\u202e', [NO_ROUTE])],
    findings: [finding('SSM-NET-006', { message: '</details></body>&lt;b&gt;', fix: '<!-- <script>', contract: ']]>', acknowledged: undefined })],
  })],
  assumptions: ['</ul><iframe src="javascript:alert(8)">'],
};

/** The given number of nodes, with different subnets and verdicts. No two are the same. */
export function manyNodes(count: number): ReportData {
  const kinds = [PRIVATE_LINK, NAT, NO_WAY_OUT, IMPORTED_VPC];
  const nodes = Array.from({ length: count }, (_, index) => {
    const like = kinds[index % kinds.length];
    return { ...like, id: `Fleet${index % 200}/Group${index}/Node`, stack: `Fleet${index % 200}`, logicalId: `Node${index.toString(16).padStart(8, '0')}` };
  });
  return { verdict: BLOCKED, nodes, assumptions: [] };
}

/** Somebody in the templates. */
export function principal(id: string, rest: Partial<PreflightPrincipal> = {}): PreflightPrincipal {
  return {
    id, kind: PreflightPrincipalKind.ROLE, name: id, isForServices: false, source: { origin: PreflightOrigin.TEMPLATE, name: id, stack: 'Shop' }, ...rest,
  };
}

/** The documents that somebody can open with a node, and those that they may be able to open, with a question mark. */
export type Opens = (principal: string, node: string) => readonly string[];

export const SHELLS = 'Shop/Preferences/Document';
export const TUNNEL = 'Shop/Tunnel/Document';
export const SSH = 'AWS-StartSSHSession';

/** Answers about everybody, nodes and the documents, each decided by a policy of its own. */
export function answersOf(
  principals: readonly PreflightPrincipal[], nodes: readonly string[], opens: Opens, documents = [SHELLS, TUNNEL, SSH],
): AccessAnswers {
  const answers = new Map<string, PreflightAccess>();
  const accessOf = (of: PreflightPrincipal, nodeId: string): PreflightAccess => {
    const open = opens(of.id, nodeId);
    const verdictOf = (document: string) => open.includes(document) ? PreflightAccessVerdict.YES
      : open.includes(`${document}?`) ? PreflightAccessVerdict.UNKNOWN : PreflightAccessVerdict.NO;
    const verdicts = documents.map(verdictOf);
    return {
      principal: of,
      node: nodeId,
      verdict: [PreflightAccessVerdict.YES, PreflightAccessVerdict.UNKNOWN].find(each => verdicts.includes(each)) ?? PreflightAccessVerdict.NO,
      documents: documents.map((document, index) => ({
        document,
        documentId: document.includes('/') ? document : undefined,
        verdict: verdicts[index],
        because: verdicts[index] === PreflightAccessVerdict.NO ? 'no policy allows ssm:StartSession on the document' : `the policy of ${of.id} allows all that it takes`,
        assuming: open.includes('MFA') && verdicts[index] === PreflightAccessVerdict.YES ? ['signed in with MFA just before'] : [],
        statements: verdicts[index] === PreflightAccessVerdict.NO ? [] : [{
          policy: `PolicyOf${of.id}`,
          statement: 'statement 1',
          source: { origin: PreflightOrigin.TEMPLATE, name: `PolicyOf${of.id}`, templatePath: '/home/me/cdk.out/Shop.template.json' },
          property: 'Properties/PolicyDocument',
        }],
      })),
    };
  };
  return {
    principals: [...principals],
    accessFindings: [],
    nodes: nodes.map(id => ({ id, logicalId: id })),
    access: (of, nodeId) => {
      const key = `${of.id} ${nodeId}`;
      answers.set(key, answers.get(key) ?? accessOf(of, nodeId));
      return answers.get(key)!;
    },
    accessWith: accessOf,
  };
}

/** A team: developers open one node, operators both, a contractor a tunnel, and of a guest it is not known. */
export const TEAM = answersOf(
  [principal('Developers'), principal('Operators'), principal('Contractor'), principal('Guest', { kind: PreflightPrincipalKind.PERMISSION_SET }), principal('NodeRole', { isForServices: true })],
  ['Shop/Dev', 'Shop/Prod'],
  (who, what) => new Map<string, string[]>(Object.entries({
    'Developers Shop/Dev': [SHELLS],
    'Operators Shop/Dev': [SHELLS],
    'Operators Shop/Prod': [SHELLS, 'MFA'],
    'Contractor Shop/Prod': [TUNNEL],
    'Guest Shop/Prod': [`${SHELLS}?`, `${TUNNEL}?`, `${SSH}?`],
  })).get(`${who} ${what}`) ?? [],
);
