import { Unknown } from '../../../model/known';
import { Image } from '../../../model/node';

/**
 * What is in an image, by the name under which AWS or its vendor publishes it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ami-preinstalled-agent.html
 */
export function imageOf(id: string, nameOfLookup?: string): Image {
  const path = /^\{\{resolve:ssm:(\/aws\/service\/[^}:]+)(?::\d+)?\}\}$/.exec(id)?.[1];
  const name = path ?? nameOfLookup;
  const known = name === undefined ? undefined : KNOWN_IMAGES.find(({ pattern }) => pattern.test(name));
  const nothing = new Unknown(name === undefined ? `nothing says what is in the image ${id}` : `preflight does not know what is in ${name}`);
  return known && name !== undefined
    ? {
      name,
      platform: known.platform,
      architecture: architectureOf(name),
      agent: known.agent ?? nothing,
      agentVersion: known.agentVersion,
      script: known.script ?? nothing,
    }
    : { name: name ?? id, platform: nothing, architecture: nothing, agent: nothing, script: nothing };
}

/** Every convention for names has the architecture in it, but for Windows, which EC2 has for one. */
function architectureOf(name: string): Image['architecture'] {
  if (/arm64|aarch64/i.test(name)) { return 'arm64'; }
  return /x86_64|amd64|Windows_Server|\/amazon-linux-2(023)?\/(recommended|x86_64)|\/amazon-linux-2\//i.test(name)
    ? 'x86_64'
    : new Unknown(`the name ${name} does not say the architecture`);
}

interface KnownImage {
  /** Of a public parameter's path, or of the name that a look-up filters by. */
  readonly pattern: RegExp;
  readonly platform: 'linux' | 'windows' | 'macos';
  /** Not known where it is left out. */
  readonly agent?: boolean;
  /** The newest that there is for it, where that is an old one. */
  readonly agentVersion?: string;
  readonly script?: boolean;
}

/** The first that matches counts. */
const KNOWN_IMAGES: KnownImage[] = [
  { pattern: /al2023-ami-minimal|amzn2-ami-minimal/, platform: 'linux', agent: false, script: false },
  { pattern: /al2023-ami-ecs|amzn2-ami-ecs|\/aws\/service\/ecs\/optimized-ami\/amazon-linux/, platform: 'linux', agent: true },
  { pattern: /al2023-ami-|amzn2-ami-/, platform: 'linux', agent: true, script: true },
  // Amazon Linux 1: its last images have an agent, which no document tells the version of.
  { pattern: /amzn-ami-/, platform: 'linux', script: true },
  { pattern: /^\/aws\/service\/eks\/optimized-ami\/[^/]+\/amazon-linux/, platform: 'linux', agent: true },
  { pattern: /^\/aws\/service\/canonical\/ubuntu\/(server|pro-server)\/(1[6-9]|[2-9]\d)\.|ubuntu\/images\/.*ubuntu-[a-z]+-(1[6-9]|[2-9]\d)\.\d+-\w+-server/, platform: 'linux', agent: true, script: true },
  { pattern: /ubuntu/, platform: 'linux' },
  { pattern: /^\/aws\/service\/debian\/|^debian-\d/, platform: 'linux', agent: false },
  { pattern: /^\/aws\/service\/suse\/sles\/1[25]|^suse-sles-1[25]/, platform: 'linux', agent: true },
  { pattern: /^RHEL|^Rocky-|^AlmaLinux|^CentOS|^OL\d/i, platform: 'linux', agent: false },
  { pattern: /Windows_Server-(2016|2019|202\d)-/, platform: 'windows', agent: true },
  // Windows Server 2012 and older take no agent that does without ec2messages.
  { pattern: /Windows_Server-20(08|12)/, platform: 'windows', agentVersion: '3.3.39' },
  { pattern: /Windows_Server-/, platform: 'windows' },
  { pattern: /^\/aws\/service\/ec2-macos\/|^amzn-ec2-macos-/, platform: 'macos', agent: true },
  { pattern: /bottlerocket|freebsd|fedora/i, platform: 'linux' },
];
