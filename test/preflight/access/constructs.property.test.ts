import { App, NestedStack, Stack, Stage, Tags, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  ISessionDocument, NodeOperatingSystem, PortForwardingDocument, PortForwardingTarget, Preflight, PreflightReport, SessionAccessOptions,
  SessionAccessPolicy, SessionGuardrail, SessionLogging, SessionPermissionSet, SessionPreferences, SessionTarget, SsmManagedInstance,
} from '../../../lib';

/**
 * What is proven of people whom the library grants sessions, against what the targets, the documents and the options say in words. Nothing here knows
 * how a statement is written.
 */

const HERE = { account: '111122223333', region: 'eu-west-1' };
const ABROAD = { account: '111122223333', region: 'us-east-1' };
const THERE = { account: '444455556666', region: 'eu-west-1' };

interface Node {
  readonly path: string;
  readonly place: typeof HERE;
  readonly tags: Record<string, string>;
  readonly isWindows?: boolean;
  readonly isFleet?: boolean;
}

const NODES: Record<string, Node> = {
  Dev: { path: 'App/Dev', place: HERE, tags: { env: 'dev' } },
  Prod: { path: 'App/Prod', place: HERE, tags: { env: 'prod', team: 'ops' }, isWindows: true },
  Nested: { path: 'App/Inner/Nested', place: HERE, tags: { env: 'dev', team: 'ops' } },
  Other: { path: 'Other/Other', place: HERE, tags: { team: 'web' } },
  Fleet: { path: 'App/Fleet', place: HERE, tags: { env: 'dev' }, isFleet: true },
  Abroad: { path: 'Abroad/Abroad', place: ABROAD, tags: { env: 'dev' } },
  There: { path: 'Stage/There/There', place: THERE, tags: { env: 'dev', team: 'ops' } },
};

const SHELL = 'team-shell';
const SECRET = 'team-secret';
const TUNNEL = 'team-tunnel';
const SSH = 'AWS-StartSSHSession';
const PORTS = 'AWS-StartPortForwardingSession';
const OWN_DOCUMENTS = [SHELL, SECRET, TUNNEL];
const DOCUMENTS = [...OWN_DOCUMENTS, SSH, PORTS];
const hasKey = (document: string) => document === SHELL || document === SECRET;

/** A target as somebody would say it. */
interface Said {
  readonly says: string;
  readonly make: (scene: Scene) => SessionTarget;
  readonly means: (name: string, node: Node) => boolean;
  /** The node that it names, or the group. */
  readonly names?: string;
  /** Whether it is about nodes outside of EC2 alone. */
  readonly isOutside?: boolean;
}

const has = (wanted: Record<string, string>) => (_: string, { tags }: Node) => Object.entries(wanted).every(([key, value]) => tags[key] === value);

const TARGETS: Said[] = [
  ...['Dev', 'Prod', 'Nested', 'Other'].map((names): Said => ({ says: names, make: ({ nodes }) => SessionTarget.node(nodes[names]), means: name => name === names, names })),
  { says: 'env=dev', make: () => SessionTarget.tagged('env', 'dev'), means: has({ env: 'dev' }) },
  { says: 'env=prod', make: () => SessionTarget.tagged('env', 'prod'), means: has({ env: 'prod' }) },
  { says: 'team=none', make: () => SessionTarget.tagged('team', 'none'), means: () => false },
  { says: 'env=dev, team=ops', make: () => SessionTarget.taggedAll({ env: 'dev', team: 'ops' }), means: has({ env: 'dev', team: 'ops' }) },
  { says: 'the group', make: ({ fleet }) => SessionTarget.fleet(fleet), means: name => name === 'Fleet', names: 'Fleet' },
  { says: 'nodes outside of EC2', make: () => SessionTarget.managedNodes(), means: () => false, isOutside: true },
  { says: 'all', make: () => SessionTarget.all(), means: () => true },
];

const OFFICE = '198.51.100.0/24';
const HOME = '203.0.113.0/24';

interface Grant {
  readonly how: 'policy' | 'grantStartSession' | 'grantStartSessionOn';
  readonly targets: Said[];
  readonly documents: string[];
  readonly ssh: boolean;
  readonly remoteDesktop: boolean;
  readonly ownSessionsOnly: boolean;
  readonly console: boolean;
  readonly requireMfa: boolean;
  readonly fromNetworks?: string[];
  readonly everywhere: boolean;
}

type Kind = 'role' | 'user' | 'group' | 'permission-set';

interface Person {
  readonly kind: Kind;
  readonly grants: Grant[];
  readonly guardrail?: { readonly documents: string[]; readonly ssh: boolean; readonly remoteDesktop: boolean; readonly isBoundary: boolean };
}

/** As the library takes it. */
function possible(kind: Kind, drawn: Grant): Grant | undefined {
  const isNode = ({ names }: Said) => names !== undefined && names !== 'Fleet';
  const { targets, documents: [document] } = drawn;
  if (kind !== 'permission-set' && drawn.how !== 'policy') {
    const target = drawn.how === 'grantStartSession' ? targets.find(isNode) : targets[0];
    const nothing = { ssh: false, remoteDesktop: false, requireMfa: false, fromNetworks: undefined, everywhere: false };
    return target && { ...drawn, ...nothing, targets: [target], documents: [document] };
  }
  // The nodes of a permission set are in other accounts.
  const fitting = (names: string) => kind !== 'permission-set' && (!drawn.remoteDesktop || NODES[names].isWindows);
  const nameable = targets.filter(({ names }) => names === undefined || fitting(names));
  return nameable.length === 0 ? undefined : {
    ...drawn,
    how: 'policy',
    targets: nameable,
    requireMfa: drawn.requireMfa && kind !== 'permission-set',
    everywhere: drawn.everywhere && kind === 'permission-set',
  };
}

const sometimes = fc.constantFrom(false, false, true);
const grants: fc.Arbitrary<Grant> = fc.record({
  how: fc.constantFrom('policy', 'policy', 'grantStartSession', 'grantStartSessionOn'),
  targets: fc.uniqueArray(fc.constantFrom(...TARGETS), { minLength: 1, maxLength: 3 }),
  documents: fc.uniqueArray(fc.constantFrom(...OWN_DOCUMENTS), { minLength: 1, maxLength: 2 }),
  ssh: sometimes,
  remoteDesktop: sometimes,
  ownSessionsOnly: fc.boolean(),
  console: fc.boolean(),
  requireMfa: sometimes,
  fromNetworks: fc.option(fc.constantFrom([OFFICE], [HOME], [OFFICE, HOME]), { nil: undefined, freq: 3 }),
  everywhere: fc.boolean(),
});
const people: fc.Arbitrary<Person> = fc.record({
  kind: fc.constantFrom<Kind>('role', 'role', 'user', 'group', 'permission-set'),
  drawn: fc.array(grants, { minLength: 1, maxLength: 3 }),
  guardrail: fc.option(fc.record({
    documents: fc.uniqueArray(fc.constantFrom(...OWN_DOCUMENTS), { minLength: 1 }),
    ssh: fc.boolean(),
    remoteDesktop: fc.boolean(),
    isBoundary: fc.boolean(),
  }), { nil: undefined, freq: 3 }),
}).map(({ kind, drawn, guardrail }) => ({
  kind,
  grants: (kind === 'permission-set' ? drawn.slice(0, 1) : drawn).flatMap(each => possible(kind, each) ?? []),
  guardrail: kind === 'permission-set' ? undefined : guardrail,
})).filter(({ grants: all }) => all.length > 0);

/** What somebody does when they start a session. */
interface Attempt {
  readonly mfa: boolean;
  readonly network?: string;
}

const isIn = (place: typeof HERE, { account, region }: typeof HERE) => place.account === account && place.region === region;
const reaches = (grant: Grant, { place }: Node) => grant.everywhere || isIn(place, HERE);
const means = (grant: Grant, name: string) => reaches(grant, NODES[name]) && grant.targets.some(target => target.means(name, NODES[name]));
const fits = ({ requireMfa, fromNetworks }: Grant, { mfa, network }: Attempt) => (
  (!requireMfa || mfa) && (fromNetworks === undefined || (network !== undefined && fromNetworks.includes(network)))
);
const starts = ({ documents, ssh }: Grant) => [...documents, ...ssh ? [SSH] : []];

/** Each key is one document's, and is for sessions with what is named, or with whatever is in EC2. */
function maySecure({ documents, targets }: Grant, document: string, name: string): boolean {
  const isGeneral = targets.some(({ names, isOutside }) => (names === undefined || names === 'Fleet') && !isOutside);
  return documents.includes(document) && isIn(NODES[name].place, HERE) && (isGeneral || targets.some(({ names }) => names === name));
}

const ATTEMPTS = [false, true].flatMap(mfa => [undefined, OFFICE, HOME].map((network): Attempt => ({ mfa, network })));
const attemptsOf = ({ kind }: Person) => ATTEMPTS.filter(({ mfa }) => !mfa || kind !== 'permission-set');

function mayOpen(person: Person, name: string, document: string): 'YES' | 'UNKNOWN' | 'NO' {
  const { grants: all, guardrail } = person;
  if (document === PORTS) { return guardrail === undefined || guardrail.remoteDesktop ? mayUseDesktop(person, name) : 'NO'; }
  const isLeft = guardrail === undefined || (document === SSH ? guardrail.ssh : guardrail.documents.includes(document));
  const isOpen = attemptsOf(person).some(attempt => {
    const open = all.filter(grant => fits(grant, attempt));
    return open.some(grant => means(grant, name)) && open.some(grant => reaches(grant, NODES[name]) && starts(grant).includes(document));
  });
  const isSecure = !hasKey(document) || all.some(grant => maySecure(grant, document, name));
  return isLeft && isOpen && isSecure ? 'YES' : 'NO';
}

/** On the nodes of any grant, as documents are; what the service says of the person who calls it is in no record. */
function mayUseDesktop(person: Person, name: string): 'YES' | 'UNKNOWN' | 'NO' {
  const { grants: all } = person;
  const desktops = all.filter(({ remoteDesktop }) => remoteDesktop);
  const mayConnect = attemptsOf(person).some(attempt => desktops.some(grant => fits(grant, attempt)));
  const open = all.filter(grant => means(grant, name));
  if (!NODES[name].isWindows || !mayConnect || open.length === 0) { return 'NO'; }
  return open.some(({ remoteDesktop, requireMfa, fromNetworks }) => remoteDesktop || (!requireMfa && !fromNetworks)) ? 'YES' : 'UNKNOWN';
}

const RISKS = [
  ...['allNodes', 'sessionsOfOthers', 'sshNeverLogged', 'remoteDesktopNeverLogged'].map(risk => `cdk-session-manager:SessionAccess.${risk}`),
  'cdk-session-manager:PortForwardingDocument.neverLogged', 'cdk-session-manager:SessionDocument.notLogged',
];

/** An app with all nodes and documents. */
class Scene {
  readonly nodes: Record<string, SsmManagedInstance> = {};
  readonly fleet: autoscaling.AutoScalingGroup;
  private readonly documents: Record<string, ISessionDocument>;
  private readonly people: Stack;

  constructor(readonly app: App) {
    const nodes = new Stack(app, 'App', { env: HERE });
    this.people = new Stack(app, 'People', { env: HERE });
    this.documents = this.documentsIn(new Stack(app, 'Documents', { env: HERE }));
    this.addNode(nodes, 'Dev');
    this.addNode(nodes, 'Prod');
    this.addNode(new NestedStack(nodes, 'Inner'), 'Nested');
    this.addNode(new Stack(app, 'Other', { env: HERE }), 'Other');
    this.fleet = new autoscaling.AutoScalingGroup(nodes, 'Fleet', {
      vpc: vpcIn(nodes), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    Object.entries(NODES.Fleet.tags).forEach(([key, value]) => Tags.of(this.fleet).add(key, value));
    for (const [scope, name, env] of [[app, 'Abroad', ABROAD], [new Stage(app, 'Stage'), 'There', THERE]] as const) {
      const stack = new Stack(scope, name, { env });
      this.documentsIn(stack);
      this.addNode(stack, name);
    }
  }

  addPerson({ kind, grants: all, guardrail }: Person, id: string): void {
    const { people: stack, documents } = this;
    const options = ({ targets, documents: names, ssh, remoteDesktop, ownSessionsOnly, console, fromNetworks }: Grant): SessionAccessOptions => ({
      targets: targets.map(({ make }) => make(this)),
      documents: names.map(name => documents[name]),
      ssh,
      remoteDesktop,
      ownSessionsOnly,
      console,
      fromNetworks,
    });
    if (kind === 'permission-set') {
      all.forEach(grant => new SessionPermissionSet(stack, id, {
        ...options(grant),
        instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
        permissionSetName: id,
        accounts: [grant.everywhere ? '*' : HERE.account],
        regions: grant.everywhere ? [HERE.region, ABROAD.region] : undefined,
      }));
      return;
    }
    const rails = guardrail && new SessionGuardrail(stack, `${id}Guardrail`, {
      ...guardrail, documents: guardrail.documents.map(name => documents[name]), allowUnlogged: true, ...{ isBoundary: undefined },
    });
    const boundary = guardrail?.isBoundary && kind !== 'group' ? { permissionsBoundary: rails!.permissionsBoundary } : {};
    const person = kind === 'role' ? new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal(), ...boundary })
      : kind === 'user' ? new iam.User(stack, id, boundary) : new iam.Group(stack, id);
    if (rails && boundary.permissionsBoundary === undefined) { person.addManagedPolicy(rails.managedPolicy); }
    all.forEach((grant, index) => {
      const [target] = grant.targets;
      const [document] = grant.documents;
      switch (grant.how) {
        case 'policy':
          person.addManagedPolicy(new SessionAccessPolicy(stack, `${id}Access${index}`, { ...options(grant), requireMfa: grant.requireMfa }));
          break;
        case 'grantStartSession': documents[document].grantStartSession(person, this.nodes[target.names!]); break;
        case 'grantStartSessionOn': documents[document].grantStartSessionOn(person, target.make(this));
      }
    });
  }

  private addNode(stack: Stack, name: string): void {
    const { isWindows, tags } = NODES[name];
    const node = new SsmManagedInstance(stack, name, {
      vpc: vpcIn(stack), operatingSystem: isWindows ? NodeOperatingSystem.windowsServer('2022') : NodeOperatingSystem.amazonLinux2023(),
    });
    Object.entries(tags).forEach(([key, value]) => Tags.of(node).add(key, value));
    this.nodes[name] = node;
  }

  private documentsIn(stack: Stack): Record<string, ISessionDocument> {
    const shell = (documentName: string) => new SessionPreferences(stack, documentName, { documentName, logging: SessionLogging.none() });
    return {
      [SHELL]: shell(SHELL),
      [SECRET]: shell(SECRET),
      [TUNNEL]: new PortForwardingDocument(stack, TUNNEL, { documentName: TUNNEL, to: PortForwardingTarget.node(8080) }),
    };
  }
}

function vpcIn(stack: Construct): ec2.IVpc {
  return stack.node.tryFindChild('Vpc') as ec2.IVpc | undefined ?? ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-01234567', availabilityZones: [`${Stack.of(stack).region}a`], publicSubnetIds: ['subnet-01234567'], publicSubnetRouteTableIds: ['rtb-01234567'],
  });
}

function reportOn(everybody: readonly Person[]): PreflightReport {
  const scene = new Scene(new App({ context: CURRENTLY_RECOMMENDED_FLAGS, treeMetadata: false, analyticsReporting: false }));
  everybody.forEach((person, index) => scene.addPerson(person, `P${index}`));
  RISKS.forEach(id => Validations.of(scene.app).acknowledge({ id, reason: 'What it means is tested' }));
  return Preflight.ofApp(scene.app);
}

/** For who reads what differs. */
function inWords({ kind, grants: all, guardrail }: Person): object {
  return { kind, grants: all.map(({ targets, ...grant }) => ({ ...grant, targets: targets.map(({ says }) => says) })), guardrail };
}

test('what is proven is what targets, documents and options mean', () => {
  const seen = { YES: 0, UNKNOWN: 0, NO: 0 };
  const differences: object[] = [];
  for (const everybody of fc.sample(fc.array(people, { minLength: 10, maxLength: 10 }), { numRuns: 6, seed: 13 })) {
    const report = reportOn(everybody);
    everybody.forEach((person, index) => Object.entries(NODES).forEach(([name, { path }]) => {
      const { documents } = report.access(`People/P${index}`, path);
      for (const document of DOCUMENTS) {
        const verdict = mayOpen(person, name, document);
        const proven = documents.find(each => each.document === document)!;
        seen[verdict]++;
        if (proven.verdict !== verdict) { differences.push({ person: inWords(person), name, document, verdict, proven }); }
      }
    }));
  }
  expect(differences).toEqual([]);
  expect(Math.min(seen.YES, seen.NO)).toBeGreaterThan(200);
}, 120_000);
