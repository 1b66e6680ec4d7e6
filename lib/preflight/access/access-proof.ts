import { Asked, askedBy, LOGICAL_ID_KEYS, NAME_KEYS } from './asked';
import { Person } from './person-request';
import { Outcome, sessionOutcome, Target } from './session-decision';
import { documentsIn, namedDocument, otherDocuments, StartableDocument } from './session-documents';
import { AttachedPolicy } from '../model/iam/policy';
import { Principal } from '../model/iam/principal';
import { isKnown, Unknown } from '../model/known';
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

class OnePerson {
  private readonly byKind = new Map<string, readonly DocumentOutcome[]>();
  private readonly askedIn = new Map<string, Asked>();

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
    const { target, asked } = this.looksAt(node.read());
    return { document, outcome: this.outcome(target, asked, document) };
  }

  target(node: NodeInSight): Target { return this.looksAt(node.read()).target; }

  asked(environment: Environment): Asked {
    const { policies, boundary } = this.principal.identityIn(environment);
    const controls = (this.model.serviceControlPolicies ?? []).map(({ policy }) => policy);
    return remembered(this.askedIn, JSON.stringify(environment), () => askedBy([
      ...policies, ...boundary ? [boundary] : [], ...controls, ...this.keyPolicies(environment),
    ]));
  }

  private decided(node: NodeInSight): readonly DocumentOutcome[] {
    const { target, asked, kind } = this.looksAt(node.read());
    return remembered(this.byKind, kind, () => {
      const inSight = this.documentsOf(target.environment);
      const decide = (document: StartableDocument) => ({ document, outcome: this.outcome(target, asked, document) });
      // What nobody sees is worth a word only where it may be opened.
      const others = otherDocuments(asked.documentNames, inSight).map(decide).filter(({ outcome }) => outcome.allowed !== false);
      return [...inSight.map(decide), ...others];
    });
  }

  /** Whether its policies name something of the node by itself. All that is alike is of one stack, so that what was asked of one is asked of all. */
  private tellsApart({ likeness, resource }: NodeInSight): boolean {
    return [...this.askedIn.values()].some(({ keys, named }) => (
      [...LOGICAL_ID_KEYS, ...NAME_KEYS].some(key => keys.has(key))
      || [resource, ...likeness?.own ?? []].some(({ key }) => named.has(key))
    ));
  }

  /** The node as far as its policies look at it. */
  private looksAt({ resource, environment, kind, tags }: ManagedNode): { target: Target; asked: Asked; kind: string } {
    const asked = this.asked(environment);
    const isNamed = kind === 'instance' && asked.named.has(resource.key);
    const tagged = [...asked.keys].filter(key => /^(aws|ssm):resourcetag\//.test(key)).map(key => key.replace(/^[^/]*\//, ''));
    const seen = [...tags?.seen ?? []].filter(([key]) => tagged.includes(key.toLowerCase()));
    const values = tags && seen.map(([key, value]) => [key, isKnown(value) ? value : { hidden: value.reason }]);
    const lacks = tagged.filter(key => tags?.lacks?.has(key));
    return {
      asked,
      // Where no policy names the node itself, that its id begins with i- is what matters.
      target: { id: isNamed ? opaque(resource.key) : UNNAMED, environment, tags },
      kind: JSON.stringify([environment, isNamed && resource.key, values ?? null, tags?.hidden?.reason ?? null, lacks]),
    };
  }

  private keyPolicies(environment: Environment): AttachedPolicy[] {
    return this.documentsOf(environment).flatMap(({ key }) => {
      const found = key === undefined || !isKnown(key) ? undefined : this.model.key(key, environment);
      return found === undefined || !isKnown(found) ? [] : keyPolicies(found).policies;
    });
  }

  /** Also as if the node had an id that a policy writes out: nobody knows which id it will have. */
  private outcome(target: Target, { nodeIds }: Asked, document: StartableDocument): Outcome {
    const person: Person = { principal: this.principal, identity: this.principal.identityIn(target.environment), environment: target.environment };
    const decide = (id: string) => sessionOutcome(this.model, person, { ...target, id }, document);
    const outcome = decide(target.id);
    const ids = isKnown(outcome.allowed) ? nodeIds.filter(each => each.startsWith('i-')) : [];
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
