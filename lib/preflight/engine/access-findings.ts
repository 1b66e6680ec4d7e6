import { idOf, ReportReading, ruleReport } from './node-report';
import { AccessProof } from '../access/access-proof';
import { isOfPeople } from '../access/people';
import { PersonNodes } from '../access/person-nodes';
import { callsOutcome } from '../access/session-decision';
import { Principal } from '../model/iam/principal';
import { Model } from '../model/model';
import { Environment, NodeInSight } from '../model/node';
import { remembered } from '../model/remembered';
import { display } from '../model/symbolic-text';
import { PreflightAccessFinding } from '../preflight-access-finding';
import { ACCESS_RULES } from '../rules/all-rules';
import { AccessFinding, AccessRule, PersonContext } from '../rules/rule-about-people';
import { administers } from '../rules/support/people/administrator';

/** What the rules about people say of all people, in the order of the rules. What services of AWS do by their roles is not looked at. */
export function accessFindings(
  model: Model, proof: AccessProof, nodes: readonly NodeInSight[], principals: readonly Principal[], reading: ReportReading,
): PreflightAccessFinding[] {
  // Of somebody who is elsewhere, what denies them something may be there as well.
  const people = principals.filter(principal => !principal.isElsewhere && isOfPeople(principal));
  if (people.length === 0) { return []; }
  const ofPeople = new PersonNodes(nodes);
  const found = people.map(principal => ({ principal, contexts: contextsOf(model, proof, ofPeople, principal) }));
  return ACCESS_RULES.flatMap(rule => found.flatMap(({ principal, contexts }) => {
    const findings = contexts.flatMap(context => isPartOfAll(rule, context) ? [] : context.findingsOf(rule));
    return distinct(findings).map(finding => report(rule, finding, principal, reading));
  }));
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
    nodes: nodes.in(environment, proof.asked(principal, environment)),
    sessionsWith: node => proof.of(principal, node),
    target: node => proof.target(principal, node),
    may: (calls, resource) => callsOutcome(model, person, calls, resource),
    findingsOf: rule => remembered(findings, rule, () => [...rule.check(context)]),
  };
  return context;
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
