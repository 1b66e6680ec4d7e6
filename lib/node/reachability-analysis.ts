import { CfnOutput, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IDependable } from 'constructs';
import { NodeOnlineCheck } from './node-online-check';
import type { SsmManagedInstanceBase } from './ssm-managed-instance-base';
import type { ISsmManagedInstance } from './ssm-managed-instance-interface';
import { PropTypes, checkProps, having, required } from '../core/check-props';
import { fail } from '../core/errors';
import { NODE, TEXT } from '../core/prop-types';
import { resourcesInApp, sameId } from '../core/references';
import type { ISsmVpcEndpoints } from '../network/ssm-vpc-endpoints';

/**
 * Properties of `ReachabilityAnalysis`.
 */
export interface ReachabilityAnalysisProps {
  /**
   * Where the paths begin: a node in EC2.
   */
  readonly node: ISsmManagedInstance;

  /**
   * The endpoints that the node uses, with `SsmConnectivity.privateLink(endpoints)`. There is a path to each interface endpoint, and none to the S3 gateway.
   *
   * @default - the path goes to the Internet gateway
   */
  readonly endpoints?: ISsmVpcEndpoints;

  /**
   * The id of the Internet gateway (`igw-...`) to which the node's traffic goes, by itself or through a NAT gateway.
   *
   * @default - that of the node's VPC, unless there are `endpoints`; needed where the VPC is imported
   */
  readonly internetGatewayId?: string;

  /**
   * Any text. Another one has all paths analyzed again. Without it that happens when a path changes: a replaced node, another endpoint.
   *
   * @default - none
   */
  readonly revision?: string;
}

const PROP_TYPES: PropTypes<ReachabilityAnalysisProps> = {
  node: required(NODE),
  endpoints: having('an ISsmVpcEndpoints', 'ssmMessages', 'new SsmVpcEndpoints(this, \'Endpoints\', { vpc })'),
  internetGatewayId: TEXT,
  revision: TEXT,
};

/** Where agents connect to. */
const HTTPS = 443;

const GATEWAY_ID = /^igw-[0-9a-f]{8,17}$/;
const HYBRID_NODE_ID = /^mi-/;

/** The interface endpoints that a set may have. */
const SERVICES = ['ssm', 'ssmMessages', 'ec2Messages', 'logs', 'kms'] as const;

/**
 * Has Reachability Analyzer find the node's way to Systems Manager on TCP 443, in the network as it is deployed: to each endpoint, or to the Internet gateway.
 *
 * An output for each path says `true` or `false`. A path that is not found fails no deployment. Each path is analyzed **once**, when it is created or
 * `revision` changes, and not when the network changes. EC2 refuses an analysis during which the network changes, so it comes after the node, the
 * endpoints and the VPC.
 *
 * Each analysis is 0.10 USD: one for an Internet gateway, two or more for endpoints, and as many again with each `revision`. Neither every region nor every
 * partition has Reachability Analyzer.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/reachability/how-reachability-analyzer-works.html
 * @see https://aws.amazon.com/vpc/pricing/
 *
 * @example
 * const endpoints = new SsmVpcEndpoints(this, 'Endpoints', { vpc });
 * const node = new SsmManagedInstance(this, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });
 * new ReachabilityAnalysis(this, 'Reachability', { node, endpoints, revision: '2026-11-01' });
 */
export class ReachabilityAnalysis extends Construct {
  /**
   * Whether each path is found, `true` or `false` as texts that the deployment knows: by `ssm`, `ssmMessages`, `ec2Messages`, `logs`, `kms` and
   * `internetGateway`, as far as there is such a path.
   */
  public readonly pathsFound: { [destination: string]: string } = {};

  /**
   * The ids of the analyses, by the same names. `aws ec2 describe-network-insights-analyses --network-insights-analysis-ids <id>` tells what is in the way.
   */
  public readonly analysisIds: { [destination: string]: string } = {};

  private readonly source: string;

  /**
   * @throws if `node` is not in EC2, the Internet gateway cannot be known, `internetGatewayId` is no id of one, or `revision` is known at deployment only
   */
  constructor(scope: Construct, id: string, props: ReachabilityAnalysisProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { node, endpoints, revision = '' } = props;
    this.source = this.checkNode(node);
    if (Token.isUnresolved(revision)) {
      fail(this, 'revision must be known at synthesis, got a value known at deployment only: it is part of the ids of the analyses; pass a text');
    }
    const gateway = props.internetGatewayId === undefined ? this.gatewayOf(props) : this.checkGateway(props.internetGatewayId);
    const after = [...withoutOnlineCheck(node), ...endpoints ? [endpoints] : [], ...vpcsOf(node)];
    for (const service of SERVICES) {
      const endpoint = endpoints?.[service];
      if (endpoint) { this.analyze(service, endpoint.vpcEndpointId, revision, after); }
    }
    if (gateway !== undefined) { this.analyze('internetGateway', gateway, revision, after); }
  }

  private analyze(name: string, destination: string, revision: string, after: IDependable[]): void {
    const id = `${name[0].toUpperCase()}${name.slice(1)}`;
    const path = new ec2.CfnNetworkInsightsPath(this, `${id}Path`, { source: this.source, destination, protocol: 'tcp', destinationPort: HTTPS });
    // CloudFormation analyzes a resource of another id anew.
    const analysis = new ec2.CfnNetworkInsightsAnalysis(this, `${id}Analysis${revision}`, { networkInsightsPathId: path.ref });
    analysis.node.addDependency(...after);
    this.pathsFound[name] = Token.asString(analysis.attrNetworkPathFound);
    this.analysisIds[name] = analysis.ref;
    new CfnOutput(this, `${id}PathFound`, { description: `Whether ${this.node.path} found the way to ${name}`, value: this.pathsFound[name] });
  }

  private checkNode({ instanceId, node }: ISsmManagedInstance): string {
    if (HYBRID_NODE_ID.test(instanceId)) {
      fail(this, `node must be an instance in EC2, got ${node.path} with the id ${instanceId}: Reachability Analyzer knows no servers outside EC2; run ssm-cli get-diagnostics there`);
    }
    return instanceId;
  }

  private checkGateway(internetGatewayId: string): string {
    if (!Token.isUnresolved(internetGatewayId) && !GATEWAY_ID.test(internetGatewayId)) {
      fail(this, `internetGatewayId must look like igw-0123456789abcdef0, got '${internetGatewayId}'; aws ec2 describe-internet-gateways lists them`);
    }
    return internetGatewayId;
  }

  /** Whoever attached it to the VPC in this app. */
  private gatewayOf({ node, endpoints }: ReachabilityAnalysisProps): string | undefined {
    if (endpoints) { return undefined; }
    const [vpc] = vpcsOf(node);
    const attachments = resourcesInApp<ec2.CfnVPCGatewayAttachment>(this, ec2.CfnVPCGatewayAttachment.CFN_RESOURCE_TYPE_NAME);
    return attachments.find(({ vpcId, internetGatewayId }) => internetGatewayId !== undefined && sameId(vpcId, vpc?.vpcId))?.internetGatewayId
      ?? fail(this, `the Internet gateway of node ${node.node.path} is not in this app; pass internetGatewayId, or endpoints if the node uses those`);
  }
}

/** The VPC of a node; none where it is not known. */
function vpcsOf(node: ISsmManagedInstance): ec2.IVpc[] {
  const { _vpc } = node as SsmManagedInstanceBase;
  return _vpc ? [_vpc] : [];
}

/** A node that is never online is what an analysis is for, so it does not wait for that. */
function withoutOnlineCheck({ node }: ISsmManagedInstance): IDependable[] {
  return [...node.defaultChild ? [node.defaultChild] : [], ...node.children.filter(child => !(child instanceof NodeOnlineCheck))];
}
