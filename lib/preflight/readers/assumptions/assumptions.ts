import { assumedBoundary, assumedHostManagement, assumedProfile, assumedRole } from './assumed-identity';
import { assumedSubnet, groupThatLetsOut, SubnetFacts } from './assumed-network';
import { Assumption, AssumptionKey, assumptionText, isAbout, subnetAssumption } from '../../model/assumption';
import { AttachedPolicy, InstanceProfile, Role } from '../../model/iam/policy';
import { isKnown, Known, Unknown, Unseen } from '../../model/known';
import { SecurityGroup, Subnet } from '../../model/network/network';
import { DefaultHostManagement, Environment, Image } from '../../model/node';
import { display, isLiteral, splitOutsideOpaque } from '../../model/symbolic-text';
import { listed } from '../../model/words';

/** An assumption that nothing needed. */
export interface UnusedAssumption {
  readonly text: string;
  /** The same about what does need one. */
  readonly alternatives: readonly string[];
}

/**
 * What somebody says of what a reader does not see, and what of it was needed.
 *
 * A reader asks where it has found nothing, so an assumption never counts against what is there to be read.
 */
export class Assumptions {
  private readonly uses = new Map<Assumption, Set<string>>();
  /** What was said of all that a launch template holds, by the reason why that is not seen. */
  private readonly covering = new Map<Unknown, Assumption>();
  private readonly unanswered: Assumption[] = [];

  constructor(private readonly given: readonly Assumption[] = []) {}

  get isEmpty(): boolean { return this.given.length === 0; }

  /** A subnet that is not in sight. */
  subnet(unseen: Unknown, id: string | undefined, facts: SubnetFacts): Known<Subnet> {
    const said = this.use('subnets', unseen, id);
    return said ? assumedSubnet(said.wayOut!, id, facts) : this.sayable(unseen, { key: 'subnets', name: literal(id) });
  }

  /** A subnet of the default VPC, as AWS makes it. */
  defaultSubnet(unseen: Unseen, facts: SubnetFacts): Known<Subnet> {
    return this.use('default-vpc', unseen) ? assumedSubnet('public', 'a subnet of the default VPC', { ...facts, isOfDefaultVpc: true }) : this.sayable(unseen, { key: 'default-vpc' });
  }

  profile(unseen: Unknown, id: string | undefined): Known<InstanceProfile> {
    return this.use('profile', unseen, id) ? assumedProfile(id) : this.sayable(unseen, { key: 'profile', name: nameIn(id) });
  }

  /** The role of a profile that is in sight, with the policies that are attached to it within sight. */
  role(unseen: Unknown, name: string | undefined, policies: readonly AttachedPolicy[]): Known<Role> {
    return this.use('profile', unseen, name) ? assumedRole(name, policies) : this.sayable(unseen, { key: 'profile', name: nameIn(name) });
  }

  /** Why a setting of a launch template that is not in sight is not seen; one that {@link covers} holds is as a node needs it. */
  launchTemplate(unseen: Unknown, id: string | undefined): Unknown {
    const said = this.use('launch-template', unseen, id);
    if (!said) { return this.sayable(unseen, { key: 'launch-template', name: nameIn(id) }); }
    const setting = new Unseen(unseen.reason);
    this.covering.set(setting, said);
    return setting;
  }

  /** Whether something was said of all that this is a part of. */
  covers(value: unknown): boolean {
    return value instanceof Unknown && this.covering.has(value);
  }

  /** A security group of a node. */
  securityGroup(unseen: Unknown, id: string | undefined, vpc: Known<string>): Known<SecurityGroup> {
    return this.use('security-group', unseen, id) ? groupThatLetsOut(id, vpc) : this.sayable(unseen, { key: 'security-group', name: literal(id) });
  }

  /** A boundary whose text is not in sight. */
  boundary(boundary: AttachedPolicy, unseen: Unknown, arn: string | undefined): AttachedPolicy {
    return this.use('permissions-boundary', unseen, arn)
      ? assumedBoundary(boundary)
      : { ...boundary, document: this.sayable(unseen, { key: 'permissions-boundary', name: nameIn(arn) }) };
  }

  /** An image, of which nobody may know whether it has the agent. */
  image(image: Image, id: Known<string | undefined>): Image {
    const { agent, architecture } = image;
    if (isKnown(agent)) { return image; }
    const name = isKnown(id) ? id : undefined;
    if (this.covers(id) || this.use('image', agent, name ?? image.name) || this.use('image', agent, image.name)) {
      return { ...image, agent: true, fitsInstanceType: !isKnown(architecture) };
    }
    const whole = id instanceof Unseen ? id.assumption : undefined;
    return { ...image, agent: this.sayable(whole === undefined ? agent : new Unseen(agent.reason, whole), { key: 'image', name: literal(name) }) };
  }

  get saysHostManagement(): boolean {
    return this.given.some(({ key }) => key === 'default-host-management');
  }

  /** Of environments for which none is in sight. */
  hostManagement(environments: readonly Environment[]): DefaultHostManagement[] {
    const onTakeOver = this.hostManagementTaker();
    return onTakeOver ? environments.map(environment => assumedHostManagement(environment, onTakeOver)) : [];
  }

  /** What is to be told of a node that has its permissions from Default Host Management because somebody said so; undefined where nobody did. */
  hostManagementTaker(): (() => void) | undefined {
    const said = this.given.find(({ key }) => key === 'default-host-management');
    return said && (() => this.note(said, 'the nodes without a role that registers'));
  }

  /** What was needed, in sentences. Complete when all nodes are evaluated. */
  sentences(): string[] {
    return [...this.uses].map(([assumption, takers]) => `${meaningOf(assumption)}, as was said with ${assumptionText(assumption)}: ${listed([...takers])}.`);
  }

  /** What nothing needed. Complete when all nodes are evaluated. */
  unused(): UnusedAssumption[] {
    return this.given.filter(assumption => !this.uses.has(assumption)).map(assumption => ({
      text: assumptionText(assumption),
      alternatives: this.unanswered.filter(({ key }) => key === assumption.key).map(({ name }) => assumptionText({ ...assumption, name })),
    }));
  }

  /** With the assumption that somebody could make, if it is about something outside. */
  private sayable(unknown: Unknown, assumption: Assumption): Unknown {
    // What could be said of the whole comes before what could be said of a part.
    if (!(unknown instanceof Unseen) || unknown.assumption !== undefined) { return unknown; }
    this.unanswered.push(assumption);
    return new Unseen(unknown.reason, assumption.key === 'subnets' ? subnetAssumption(assumption.name) : assumptionText(assumption));
  }

  /** One that names it before one about all. Only what lies outside can be said: the choice between two things in sight is theirs who deploy. */
  private use(key: AssumptionKey, unseen: Unknown, id?: string): Assumption | undefined {
    if (!(unseen instanceof Unseen)) { return undefined; }
    const whole = this.covering.get(unseen);
    if (whole) { return whole; }
    const about = this.given.filter(each => each.key === key && isAbout(each, literal(id)));
    const said = about.find(({ name }) => name !== undefined) ?? about[0];
    if (said) { this.note(said, id === undefined ? unseen.reason : display(id)); }
    return said;
  }

  private note(assumption: Assumption, taker: string): void {
    this.uses.set(assumption, (this.uses.get(assumption) ?? new Set()).add(taker));
  }
}

/** An id that people can write. */
function literal(id: string | undefined): string | undefined {
  return id === undefined || isLiteral(id) ? id : nameIn(id);
}

/** The last part of an ARN, or the id itself; undefined where it is made at the deployment. */
function nameIn(id: string | undefined): string | undefined {
  const name = id === undefined ? undefined : splitOutsideOpaque(id, '/').at(-1);
  return name === undefined || !isLiteral(name) ? undefined : name;
}

function meaningOf({ key, wayOut }: Assumption): string {
  switch (key) {
    case 'subnets': return WAY_MEANINGS[wayOut!];
    case 'default-vpc': return 'The default VPC is as AWS makes it';
    case 'profile': return 'The role allows all that a node needs, and EC2 may assume it';
    case 'launch-template': return 'The launch template has what a node needs besides a subnet: a profile, an image with the SSM Agent, security groups and metadata';
    case 'security-group': return 'The security group lets HTTPS out, and is of the VPC of its nodes';
    case 'image': return 'The image carries the SSM Agent and is for the instance type';
    case 'permissions-boundary': return 'The permissions boundary allows all that a node needs';
    case 'default-host-management': return 'Default Host Management Configuration is on';
  }
}

const WAY_MEANINGS = {
  nat: 'The subnet leads to AWS through a NAT gateway',
  public: 'The subnet leads to AWS through an Internet gateway, and gives public addresses',
  endpoints: 'The VPC of the subnet has VPC endpoints that let the node in, for all services that it needs',
} as const;
