import { Capability } from './model/capability';
import { isKnown } from './model/known';
import { Place } from './model/place';
import { Service } from './model/service';
import { Way } from './model/way';
import { PreflightFinding } from './preflight-finding';
import { PreflightHop, PreflightHopKind, PreflightPath } from './preflight-hop';
import { PreflightVerdict } from './preflight-verdict';
import { Judgement, JudgedProblem } from './rules/judge';
import { Hop } from './rules/rule';
import { Site } from './rules/site';
import { verdictOf } from './verdict-of';

/** The way from each subnet of a node to each service that is required, with what is wrong where. */
export function pathsOf(
  judgement: Judgement, problems: JudgedProblem[], findings: ReadonlyMap<JudgedProblem, PreflightFinding>, required: ReadonlySet<Capability>,
): PreflightPath[] {
  return judgement.sites.flatMap(site => servicesOf(site, required).map((service): PreflightPath => {
    const here = problems.filter(problem => problem.sites.includes(site) && (problem.services?.includes(service) ?? true));
    const stations = stationsOf(site, service);
    const hops = stations.map((station, index): PreflightHop => {
      const told = here.filter(problem => stationOf(stations, problem) === index).map(problem => findings.get(problem)!);
      return { ...station, verdict: verdictOf(told), findings: told };
    });
    return { service, subnet: isKnown(site.subnet) ? site.subnet.spot.place.logicalId : undefined, hops, verdict: worst(hops) };
  }));
}

interface Station {
  readonly kind: PreflightHopKind;
  readonly label: string;
  readonly logicalId?: string;
}

function servicesOf(site: Site, required: ReadonlySet<Capability>): Service[] {
  const needs = site.needs.filter(({ capabilities }) => capabilities.some(capability => required.has(capability)));
  return [...new Set(needs.map(({ service }) => service))];
}

/** Where a problem is shown: at the hop that its rule looks at, or at the node if this way has no such hop. */
function stationOf(stations: Station[], { rule }: JudgedProblem): number {
  return Math.max(0, stations.findIndex(({ kind }) => kind === PreflightHopKind[rule.hop satisfies Hop]));
}

function stationsOf(site: Site, service: Service): Station[] {
  const { node, subnet } = site;
  const { profile, securityGroups } = node;
  const role = isKnown(profile.value) ? profile.value?.role : undefined;
  const [group] = isKnown(securityGroups.value) ? securityGroups.value.filter(isKnown) : [];
  const acl = isKnown(subnet) ? subnet.acl : undefined;
  return [
    { kind: PreflightHopKind.NODE, label: LABELS[node.kind], logicalId: node.place.logicalId },
    { kind: PreflightHopKind.IDENTITY, label: 'Role', logicalId: role !== undefined && isKnown(role) ? role.spot.place.logicalId : undefined },
    { kind: PreflightHopKind.AGENT, label: 'SSM Agent' },
    { kind: PreflightHopKind.SECURITY_GROUP, label: 'Security group', logicalId: group?.spot.place.logicalId },
    { kind: PreflightHopKind.NETWORK_ACL, label: 'Network ACL', logicalId: acl && isKnown(acl) ? own(acl.spot.place, 'AWS::EC2::NetworkAcl') : undefined },
    ...wayStations(site.way(service), service),
    { kind: PreflightHopKind.SERVICE, label: service },
  ];
}

function wayStations(way: Way, service: Service): Station[] {
  switch (way.kind) {
    case 'endpoint': return [{ kind: PreflightHopKind.ENDPOINT, label: `VPC endpoint for ${service}`, logicalId: way.endpoint.spot.place.logicalId }];
    case 'gateway-endpoint': return [
      { kind: PreflightHopKind.ROUTE, label: 'Route table', logicalId: own(way.table.spot.place, 'AWS::EC2::RouteTable') },
      { kind: PreflightHopKind.ENDPOINT, label: 'Gateway endpoint for s3', logicalId: way.endpoint.spot.place.logicalId },
    ];
    case 'internet': return [
      { kind: PreflightHopKind.ROUTE, label: 'Default route', logicalId: way.route.spot.place.logicalId },
      gatewayStation(way),
    ];
    case 'none': return [
      { kind: PreflightHopKind.ROUTE, label: 'Route table', logicalId: own(way.table.spot.place, 'AWS::EC2::RouteTable') },
      { kind: PreflightHopKind.ENDPOINT, label: `VPC endpoint for ${service}` },
    ];
    case 'unseen': return [{ kind: PreflightHopKind.ROUTE, label: 'Way out, not seen' }];
  }
}

function gatewayStation({ route: { target } }: Extract<Way, { readonly kind: 'internet' }>): Station {
  const kind = PreflightHopKind.GATEWAY;
  switch (target.kind) {
    case 'internet-gateway': return { kind, label: 'Internet gateway', logicalId: target.spot?.place.logicalId };
    case 'egress-only-gateway': return { kind, label: 'Egress-only Internet gateway', logicalId: target.spot?.place.logicalId };
    case 'nat-gateway': return { kind, label: 'NAT gateway', logicalId: isKnown(target.gateway) ? target.gateway.spot.place.logicalId : undefined };
    case 'instance': return { kind, label: 'NAT instance', logicalId: isKnown(target.instance) ? target.instance.spot.place.logicalId : undefined };
    case 'elsewhere': return { kind, label: target.what };
    case 'nowhere': return { kind, label: 'No target' };
  }
}

/** The logical id of a place, if it is of this type; the spot of a default is that of what it belongs to. */
function own({ type, logicalId }: Place, wanted: string): string | undefined {
  return type === wanted ? logicalId : undefined;
}

function worst(hops: PreflightHop[]): PreflightVerdict {
  return verdictOf(hops.flatMap(({ findings }) => findings));
}

const LABELS = { 'instance': 'Instance', 'auto-scaling-group': 'Auto Scaling group', 'launch-template': 'Launch template' } as const;
