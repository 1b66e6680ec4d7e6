import { Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { addResources } from './access-templates';
import { Decision, decisionsOf, PlainCall, PlainDocument, PlainPerson } from './ministack/evaluation';
import { ACCOUNT, Document, DOCUMENTS, inAccount, KEY_ARN, Kind, nameOf, NODES, Person, REGION, resourcesOf, World, worlds } from './ministack/world';
import { Preflight, PreflightReport } from '../../../lib';
import { quietApp } from '../apps';

/**
 * What is proven of people at random, against the decisions of ministack on every request that they can make.
 *
 * Left out is what ministack lacks: NotPrincipal, and what a policy variable stands for, which it is told.
 */

type Verdict = 'YES' | 'UNKNOWN' | 'NO';
type Context = Record<string, string>;

const SOURCES: Context[] = [
  ...['198.51.100.7', '198.51.100.200', '203.0.113.7', '192.0.2.1', '2001:db8::1', '2600::1'].map(address => ({ 'aws:SourceIp': address })),
  ...['vpce-0123', 'vpce-4567'].flatMap(endpoint => ['vpc-0123', 'vpc-4567'].map(vpc => ({ 'aws:SourceVpce': endpoint, 'aws:SourceVpc': vpc }))),
];

const ABSENT: Context = {};
const WITHOUT: Context = { 'aws:MultiFactorAuthPresent': 'false' };
const WITH: Context = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' };

/** What somebody may choose between, each of which is one of several requests that they cannot choose between. */
const FACTORS: Record<Kind, Context[][]> = {
  'user': [[ABSENT], [WITHOUT], [WITH]],
  'role': [[ABSENT, WITHOUT], [WITH]],
  'federated': [[ABSENT, WITHOUT]],
  'permission-set': [[ABSENT, WITHOUT]],
};

const FULL_ACCESS = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const tagKeys = (tags: Context) => Object.fromEntries(Object.entries(tags).map(([key, value]) => [`ssm:resourceTag/${key}`, value]));
const documentArn = (name: string) => `arn:aws:ssm:${REGION}:${name.startsWith('AWS-') ? '' : ACCOUNT}:document/${name}`;

/** Somebody, with everything that they may ask for. */
class Asking {
  private readonly calls = new Map<string, PlainCall>();
  private readonly variables: Record<string, string | undefined>;
  private readonly keyPolicy: PlainDocument;

  constructor(private readonly world: World, private readonly person: Person, private readonly name: string) {
    const isUser = person.kind === 'user';
    this.variables = { 'aws:username': isUser ? name : undefined, 'aws:userid': isUser ? 'AIDAEXAMPLE' : 'AROAEXAMPLE:ann' };
    this.keyPolicy = inAccount(world.keyPolicy, this.variables);
    this.ways.forEach(way => {
      Object.keys(NODES).forEach(node => Object.keys(DOCUMENTS).forEach(document => this.requests(way, node, document)));
    });
  }

  get ways(): Context[] { return FACTORS[this.person.kind].flat().flatMap(factor => SOURCES.map(source => ({ ...factor, ...source }))); }

  get plain(): PlainPerson {
    const { person: { kind, policies, boundary }, world: { controls }, name, variables } = this;
    const role = kind === 'permission-set' ? `aws-reserved/sso.amazonaws.com/AWSReservedSSO_${name}_0123456789abcdef` : name;
    return {
      arn: `arn:aws:iam::${ACCOUNT}:${kind === 'user' ? `user/${name}` : `role/${role}`}`,
      type: kind === 'user' ? 'User' : 'AssumedRole',
      account: ACCOUNT,
      region: REGION,
      policies: policies.map(({ statements }) => inAccount(statements, variables)),
      limits: [
        ...boundary ? [inAccount(boundary, variables)] : [],
        ...controls.filter(({ isHere }) => isHere).map(({ statements }) => {
          const { Statement } = inAccount(statements, variables);
          return { ...FULL_ACCESS, Statement: [...FULL_ACCESS.Statement, ...Statement] };
        }),
      ],
      calls: [...this.calls.values()],
    };
  }

  verdicts(decisions: Decision[]): (node: string, document: string) => { verdict: Verdict; takesMfa: boolean } {
    const decided = new Map([...this.calls.keys()].map((key, index) => [key, decisions[index]]));
    const once = (factor: Context, source: Context, node: string, document: string, unnamed: boolean): Verdict => {
      const { start, named, key, channels } = this.requests({ ...factor, ...source }, node, document, unnamed);
      const may = (id: string) => decided.get(id) === 'Allow';
      const certain = may(start) && (may(named) || unnamed) && (key === undefined || may(key));
      if (!certain) { return 'NO'; }
      // What AWS does without a channel no record shows, nor whether a document that is not named is checked.
      const opens = channels.some(may) && !channels.some(id => decided.get(id) === 'Deny');
      return opens && may(named) ? 'YES' : 'UNKNOWN';
    };
    const choices = (node: string, document: string) => [false, ...DOCUMENTS[document].isDefault ? [true] : []].flatMap(unnamed => (
      FACTORS[this.person.kind].flatMap(factors => SOURCES.map(source => {
        const [first, ...others] = factors.map(factor => once(factor, source, node, document, unnamed));
        return { verdict: others.every(other => other === first) ? first : 'UNKNOWN' as const, withMfa: factors.includes(WITH) };
      }))
    ));
    return (node, document) => {
      const all = choices(node, document);
      const has = (verdict: Verdict) => all.some(choice => choice.verdict === verdict);
      return {
        verdict: has('YES') ? 'YES' : has('UNKNOWN') ? 'UNKNOWN' : 'NO',
        takesMfa: all.filter(({ verdict }) => verdict === 'YES').every(({ withMfa }) => withMfa),
      };
    };
  }

  /** The ids of the calls of one session. */
  private requests(way: Context, node: string, document: string, unnamed = false) {
    const { isDefault, hasKey, tags }: Document = DOCUMENTS[document];
    if (isDefault && !unnamed) { this.requests(way, node, document, true); }
    const check: Context = unnamed ? { 'ssm:SessionDocumentAccessCheck': 'false' } : {};
    const { id, tags: ofNode } = NODES[node];
    const encryption = {
      'kms:EncryptionContext:aws:ssm:SessionId': 'ann-0123', 'kms:EncryptionContext:aws:ssm:TargetId': id, 'kms:CallerAccount': ACCOUNT,
    };
    return {
      start: this.call(way, `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${id}`, { action: 'ssm:StartSession', context: { ...check, ...tagKeys(ofNode) } }),
      named: this.call(way, documentArn(document), { action: 'ssm:StartSession', context: { ...check, ...tagKeys(tags) } }),
      key: hasKey
        ? this.call(way, KEY_ARN, { action: 'kms:GenerateDataKey', context: encryption, key: this.keyPolicy })
        : undefined,
      channels: [`${this.variables['aws:userid']}-0123`, `${this.variables['aws:username'] ?? 'ann'}-0123`].map(session => (
        this.call(way, `arn:aws:ssm:${REGION}:${ACCOUNT}:session/${session}`, { action: 'ssmmessages:OpenDataChannel', context: {} })
      )),
    };
  }

  private call(way: Context, resource: string, { action, context, key }: Omit<PlainCall, 'resource'>): string {
    const variables = Object.fromEntries(Object.entries(this.variables).filter(([, value]) => value !== undefined)) as Context;
    const call: PlainCall = {
      action, resource, key, context: { ...variables, 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false', ...way, ...context },
    };
    const id = JSON.stringify([action, resource, call.context]);
    this.calls.set(id, call);
    return id;
  }
}

function reportOn(world: World): PreflightReport {
  const app = quietApp();
  addResources(new Stack(app, 'App', { env: { account: ACCOUNT, region: REGION } }), resourcesOf(world));
  return Preflight.ofApp(app);
}

test('what is proven is what another evaluation of IAM decides, for any people and policies', () => {
  const drawn = fc.sample(worlds, { numRuns: 8, seed: 13 });
  const asking = drawn.map(world => world.people.map((person, index) => new Asking(world, person, nameOf(person, index))));
  const decisions = decisionsOf(asking.flat().map(({ plain }) => plain));
  const seen: Record<Verdict, number> = { YES: 0, UNKNOWN: 0, NO: 0 };
  const differences: object[] = [];

  drawn.forEach((world, number) => {
    const report = reportOn(world);
    world.people.forEach((person, index) => {
      const expected = asking[number][index].verdicts(decisions[number * world.people.length + index]);
      for (const node of Object.keys(NODES)) {
        const { documents } = report.access(`App/P${index}`, `App/${node}`);
        for (const name of Object.keys(DOCUMENTS)) {
          const { verdict, takesMfa } = expected(node, name);
          const proven = documents.find(({ document }) => document === name)!;
          seen[verdict]++;
          const assumesMfa = proven.assuming.includes('signed in with MFA just before');
          const isAlike = proven.verdict === verdict && (verdict !== 'YES' || DOCUMENTS[name].isDefault || assumesMfa === takesMfa);
          if (!isAlike) {
            differences.push({ person, controls: world.controls, keyPolicy: world.keyPolicy, node, name, proven, verdict, takesMfa });
          }
        }
      }
    });
  });
  expect(differences).toEqual([]);
  expect(Object.values(seen).every(count => count > 20)).toBe(true);
}, 120_000);
