import { Asked, askedBy, LOGICAL_ID_KEYS, NAME_KEYS } from './asked';
import { circumstancesOf } from './circumstances';
import { Decisions } from './decisions';
import { PersonDecision, policiesOver } from './person-decision';
import { DecidedTarget, Opener, Target } from './session-calls';
import { Outcome, sessionOutcome } from './session-decision';
import { documentsIn, namedDocument, otherDocuments, StartableDocument } from './session-documents';
import { AttachedPolicy } from '../model/iam/policy';
import { Principal } from '../model/iam/principal';
import { any, isKnown, Known, Unknown } from '../model/known';
import { Model } from '../model/model';
import { Environment, ManagedNode, NodeInSight } from '../model/node';
import { remembered } from '../model/remembered';
import { keyPolicies } from '../model/session/key-policies';
import { opaque } from '../model/symbolic-text';

/** What is decided of one document. */
export interface DocumentOutcome {
  readonly document: StartableDocument;
  readonly outcome: Outcome;
}

/** Who opens which sessions. Nothing is decided before somebody asks, and nodes that no policy tells apart are decided once. */
export class AccessProof {
  private readonly people = new Map<Principal, OnePerson>();
  private readonly documents = new Map<string, readonly StartableDocument[]>();

  constructor(private readonly model: Model) {}

  /** The sessions of a principal with a node, one for each document in sight or named by its policies. */
  of(principal: Principal, node: NodeInSight): readonly DocumentOutcome[] {
    return this.person(principal).sessionsWith(node);
  }

  /** With a document that is given by its name. */
  withDocument(principal: Principal, node: NodeInSight, name: string): DocumentOutcome {
    return this.person(principal).session(node, namedDocument(name));
  }

  /** A node as requests of a principal name it. */
  target(principal: Principal, node: NodeInSight): Target {
    return this.person(principal).target(node);
  }

  /** The same for nodes that the policies of a principal cannot tell apart. */
  kindOf(principal: Principal, node: NodeInSight): string {
    return this.person(principal).kindOf(node);
  }

  /** What the policies of a principal look at in an environment. */
  asked(principal: Principal, environment: Environment): Asked {
    return this.person(principal).asked(environment);
  }

  private person(principal: Principal): OnePerson {
    return remembered(this.people, principal, () => new OnePerson(this.model, principal, environment => this.documentsIn(environment)));
  }

  private documentsIn(environment: Environment): readonly StartableDocument[] {
    return remembered(this.documents, JSON.stringify(environment), () => documentsIn(this.model, environment));
  }
}

/** The id of a node that no policy names. */
const UNNAMED = `i-${opaque('id of the node')}`;

/** By which a policy tells a service that calls for somebody from that somebody. */
const OF_SERVICES = ['aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast', 'aws:viaawsservice'];

class OnePerson {
  private readonly byKind = new Map<string, readonly DocumentOutcome[]>();
  private readonly openers = new Map<string, AskedOpener>();

  constructor(
    private readonly model: Model,
    private readonly principal: Principal,
    private readonly documentsOf: (environment: Environment) => readonly StartableDocument[],
  ) {}

  sessionsWith(node: NodeInSight): readonly DocumentOutcome[] {
    const { likeness } = node;
    const ofKind = likeness && this.byKind.get(`like ${likeness.of}`);
    if (likeness && ofKind && !this.tellsApart(node)) { return ofKind; }
    const outcomes = this.decided(node);
    if (likeness && !this.tellsApart(node)) { this.byKind.set(`like ${likeness.of}`, outcomes); }
    return outcomes;
  }

  session(node: NodeInSight, document: StartableDocument): DocumentOutcome {
    const { target, opener } = this.looksAt(node.read());
    return { document, outcome: this.outcome(opener, targets(target), document) };
  }

  kindOf(node: NodeInSight): string { return this.looksAt(node.read()).kind; }

  target(node: NodeInSight): Target { return this.looksAt(node.read()).target; }

  asked(environment: Environment): Asked { return this.openerIn(environment).asked; }

  private decided(node: NodeInSight): readonly DocumentOutcome[] {
    const { target, opener, kind } = this.looksAt(node.read());
    const { asked } = opener;
    return remembered(this.byKind, kind, () => {
      const inSight = this.documentsOf(target.environment);
      const withId = targets(target);
      const decide = (document: StartableDocument) => ({ document, outcome: this.outcome(opener, withId, document) });
      // What nobody sees is worth a word only where it may be opened.
      const others = otherDocuments(asked.documentNames, inSight).map(decide).filter(({ outcome }) => outcome.allowed !== false);
      return [...inSight.map(decide), ...others];
    });
  }

  /** Whether its policies name something of the node by itself. All that is alike is of one stack, so that what was asked of one is asked of all. */
  private tellsApart({ likeness, resource }: NodeInSight): boolean {
    return [...this.openers.values()].some(({ asked: { keys, named } }) => (
      [...LOGICAL_ID_KEYS, ...NAME_KEYS].some(key => keys.has(key))
      || [resource, ...likeness?.own ?? []].some(({ key }) => named.has(key))
    ));
  }

  /** The node as far as its policies look at it. */
  private looksAt(node: ManagedNode): { target: Target; opener: AskedOpener; kind: string } {
    const { resource, environment, kind, tags } = node;
    const opener = this.openerIn(environment);
    const { keys, named } = opener.asked;
    const isNamed = kind === 'instance' && named.has(resource.key);
    const tagged = [...keys].filter(key => /^(aws|ssm):resourcetag\//.test(key)).map(key => key.replace(/^[^/]*\//, ''));
    const seen = [...tags?.seen ?? []].filter(([key]) => tagged.includes(key.toLowerCase()));
    const values = tags && seen.map(([key, value]) => [key, isKnown(value) ? value : { hidden: value.reason }]);
    const lacks = tagged.filter(key => tags?.lacks?.has(key));
    const isWindows = OF_SERVICES.some(key => keys.has(key)) ? windowsOn(node) : undefined;
    return {
      opener,
      target: { id: isNamed ? `i-${opaque(resource.key)}` : UNNAMED, environment, tags, isWindows },
      kind: JSON.stringify([environment, isNamed && resource.key, values ?? null, tags?.hidden?.reason ?? null, lacks, isWindows]),
    };
  }

  private openerIn(environment: Environment): AskedOpener {
    return remembered(this.openers, JSON.stringify(environment), () => this.readOpener(environment));
  }

  private readOpener(environment: Environment): AskedOpener {
    const { principal, model } = this;
    const identity = principal.identityIn(environment);
    const asked = askedBy([...policiesOver(model, { identity }), ...this.keyPolicies(environment)]);
    return { principal, identity, environment, asked, circumstances: circumstancesOf(principal, asked), decisions: new Decisions() };
  }

  private keyPolicies(environment: Environment): AttachedPolicy[] {
    return this.documentsOf(environment).flatMap(({ key }) => {
      const found = key === undefined || !isKnown(key) ? undefined : this.model.key(key, environment);
      return found === undefined || !isKnown(found) ? [] : keyPolicies(found).policies;
    });
  }

  /** Also as if the node had an id that a policy writes out: nobody knows which id it will have. */
  private outcome(opener: AskedOpener, withId: (id?: string) => DecidedTarget, document: StartableDocument): Outcome {
    const decide = (id?: string) => sessionOutcome(this.model, opener, withId(id), document);
    const outcome = decide();
    const ids = isKnown(outcome.allowed) ? opener.asked.nodeIds.filter(each => each.startsWith('i-')) : [];
    // A grant that names the node stands whichever id it has; one on nodes in general may leave that id out.
    const isGeneral = ids.length > 0 && outcome.allowed === true && decide(UNNAMED).allowed === true;
    for (const id of ids) {
      const other = decide(id);
      const differs = outcome.allowed ? other.isDenied || (isGeneral && other.allowed !== true) : other.allowed !== false;
      if (differs) {
        const because = `whether the node is ${id}, which a policy names, cannot be seen`;
        return { ...other, allowed: new Unknown(because), because, assuming: [] };
      }
    }
    return outcome;
  }
}

/** Somebody, and what their policies look at. */
interface AskedOpener extends Opener {
  readonly asked: Asked;
}

function windowsOn({ images, resource }: ManagedNode): Known<boolean> {
  const platforms = images.map(({ value }) => mapped(isKnown(value) ? value.platform : value, platform => platform === 'windows'));
  return platforms.length > 0 ? any(platforms) : new Unknown(`what ${resource.name} runs cannot be seen`);
}

function mapped<T, U>(value: Known<T>, map: (value: T) => U): Known<U> {
  return isKnown(value) ? map(value) : value;
}

/** The node with its own id, or with another one. */
function targets(node: Target): (id?: string) => DecidedTarget {
  const byId = new Map<string, DecidedTarget>();
  return (id = node.id) => remembered(byId, id, () => ({ ...node, id, decisions: new Decisions<PersonDecision>() }));
}
