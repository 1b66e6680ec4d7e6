import { idOf, ReportReading, ruleReport } from './node-report';
import { AccessProof } from '../access/access-proof';
import { peopleIn } from '../access/people';
import { oneOfEach, PersonNodes } from '../access/person-nodes';
import { callsOutcome } from '../access/session-decision';
import { Principal } from '../model/iam/principal';
import { isKnown } from '../model/known';
import { Model } from '../model/model';
import { Environment, NodeInSight } from '../model/node';
import { remembered } from '../model/remembered';
import { display } from '../model/symbolic-text';
import { PreflightAccessFinding } from '../preflight-access-finding';
import { Reading } from '../readers/reading';
import { ACCESS_RULES } from '../rules/all-rules';
import { AccessFinding, AccessRule, PersonContext } from '../rules/rule-about-people';
import { administers } from '../rules/support/people/administrator';

/** What the rules about people say of all people, in the order of the rules. What services of AWS do by their roles is not looked at. */
export function accessFindings(
  reading: ReportReading & Pick<Reading, 'model'>, proof: AccessProof, nodes: readonly NodeInSight[],
  includes: (about: Pick<NodeInSight, 'resource'>) => boolean,
): PreflightAccessFinding[] {
  const { model } = reading;
  const people = nodes.length === 0 ? [] : peopleIn(model, nodes).filter(({ location }) => includes(location));
  if (people.length === 0) { return []; }
  const ofPeople = new PersonNodes(nodes);
  // Person by person, so that what is worked out for one of them need not be kept for all.
  const found = people.map(principal => findingsOf(principal, contextsOf(model, proof, ofPeople, principal), reading));
  return ACCESS_RULES.flatMap((_, index) => found.flatMap(byRule => byRule[index]));
}

/** By the rules, in their order. */
function findingsOf(principal: Principal, contexts: readonly PersonContext[], reading: ReportReading): PreflightAccessFinding[][] {
  return ACCESS_RULES.map(rule => {
    const findings = contexts.flatMap(context => isPartOfAll(rule, context) ? [] : context.findingsOf(rule));
    return distinct(findings).map(finding => report(rule, finding, principal, reading));
  });
}

/** What somebody may do who may do everything is told once, and not rule by rule. */
function isPartOfAll({ deed }: AccessRule, context: PersonContext): boolean {
  return deed !== undefined && administers(context) !== undefined;
}

function contextsOf(model: Model, proof: AccessProof, nodes: PersonNodes, principal: Principal): PersonContext[] {
  const own = nodes.environments.filter(({ account }) => principal.account === undefined || principal.account === account);
  return own.map(environment => contextOf(model, proof, nodes, principal, environment));
}

function contextOf(model: Model, proof: AccessProof, nodes: PersonNodes, principal: Principal, environment: Environment): PersonContext {
  const person = { principal, identity: principal.identityIn(environment), environment };
  const findings = new Map<AccessRule, readonly AccessFinding[]>();
  const context: PersonContext = {
    model,
    person,
    nodes: oneOfEach(nodes.in(environment, proof.asked(principal, environment)), node => `${proof.kindOf(principal, node)} ${documentOf(node)}`),
    sessionsWith: node => proof.of(principal, node),
    target: node => proof.target(principal, node),
    may: (calls, resource) => callsOutcome(model, person, calls, resource),
    findingsOf: rule => remembered(findings, rule, () => [...rule.check(context)]),
  };
  return context;
}

function documentOf(node: NodeInSight): string {
  const { document } = node.read();
  return isKnown(document) ? document?.document.location.resource.key ?? '' : document.reason;
}

/** The same of several regions is said once. */
function distinct(findings: readonly AccessFinding[]): AccessFinding[] {
  const key = ({ location: { resource, property }, statement, predicate }: AccessFinding) => (
    JSON.stringify([resource.key, property, statement, predicate])
  );
  return [...new Map(findings.map(finding => [key(finding), finding])).values()];
}

function report(rule: AccessRule, finding: AccessFinding, principal: Principal, reading: ReportReading): PreflightAccessFinding {
  const { location, statement, predicate, fix = rule.fix } = finding;
  const { resource } = principal.location;
  return {
    ...ruleReport(rule, { severity: 'WARNING', message: `${idOf(resource)} ${predicate}`, fix, location }, resource, reading),
    capabilities: [],
    principal: idOf(resource),
    statement: statement && display(statement),
  };
}
