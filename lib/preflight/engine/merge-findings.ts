import { Fix } from '../model/fix';
import { Capability } from '../model/session/capability';
import { Service } from '../model/session/service';
import { sentence } from '../model/words';
import { Finding, Rule, TO } from '../rules/rule';
import { RuleContext } from '../rules/rule-context';

/** A finding and its rule, once for all contexts and services that have it. */
export interface MergedFinding extends Finding {
  readonly rule: Rule;
  readonly fix: Fix;
  readonly capabilities: Capability[];
  /** Undefined for all. */
  readonly services?: Service[];
  readonly destinations: string[];
  readonly contexts: RuleContext[];
}

const SEVERITIES: Finding['severity'][] = ['BLOCKED', 'UNKNOWN', 'WARNING'];

/** Findings of all contexts of a node: the same sentence about the same resource is the same finding. */
export class FindingMerger {
  private readonly findings = new Map<string, MergedFinding>();

  add(rule: Rule, finding: Finding, context: RuleContext): void {
    const { resource, property = '' } = finding.location;
    const key = [rule.id, finding.severity, resource.key, property, finding.message].join('\n');
    const known = this.findings.get(key);
    if (!known) {
      this.findings.set(key, {
        ...finding,
        rule,
        fix: finding.fix ?? rule.fix,
        capabilities: [...finding.capabilities],
        services: finding.services && [...finding.services],
        destinations: destinationsOf(finding),
        contexts: [context],
      });
      return;
    }
    add(known.capabilities, finding.capabilities);
    add(known.contexts, [context]);
    add(known.destinations, destinationsOf(finding));
    if (known.services && finding.services) {
      add(known.services, finding.services);
    } else if (known.services) {
      this.findings.set(key, { ...known, services: undefined });
    }
  }

  /** The most serious first, and among those in the order in which they were added. */
  merged(): MergedFinding[] {
    const all = [...this.findings.values()].map(withDestinations);
    return SEVERITIES.flatMap(severity => all.filter(finding => finding.severity === severity));
  }
}

function destinationsOf({ to }: Finding): string[] {
  return to === undefined ? [] : [to];
}

function withDestinations(finding: MergedFinding): MergedFinding {
  return { ...finding, message: sentence(finding.message.replace(TO, finding.destinations.join(' and '))) };
}

function add<T>(list: T[], more: readonly T[]): void {
  list.push(...more.filter(item => !list.includes(item)));
}
