import { systemOfImage } from '../../../../agent/operating-systems';
import type { OperatingSystem } from '../../../../agent/operating-systems/operating-system';
import { Unknown, Unseen } from '../../../model/known';
import { Image } from '../../../model/node';

/** What the catalogue of operating systems says of an image, by the path of its public parameter or the name that a look-up found it by. */
export function imageOf(id: string, nameOfLookup?: string, why?: Unknown): Image {
  const name = publicParameterIn(id) ?? nameOfLookup;
  const system = name === undefined ? undefined : systemOfImage(name);
  const reason = name === undefined ? `nothing says what is in the image ${id}` : `preflight does not know what is in ${name}`;
  const unknown = why && !(why instanceof Unseen) ? new Unknown(reason) : new Unseen(reason);
  return system && name !== undefined
    ? {
      name,
      platform: system.platform,
      architecture: architectureOf(name, system),
      agent: system.agent ?? unknown,
      agentVersion: system.agentVersion,
      script: system.script ?? unknown,
      forwards: NAT_IMAGES.test(name),
      user: system.user,
    }
    : {
      name: name ?? id,
      platform: unknown,
      architecture: unknown,
      agent: unknown,
      script: unknown,
      ...name !== undefined && NAT_IMAGES.test(name) ? { forwards: true } : {},
    };
}

/**
 * Images that forward and translate packets as they are: Amazon's, which `NatInstanceProvider` of the CDK looks up, and fck-nat.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
 * @see https://fck-nat.dev
 */
const NAT_IMAGES = /^(amzn-ami-vpc-nat|fck-nat)-/;

/** Without its version, which makes no difference: CloudFormation resolves it in braces, and EC2 itself without them. */
function publicParameterIn(id: string): string | undefined {
  return /^(?:\{\{resolve:ssm:([^}:]+)(?::[^}:]+)?\}\}|resolve:ssm:([^{}:]+)(?::[^{}:]+)?)$/.exec(id)?.slice(1).find(path => path?.startsWith(PUBLIC_PATH));
}

const PUBLIC_PATH = '/aws/service/';

/** Most names say the architecture. */
function architectureOf(name: string, { x86Images }: OperatingSystem): Image['architecture'] {
  if (/arm64|aarch64/i.test(name)) { return 'arm64'; }
  return /x86_64|amd64/i.test(name) || x86Images?.test(name) ? 'x86_64' : new Unknown(`the name ${name} does not say the architecture`);
}
