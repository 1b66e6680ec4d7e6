import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { WAYS, WayOutOfTable } from './ways-out';
import { NodeOperatingSystem, Preflight, PreflightVerdict, SsmManagedInstance, WindowsServerEdition } from '../lib';
import { OPERATING_SYSTEMS, SUPPORT_LOOKED_AT } from '../lib/agent/operating-systems';
import { bottlerocketVariant } from '../lib/agent/operating-systems/bottlerocket';
import type { OfferedOperatingSystem, OfferedVersion } from '../lib/agent/operating-systems/operating-system';
import { architectureOf } from '../lib/node/instance-type';
import { defaultInstanceType } from '../lib/node/operating-system-fit';

const ENV = { account: '111122223333', region: 'us-east-1' };

/** A system in one version, as people ask for it. */
interface Offer {
  /** The call of the factory. */
  readonly call: string;
  readonly system: OfferedOperatingSystem;
  readonly version: OfferedVersion;
  make(stack: Stack, id: string, instanceType: string): NodeOperatingSystem;
}

type Make = (version: string) => NodeOperatingSystem;

const { amazonLinux2023, amazonLinux2023Minimal, amazonLinux2, windowsServer, windowsServerCore, macos, bottlerocket } = OPERATING_SYSTEMS;
const MINIMAL = ec2.AmazonLinuxEdition.MINIMAL;
const CORE = WindowsServerEdition.CORE;

const OFFERS: readonly Offer[] = [
  { call: 'amazonLinux2023()', system: amazonLinux2023, version: amazonLinux2023.versions[2023], make: () => NodeOperatingSystem.amazonLinux2023() },
  {
    call: 'amazonLinux2023({ edition: MINIMAL })',
    system: amazonLinux2023Minimal,
    version: amazonLinux2023Minimal.versions[2023],
    make: () => NodeOperatingSystem.amazonLinux2023({ edition: MINIMAL }),
  },
  { call: 'amazonLinux2()', system: amazonLinux2, version: amazonLinux2.versions[2], make: () => NodeOperatingSystem.amazonLinux2() },
  ...versionsOf('ubuntu', OPERATING_SYSTEMS.ubuntu, version => NodeOperatingSystem.ubuntu(version)),
  ...versionsOf('ubuntu', OPERATING_SYSTEMS.ubuntu2604, version => NodeOperatingSystem.ubuntu(version)),
  ...versionsOf('debian', OPERATING_SYSTEMS.debian, version => NodeOperatingSystem.debian(version)),
  ...versionsOf('rhel', OPERATING_SYSTEMS.redHat, version => NodeOperatingSystem.rhel(version)),
  ...versionsOf('rockyLinux', OPERATING_SYSTEMS.rocky, version => NodeOperatingSystem.rockyLinux(version)),
  ...versionsOf('almaLinux', OPERATING_SYSTEMS.alma, version => NodeOperatingSystem.almaLinux(version)),
  ...versionsOf('sles', OPERATING_SYSTEMS.suse, version => NodeOperatingSystem.sles(version)),
  ...versionsOf('windowsServer', windowsServer, version => NodeOperatingSystem.windowsServer(version)),
  ...versionsOf('windowsServer', windowsServerCore, version => NodeOperatingSystem.windowsServer(version, { edition: CORE }), ', { edition: CORE }'),
  ...Object.entries(macos.versions).map(([version, offered]): Offer => ({
    call: `macos('${version}', { hostId })`,
    system: macos,
    version: offered,
    make: (stack, id, instanceType) => NodeOperatingSystem.macos(version, {
      hostId: new ec2.CfnHost(stack, `${id}Host`, { availabilityZone: `${ENV.region}a`, instanceType }).attrHostId,
    }),
  })),
  ...['aws-ecs-2', 'aws-k8s-1.33'].map((variant): Offer => ({
    call: `bottlerocket('${variant}')`,
    system: bottlerocket,
    version: bottlerocketVariant(variant),
    make: () => NodeOperatingSystem.bottlerocket(variant),
  })),
];

function versionsOf(factory: string, system: OfferedOperatingSystem, make: Make, options = ''): Offer[] {
  return Object.entries(system.versions).map(([version, offered]) => ({
    call: `${factory}('${version}'${options})`, system, version: offered, make: () => make(version),
  }));
}

/** What becomes of a system on a way out, for one architecture. */
export interface Cell {
  readonly call: string;
  readonly architecture: string;
  readonly way: string;
  /** The verdict of preflight. */
  readonly verdict?: PreflightVerdict;
  /** Or what synthesis says. */
  readonly error?: string;
}

/** Each system on each way out, for each architecture that it has images for. */
export function cells(): Cell[] {
  const context = imagesFound();
  return WAYS.flatMap(way => cellsOf(way, context));
}

/** All nodes of a way out in one app, which is much faster than an app for each, and changes nothing: no node depends on another one. */
function cellsOf(way: WayOutOfTable, context: { [key: string]: string }): Cell[] {
  const { app, built } = nodesOn(way, context);
  const report = Preflight.ofApp(app);
  return built.map(({ call, architecture, path, error }) => ({
    call, architecture, way: way.title, ...error === undefined ? { verdict: report.node(path).verdict } : { error },
  }));
}

interface Built {
  readonly call: string;
  readonly architecture: string;
  readonly path: string;
  readonly error?: string;
}

function nodesOn(way: WayOutOfTable, context: { [key: string]: string } = {}): { app: App; built: Built[] } {
  const app = new App({ context });
  const stack = new Stack(app, 'Stack', { env: ENV });
  const { vpc, connectivity } = way.make(stack, `${ENV.region}a`);
  const built = OFFERS.flatMap(({ call, system, make }, index) => typesOf(system).map((instanceType): Built => {
    const id = `Node${index}${instanceType.replaceAll('.', '')}`;
    const architecture = architectureOf(new ec2.InstanceType(instanceType))!;
    try {
      new SsmManagedInstance(stack, id, {
        vpc, connectivity, instanceType: new ec2.InstanceType(instanceType), operatingSystem: make(stack, id, instanceType),
      });
      return { call, architecture, path: `Stack/${id}` };
    } catch (error) {
      return { call, architecture, path: `Stack/${id}`, error: (error as Error).message.replace(/ \[[^\]]*\]$/, '') };
    }
  }));
  return { app, built };
}

/** The context of an app in which each image was looked up. */
function imagesFound(): { [key: string]: string } {
  const [{ missing = [] }] = WAYS.slice(0, 1).map(way => nodesOn(way).app.synth().manifest);
  return Object.fromEntries(missing.filter(({ provider }) => provider === 'ami').map(({ key }, index) => [key, `ami-${String(index).padStart(17, '0')}`]));
}

/** The default type, and one of the other architecture where there are images for it. */
function typesOf({ defaultInstanceType: type = 't3.micro', needsDedicatedHost, versions }: OfferedOperatingSystem): string[] {
  const [{ publicParameters, lookup }] = Object.values(versions);
  const hasArm = (publicParameters ?? lookup!.names).arm64 !== undefined;
  const other = needsDedicatedHost ? 'mac1.metal' : 't4g.micro';
  return hasArm ? [type, other] : [type];
}

/** The page that tells of each system what it is like, and on which ways out it is reached. */
export function systemsPage(all: readonly Cell[]): string {
  const errors = [...new Set(all.flatMap(({ error }) => error ?? []))];
  return [
    '# Operating systems',
    '',
    'Generated from the catalogue (`lib/agent/operating-systems`) by `npm run docs:systems`; not to be edited by hand.',
    '',
    'Each is a factory of `NodeOperatingSystem`. `custom(...)` is for any other image.',
    '',
    '## Which ways out reach each',
    '',
    'For each system and way out, a stack was synthesized for each architecture, and preflight read its template. CONNECTS is preflight\'s verdict. An error is',
    'what synthesis says; it comes before anything is deployed. Nothing of this was tried in an AWS account.',
    '',
    row(['system', ...WAYS.map(({ title }) => title)]),
    row(['---', ...WAYS.map(() => '---')]),
    ...OFFERS.map(({ call }) => row([`\`${call}\``, ...WAYS.map(({ title }) => summary(all.filter(cell => cell.call === call && cell.way === title), errors))])),
    '',
    ...errors.map((error, index) => `- Error ${index + 1}: ${error}.`),
    '',
    'What the ways out are:',
    '',
    ...WAYS.map(({ title, meaning }) => `- **${title}**: ${meaning}.`),
    '',
    '## What each is like',
    '',
    'The user is the one that the image comes with; sessions run as `ssm-user` unless `runAs` says otherwise. "Installed" means that user data puts the agent onto',
    `the image before anything else runs. The ends of support were looked at on ${SUPPORT_LOOKED_AT}.`,
    '',
    row(['system', 'user', 'agent', 'package', '`script`', 'root device', 'default type', 'architectures', 'end of support']),
    row(Array.from({ length: 9 }, () => '---')),
    ...OFFERS.map(factsRow),
    '',
    '`script` records what goes to S3, and to CloudWatch Logs without streaming; Windows records with PowerShell. Where nothing says that the image has it,',
    'user data installs it if transcripts need it and a package repository is in reach.',
    '',
    '## Where the images come from',
    '',
    'A public parameter is read at each deployment, or once with `ImagePolicy.PINNED_IN_CONTEXT`. A look-up is made once, at the first synthesis with',
    'credentials, and kept in `cdk.context.json`: it needs a stack with an explicit account and region.',
    '',
    row(['system', 'image for x86_64']),
    row(['---', '---']),
    ...OFFERS.map(({ call, version }) => row([`\`${call}\``, sourceOf(version)])),
    '',
    '## macOS',
    '',
    'macOS runs on a Dedicated Host only, which AWS bills from its allocation on, for 24 hours at least. The host and the subnet are in one Availability Zone, and',
    'the host takes nodes of its own type; both are checked where the host is in the app. There is no Spot, and no image for another computer. `createUser` and',
    '`sudo` of `runAs` are for Linux, so they are an error.',
    '',
    '## Bottlerocket',
    '',
    'Sessions are in the control container, as `ssm-user`, and not on the host: there is no `sudo` and no package manager. The container carries `script`, so',
    'transcripts reach S3. User data is settings in TOML; a script, or settings that turn the control container off, are an error, and so is `runAs`. The node',
    'joins a cluster if its settings say so, which Session Manager does not need.',
    '',
    '## Windows Server',
    '',
    'Microsoft asks for 2 GiB where there is a desktop, so the default type is t3.small, and a type with 1 GiB or less is a warning.',
    '',
  ].join('\n');
}

const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;

function summary(found: readonly Cell[], errors: readonly string[]): string {
  const shown = found.map(({ verdict, error }) => verdict ?? `error ${errors.indexOf(error!) + 1}`);
  return new Set(shown).size === 1 ? shown[0] : found.map(({ architecture }, index) => `${architecture}: ${shown[index]}`).join(', ');
}

function factsRow({ call, system, version }: Offer): string {
  const { user, agent, agentIsSnap, packageFormat, script, rootDevice, platform } = system;
  const types = Object.keys(version.publicParameters ?? version.lookup!.names);
  return row([
    `\`${call}\``,
    user ? `\`${user}\`` : 'none',
    agent ? 'in the image' : 'installed',
    agentIsSnap ? 'snap' : packageFormat ?? 'none',
    platform === 'windows' ? 'not needed' : script === undefined ? 'not known' : script ? 'in the image' : 'not in the image',
    `\`${rootDevice}\``,
    defaultTypeOf(system),
    types.join(', '),
    version.endOfSupport ?? 'not published',
  ]);
}

/** As the node would choose it. */
function defaultTypeOf(system: OfferedOperatingSystem): string {
  return defaultInstanceType({ _system: system } as NodeOperatingSystem).toString();
}

function sourceOf({ publicParameters, lookup }: OfferedVersion): string {
  if (publicParameters) { return `\`${publicParameters.x86_64}\``; }
  const { names, owners } = lookup!;
  return `\`${names.x86_64}\` of ${Object.entries(owners).map(([partition, owner]) => `${owner} (${partition})`).join(', ')}`;
}
