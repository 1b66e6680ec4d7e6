import { isDeepStrictEqual } from 'node:util';
import { acknowledgement, JudgedFinding, Judgement, placeOf, ReportReading, withVerdicts } from './node-report';
import { SourceLocation } from '../model/location';
import { NodeInSight } from '../model/node';
import { PreflightFinding } from '../preflight-finding';

/** A node that is like others. */
export interface AlikeNode extends NodeInSight {
  readonly likeness: NonNullable<NodeInSight['likeness']>;
}

/**
 * What is found about nodes that are alike: the same of each, with the names of its own resources.
 *
 * The first node is the pattern. Where a name of its resources could be a word as well, the second one is evaluated, too, and has to be as foretold.
 */
export class AlikeNodes {
  private readonly patterns: readonly FindingPattern[];
  private holds: boolean | undefined;

  constructor({ likeness: { own } }: AlikeNode, private readonly first: Judgement, private readonly reading: ReportReading) {
    const numbers = new Map(own.map(({ key }, index) => [key, index]));
    const names = new Map(own.map(({ name }, index) => [name, index]));
    this.patterns = first.findings.map(finding => new FindingPattern(finding, names, numbers));
    this.holds = first.findings.length === 0 || own.every(({ name }) => NO_WORD.test(name)) ? true : undefined;
  }

  /** The judgement of another node of these; what evaluates the node where that is not known yet, or where they turned out to be different. */
  judgementOf(node: AlikeNode, evaluate: () => Judgement): Judgement {
    if (this.holds === false) { return evaluate(); }
    const foretold = this.foretold(node);
    if (this.holds) { return foretold; }
    const seen = evaluate();
    this.holds = isDeepStrictEqual(seen, foretold);
    return seen;
  }

  private foretold(node: AlikeNode): Judgement {
    const findings = this.patterns.map(pattern => pattern.of(node, this.reading));
    const isAcknowledged = [...findings, ...this.first.findings].some(({ report: { acknowledged } }) => acknowledged !== undefined);
    const { capabilities } = this.first;
    return { findings, capabilities: isAcknowledged ? withVerdicts(capabilities, findings) : capabilities };
  }
}

/** A logical id as the CDK makes it, which ends in a hash. */
const NO_WORD = /[0-9A-F]{8}$/;

/** A finding with gaps for the names of what belongs to a node alone. */
class FindingPattern {
  private readonly message: Gapped;
  private readonly fix: Gapped;
  private readonly number: number | undefined;

  constructor(private readonly finding: JudgedFinding, names: ReadonlyMap<string, number>, numbers: ReadonlyMap<string, number>) {
    const { report: { message, fix }, resource } = finding;
    this.message = withGaps(message, names);
    this.fix = withGaps(fix, names);
    this.number = numbers.get(resource.key);
  }

  of({ resource: node, likeness: { own } }: AlikeNode, reading: ReportReading): JudgedFinding {
    const { rule, capabilities, report } = this.finding;
    const resource = this.number === undefined ? this.finding.resource : own[this.number];
    const finding: PreflightFinding = {
      ...report,
      ...placeOf(resource),
      message: filled(this.message, own),
      fix: filled(this.fix, own),
      acknowledged: acknowledgement(rule, node, resource, reading),
    };
    return { rule, capabilities, resource, report: finding };
  }
}

/** Texts and the numbers of the names between them: one more text than there are numbers. */
interface Gapped {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

function withGaps(text: string, names: ReadonlyMap<string, number>): Gapped {
  const texts = [''];
  const numbers: number[] = [];
  for (const part of text.split(/([A-Za-z0-9]+)/)) {
    const number = names.get(part);
    if (number === undefined) {
      texts.push(`${texts.pop()}${part}`);
    } else {
      numbers.push(number);
      texts.push('');
    }
  }
  return { texts, numbers };
}

/** By concatenation, which keeps the texts once for all nodes. */
function filled({ texts, numbers }: Gapped, own: readonly SourceLocation[]): string {
  return numbers.reduce((text, number, index) => text + own[number].name + texts[index + 1], texts[0]);
}
