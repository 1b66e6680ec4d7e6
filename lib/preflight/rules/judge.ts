import { isOlder, WITHOUT_LEGACY_MESSAGES } from './agent/agent-version';
import { installNeeds } from './agent/install-needs';
import { ALL_RULES } from './all-rules';
import { Problem, Rule, TO } from './rule';
import { Site } from './site';
import { asked } from '../model/asked';
import { Capability } from '../model/capability';
import { isKnown, Known } from '../model/known';
import { Model } from '../model/model';
import { Asked, Need } from '../model/need';
import { needsOf } from '../model/needs';
import { Subnet } from '../model/network';
import { ManagedNode } from '../model/node';
import { Service } from '../model/service';
import { Way, wayTo } from '../model/way';

/** A problem and the rule that tells it, once for all sites and services that have it. */
export interface JudgedProblem extends Problem {
  readonly rule: Rule;
  readonly fix: string;
  readonly capabilities: Capability[];
  /** Undefined for all. */
  readonly services?: Service[];
  readonly destinations: string[];
  readonly sites: Site[];
}

/** What the rules say of a node. */
export interface Judgement {
  readonly node: ManagedNode;
  readonly sites: Site[];
  /** What the document in use asks for. */
  readonly asked: Known<Asked | undefined>;
  /** The most serious first, and among those in the order of the rules. */
  readonly problems: JudgedProblem[];
}

/** Looks at a node, from each subnet that it may start in, with every rule. */
export function judge(model: Model, node: ManagedNode, required?: ReadonlySet<Capability>): Judgement {
  const document = askedOf(node);
  const subnets = isKnown(node.subnets.value) ? node.subnets.value : [node.subnets.value];
  const needs = [
    ...needsOf(node.environment, document, { oldAgent: node.images.some(({ value }) => isKnown(value) && isOld(value.agentVersion)) }),
    ...installNeeds(node),
  ];
  const here = within(model, node);
  const sites = subnets.map(subnet => siteOf(here, node, subnet, document, needs, required));
  const problems = new Map<string, JudgedProblem>();
  for (const site of sites) {
    for (const rule of ALL_RULES) {
      for (const problem of rule.check(site)) {
        merge(problems, rule, problem, site);
      }
    }
  }
  const sorted = SEVERITIES.flatMap(severity => [...problems.values()].filter(problem => problem.severity === severity));
  return { node, sites, asked: document, problems: sorted.map(named) };
}

const SEVERITIES: Problem['severity'][] = ['BLOCKED', 'UNKNOWN', 'WARNING'];

/** The model as a node finds things in it by their names. */
function within(model: Model, { environment }: ManagedNode): Model {
  return {
    ...model,
    bucket: name => model.bucket(name, environment),
    logGroup: name => model.logGroup(name, environment),
    key: id => model.key(id, environment),
  };
}

function siteOf(
  model: Model, node: ManagedNode, subnet: Known<Subnet>, document: Known<Asked | undefined>, needs: Need[], required?: ReadonlySet<Capability>,
): Site {
  const ways = new Map<Service, Way>();
  return {
    model,
    node,
    subnet,
    asked: document,
    required,
    needs,
    way: service => {
      const way = ways.get(service) ?? wayTo(subnet, service);
      ways.set(service, way);
      return way;
    },
    capabilitiesOf: (...services) => [
      ...new Set(needs.filter(({ service }) => services.length === 0 || services.includes(service)).flatMap(({ capabilities }) => capabilities)),
    ],
  };
}

function askedOf({ document }: ManagedNode): Known<Asked | undefined> {
  return isKnown(document) && document ? asked(document.document) : document as Known<undefined>;
}

/** The same words about the same place are the same problem, from wherever it is seen. */
function merge(problems: Map<string, JudgedProblem>, rule: Rule, problem: Problem, site: Site): void {
  const { place, property = '' } = problem.spot;
  const key = [rule.id, problem.severity, place.key, property, problem.message].join('\n');
  const known = problems.get(key);
  if (!known) {
    problems.set(key, {
      ...problem,
      rule,
      fix: problem.fix ?? rule.fix,
      capabilities: [...problem.capabilities],
      services: problem.services && [...problem.services],
      destinations: destinationsOf(problem),
      sites: [site],
    });
    return;
  }
  add(known.capabilities, problem.capabilities);
  add(known.sites, [site]);
  add(known.destinations, destinationsOf(problem));
  if (known.services && problem.services) {
    add(known.services, problem.services);
  } else if (known.services) {
    problems.set(key, { ...known, services: undefined });
  }
}

function destinationsOf({ to }: Problem): string[] {
  return to === undefined ? [] : [to];
}

function named(problem: JudgedProblem): JudgedProblem {
  const message = problem.message.replace(TO, problem.destinations.join(' and '));
  return { ...problem, message: sentence(message), fix: sentence(problem.fix) };
}

/** With a capital, unless it begins with a name that has none. */
function sentence(text: string): string {
  return /^[a-z]+[ ,]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

function add<T>(list: T[], more: readonly T[]): void {
  list.push(...more.filter(item => !list.includes(item)));
}

/** Such agents take their commands from ec2messages. */
function isOld(version: string | undefined): boolean {
  return version !== undefined && isOlder(version, WITHOUT_LEGACY_MESSAGES);
}
