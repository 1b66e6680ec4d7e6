import { Indices, mayMeet, Place } from './indices';
import { ifPresent, locationOf, requiredText } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PublicAccess, Setting } from '../../../model/network/network';
import { TemplateSet } from '../evaluate/template';

const EXCLUSION = 'AWS::EC2::VPCBlockPublicAccessExclusion';

/** What an exclusion names, and the type that it is of. */
const EXCLUDED = { SubnetId: 'AWS::EC2::Subnet', VpcId: 'AWS::EC2::VPC' } as const;

/**
 * VPC Block Public Access of an account and region, and what is excluded from it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html
 */
export class PublicAccessReader {
  private readonly indices: Indices;

  constructor(private readonly set: TemplateSet) {
    this.indices = new Indices(set);
  }

  /** What is left open to a VPC; undefined where nothing is blocked. */
  ofVpc(vpc: Place): Setting<PublicAccess> | undefined {
    return this.access(vpc, this.exclusions('VpcId', vpc));
  }

  /** What is left open to a subnet, which is excluded by itself or with its VPC. */
  ofSubnet(subnet: Place, vpc: Place | undefined): Setting<PublicAccess> | undefined {
    return this.access(subnet, [...this.exclusions('SubnetId', subnet), ...vpc ? this.exclusions('VpcId', vpc) : []]);
  }

  /** What is left open to a subnet that is in no template and whose id nobody knows. */
  ofUnseenSubnet(vpc: Place): Setting<PublicAccess> | undefined {
    const unseen = this.set.ofType(EXCLUSION).filter(({ properties }) => (
      Object.entries(EXCLUDED).some(([property, type]) => property in properties && !this.set.find(properties[property], type))
    ));
    const doubts = unseen.map(({ location: { name } }) => new Unknown(`whether ${name} excludes the subnet cannot be seen`));
    return this.access(vpc, [...this.exclusions('VpcId', vpc), ...doubts]);
  }

  private access({ environment }: Place, exclusions: Known<string>[]): Setting<PublicAccess> | undefined {
    const options = this.set.ofType('AWS::EC2::VPCBlockPublicAccessOptions').filter(each => mayMeet(each.environment, environment));
    const own = options.find(each => each.environment.account === environment.account && each.environment.region === environment.region);
    const [block = own] = own ? [own] : options;
    if (!block) { return undefined; }
    const mode = ifPresent(block, requiredText(block.properties.InternetGatewayBlockMode, 'InternetGatewayBlockMode'));
    const elsewhere = new Unknown(`whether ${block.location.name} is of the account and region of the VPC is not known`);
    return { value: own ? accessOf(mode, exclusions) : elsewhere, location: locationOf(block, 'InternetGatewayBlockMode') };
  }

  /** The modes of the exclusions of a VPC or a subnet. */
  private exclusions(property: 'VpcId' | 'SubnetId', { ref, environment }: Place): Known<string>[] {
    return [
      ...this.indices.with(EXCLUSION, property, ref).map(each => (
        ifPresent(each, requiredText(each.properties.InternetGatewayExclusionMode, 'InternetGatewayExclusionMode')))),
      ...this.indices.doubtful(EXCLUSION, property, environment).map(({ why }) => why),
    ];
  }
}

/** An exclusion for outbound connections counts where everything is blocked, and is ignored where only inbound ones are. */
function accessOf(mode: Known<string>, exclusions: Known<string>[]): Known<PublicAccess> {
  if (!isKnown(mode)) { return mode; }
  if (mode === 'off') { return 'open'; }
  if (mode !== 'block-bidirectional' && mode !== 'block-ingress') { return new Unknown(`${mode} is not a mode of VPC Block Public Access`); }
  const opens = (exclusion: Known<string>) => exclusion === 'allow-bidirectional' || (mode === 'block-bidirectional' && exclusion === 'allow-egress');
  if (exclusions.some(opens)) { return 'open'; }
  return exclusions.find(exclusion => exclusion instanceof Unknown) as Unknown | undefined ?? (mode === 'block-ingress' ? 'outbound-gateways' : 'closed');
}
