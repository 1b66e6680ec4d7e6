import { NodeEvaluation } from './evaluate-rules';
import { MergedFinding } from './merge-findings';
import { verdictOf } from './verdict';
import { isKnown } from '../model/known';
import { SourceLocation } from '../model/location';
import { NetworkPath } from '../model/network/network-path';
import { NodeKind } from '../model/node';
import { ResourceKind } from '../model/resource-kind';
import { Capability } from '../model/session/capability';
import { Service } from '../model/session/service';
import { display } from '../model/symbolic-text';
import { PreflightFinding } from '../preflight-finding';
import { PreflightHop, PreflightHopKind, PreflightPath } from '../preflight-hop';
import { PreflightVerdict } from '../preflight-verdict';
import { Hop } from '../rules/rule';
import { RuleContext } from '../rules/rule-context';

/** The path from each subnet of a node to each service that is required, with what is wrong where. */
export function pathReports(
  evaluation: NodeEvaluation, findings: MergedFinding[], reports: ReadonlyMap<MergedFinding, PreflightFinding>, required: ReadonlySet<Capability>,
): PreflightPath[] {
  return evaluation.contexts.flatMap(context => servicesOf(context, required).map((service): PreflightPath => {
    const here = findings.filter(finding => finding.contexts.includes(context) && (finding.services?.includes(service) ?? true));
    const stations = stationsOf(context, service);
    const hops = stations.map((station, index): PreflightHop => {
      const reported = here.filter(finding => stationOf(stations, finding) === index).map(finding => reports.get(finding)!);
      return { ...station, verdict: verdictOf(reported), findings: reported };
    });
    return { service, subnet: isKnown(context.subnet) ? context.subnet.location.resource.name : undefined, hops, verdict: worst(hops) };
  }));
}

interface Station {
  readonly kind: PreflightHopKind;
  readonly label: string;
  readonly logicalId?: string;
}

function servicesOf(context: RuleContext, required: ReadonlySet<Capability>): Service[] {
  const requirements = context.requirements.filter(({ capabilities }) => capabilities.some(capability => required.has(capability)));
  return [...new Set(requirements.map(({ service }) => service))];
}

/** Where a finding is shown: at the hop that its rule looks at, or at the node if this path has no such hop. */
function stationOf(stations: Station[], { rule }: MergedFinding): number {
  return Math.max(0, stations.findIndex(({ kind }) => kind === PreflightHopKind[rule.hop satisfies Hop]));
}

function stationsOf(context: RuleContext, service: Service): Station[] {
  const { node, subnet } = context;
  const { profile, securityGroups } = node;
  const role = isKnown(profile.value) ? profile.value?.role : undefined;
  const [group] = isKnown(securityGroups.value) ? securityGroups.value.filter(isKnown) : [];
  const acl = isKnown(subnet) ? subnet.acl : undefined;
  return [
    { kind: PreflightHopKind.NODE, label: LABELS[node.kind], logicalId: node.resource.name },
    { kind: PreflightHopKind.IDENTITY, label: 'Role', logicalId: role !== undefined && isKnown(role) ? role.location.resource.name : undefined },
    { kind: PreflightHopKind.AGENT, label: 'SSM Agent' },
    { kind: PreflightHopKind.SECURITY_GROUP, label: 'Security group', logicalId: group?.location.resource.name },
    { kind: PreflightHopKind.NETWORK_ACL, label: 'Network ACL', logicalId: acl && isKnown(acl) ? own(acl.location.resource, 'network-acl') : undefined },
    ...wayStations(context.pathTo(service), service),
    { kind: PreflightHopKind.SERVICE, label: service },
  ];
}

function wayStations(path: NetworkPath, service: Service): Station[] {
  switch (path.kind) {
    case 'endpoint': return [{ kind: PreflightHopKind.ENDPOINT, label: `VPC endpoint for ${service}`, logicalId: path.endpoint.location.resource.name }];
    case 'gateway-endpoint': return [
      { kind: PreflightHopKind.ROUTE, label: 'Route table', logicalId: own(path.table.location.resource, 'route-table') },
      { kind: PreflightHopKind.ENDPOINT, label: 'Gateway endpoint for s3', logicalId: path.endpoint.location.resource.name },
    ];
    case 'internet': return [
      { kind: PreflightHopKind.ROUTE, label: 'Default route', logicalId: path.route.location.resource.name },
      gatewayStation(path),
    ];
    case 'none': return [
      { kind: PreflightHopKind.ROUTE, label: 'Route table', logicalId: own(path.table.location.resource, 'route-table') },
      { kind: PreflightHopKind.ENDPOINT, label: `VPC endpoint for ${service}` },
    ];
    case 'unresolved': return [{ kind: PreflightHopKind.ENDPOINT, label: `Address of ${service}`, logicalId: path.zone.location.resource.name }];
    case 'unseen': return [unseenStation(path)];
  }
}

/** Where names lead out of sight they lead to an endpoint, or are meant to. */
function unseenStation({ at }: Extract<NetworkPath, { readonly kind: 'unseen' }>): Station {
  return at
    ? { kind: PreflightHopKind.ENDPOINT, label: 'Endpoint, not seen', logicalId: at.resource.name }
    : { kind: PreflightHopKind.ROUTE, label: 'Way out, not seen' };
}

function gatewayStation({ route: { target } }: Extract<NetworkPath, { readonly kind: 'internet' }>): Station {
  const kind = PreflightHopKind.GATEWAY;
  switch (target.kind) {
    case 'internet-gateway': return { kind, label: 'Internet gateway', logicalId: target.location?.resource.name };
    case 'egress-only-gateway': return { kind, label: 'Egress-only Internet gateway', logicalId: target.location?.resource.name };
    case 'nat-gateway': return { kind, label: 'NAT gateway', logicalId: isKnown(target.gateway) ? target.gateway.location.resource.name : undefined };
    case 'instance': return { kind, label: 'NAT instance', logicalId: isKnown(target.instance) ? target.instance.location.resource.name : undefined };
    case 'elsewhere': return { kind, label: display(target.what) };
    case 'local': return { kind, label: 'The VPC itself' };
    case 'nowhere': return { kind, label: 'No target' };
  }
}

/** The name of a resource, if it is of this kind: a default is located at what it belongs to. */
function own({ kind, name }: SourceLocation, wanted: ResourceKind): string | undefined {
  return kind === wanted ? name : undefined;
}

function worst(hops: PreflightHop[]): PreflightVerdict {
  return verdictOf(hops.flatMap(({ findings }) => findings));
}

const LABELS = {
  'instance': 'Instance',
  'auto-scaling-group': 'Auto Scaling group',
  'ec2-fleet': 'EC2 Fleet',
  'spot-fleet': 'Spot Fleet',
  'launch-template': 'Launch template',
  'eks-node-group': 'EKS node group',
  'batch-compute-environment': 'Batch compute environment',
  'emr-cluster': 'EMR cluster',
  'elastic-beanstalk-environment': 'Elastic Beanstalk environment',
} as const satisfies { readonly [kind in NodeKind]: string };
