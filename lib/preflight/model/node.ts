import { InstanceProfile, Role } from './iam/policy';
import { Known } from './known';
import { SourceLocation, PropertyLocation } from './location';
import { Misnomer } from './misnomer';
import { SecurityGroup, Setting, Subnet } from './network/network';
import { Refusal } from './refusal';
import { SessionDocument } from './session/session-resources';
import { Tags } from './tags';

export type NodeKind =
  | 'instance' | 'auto-scaling-group' | 'ec2-fleet' | 'spot-fleet' | 'launch-template'
  /** What services of AWS start instances by. */
  | 'eks-node-group' | 'batch-compute-environment' | 'emr-cluster' | 'elastic-beanstalk-environment';

/** A node that can be read. Where many nodes are alike, reading one of them is enough. */
export interface NodeInSight {
  readonly resource: SourceLocation;
  /** Undefined for a node that may be like no other. */
  readonly likeness?: Likeness;
  read(): ManagedNode;
}

/** What nodes have in common of which all the same is true, but for the names of what each of them has alone. */
export interface Likeness {
  /** The same for all of them. */
  readonly of: string;
  /** What the node has alone, the node first, in the same order for all of them. */
  readonly own: readonly SourceLocation[];
}

/** Something that starts EC2 instances which people want to connect to. */
export interface ManagedNode {
  readonly kind: NodeKind;
  readonly resource: SourceLocation;
  readonly environment: Environment;
  /** Where it may start; all of them have to work. */
  readonly subnets: Setting<Known<Subnet>[]>;
  readonly securityGroups: Setting<Known<SecurityGroup>[]>;
  /** Undefined: what the subnet says. */
  readonly publicAddress: Setting<boolean | undefined>;
  /** Undefined: what the subnet says. */
  readonly ipv6Address: Setting<boolean | undefined>;
  readonly profile: Setting<InstanceProfile | undefined>;
  readonly images: Setting<Image>[];
  readonly instanceTypes: Setting<string>[];
  /** The agent as the node itself reports it, which says more than its images; undefined where nothing but the images is seen. */
  readonly reportedAgent?: ReportedAgent;
  /** As the instance runs it. */
  readonly userData: Setting<string>;
  /** How EC2 gets the user data; undefined where the reader sees it only as the instance runs it. */
  readonly userDataEncoding?: UserDataEncoding;
  /** What a helper that the user data runs is told to set up, each as `path: value`; undefined where it runs none that the reader sees. */
  readonly initialization?: Setting<readonly string[]>;
  /** Whether instance metadata is there at all. */
  readonly metadataEnabled: Setting<boolean>;
  /** Whether instance metadata takes a token (IMDSv2). */
  readonly metadataToken: Setting<'required' | 'optional'>;
  /** What the node itself names in a form that AWS does not take. */
  readonly misnomers?: readonly Misnomer[];
  /** What the service that starts the node does not take. */
  readonly refusals?: readonly Refusal[];
  /** Keys of the resources that are there before the node is made. */
  readonly comesAfter: Pick<ReadonlySet<string>, 'has'>;
  /** Where it is said what the node waits for. */
  readonly orderLocation: PropertyLocation;
  /** What its instances are tagged with; undefined where the reader does not look. */
  readonly tags?: Tags;
  /** What sessions use; undefined where nothing that the reader sees says. */
  readonly document: Known<DocumentInUse | undefined>;
}

export interface UserDataEncoding {
  /** Whether it is in base64, which EC2 demands. */
  readonly isBase64: Known<boolean>;
  /** Its length in bytes before base64; what only the deployment knows may add to it. */
  readonly leastBytes: number;
}

export interface DocumentInUse {
  readonly document: SessionDocument;
  /** For people to read: why this one. */
  readonly because: string;
}

export interface Environment {
  /** May be opaque, for a stack that runs anywhere. */
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

export interface Image {
  /** For people to read. */
  readonly name: string;
  readonly platform: Known<'linux' | 'windows' | 'macos'>;
  readonly architecture: Known<'x86_64' | 'arm64'>;
  /** Whether somebody said that it starts on the instance type, where its architecture is not known. */
  readonly fitsInstanceType?: boolean;
  /** Whether the SSM Agent is in the image. */
  readonly agent: Known<boolean>;
  /** The version in the image, where it is known to be an old one. */
  readonly agentVersion?: string;
  /** Where the version is chosen; the image itself where it is left out. */
  readonly agentVersionLocation?: PropertyLocation;
  /** Whether `script` (util-linux) is in the image. */
  readonly script: Known<boolean>;
  /** Whether it forwards and translates packets of others as it is, for a NAT instance; undefined where nothing is known of it. */
  readonly forwards?: boolean;
  /** The user that it comes with; undefined where it is not known. */
  readonly user?: string;
}

/** The agent of a node that is a managed node already. */
export interface ReportedAgent {
  /** For example `3.3.987.0`. */
  readonly version: string;
  readonly location: PropertyLocation;
}

/** Default Host Management Configuration of an account and region. */
export interface DefaultHostManagement {
  readonly location: PropertyLocation;
  /** The name of its role, after the path. */
  readonly role: Known<string>;
  /** The role itself; undefined where it is taken for granted that nodes register and open channels with it. */
  readonly seenRole?: Known<Role>;
  readonly environment: Environment;
  /** Told when a node has its permissions from it. */
  readonly onTakeOver?: () => void;
}
