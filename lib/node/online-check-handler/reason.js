// @ts-check
'use strict';

const { isTooOld } = require('./readiness');

/**
 * @typedef {object} Facts of a node that is not ready
 * @property {import('./nodes').Node} node
 * @property {import('./instances').Instance} [instance] missing where there is none, or where nobody knows
 * @property {boolean} isMissing whether EC2 certainly has no such instance
 * @property {import('./instances').Console} [output]
 */

/** Of how many nodes everything is told. Of the others their ids have to do, and the rest is in the log. */
const MAX_TOLD = 3;

const MAX_NAMED = 10;

/** The whole answer to CloudFormation has 4096 bytes, with ids and ARNs, a URL of the framework's and a stack trace. */
const MAX_REASON = 2000;

/**
 * Why the check failed, and what to look at, in one line of ASCII.
 *
 * @param {string[]} groups what is told of groups
 * @param {string} headline of the nodes
 * @param {Facts[]} facts
 * @param {string} [minimumAgent]
 */
function reasonOf(groups, headline, facts, minimumAgent) {
  const others = facts.slice(MAX_TOLD).map(({ node }) => node.id);
  const named = others.length > MAX_NAMED ? [...others.slice(0, MAX_NAMED), `${others.length - MAX_NAMED} more`] : others;
  const told = facts.slice(0, MAX_TOLD).map(each => `${each.node.id} ${tell(each, minimumAgent)}`);
  const text = [...groups, ...told.length > 0 ? [`${headline}: ${told.join(' | ')}`] : [], ...named.length > 0 ? [`Also: ${named.join(', ')}.`] : []].join(' ');
  const ascii = text.replace(/\s/g, ' ').replace(/[^ -~]/g, '?');
  return ascii.length > MAX_REASON ? `${ascii.slice(0, MAX_REASON - 3)}...` : ascii;
}

/**
 * @param {Facts} facts
 * @param {string} [minimumAgent]
 */
function tell(facts, minimumAgent) {
  const { output } = facts;
  const lines = output && output.lines.length > 0 ? ` Console: ${output.lines.map(line => `"${line}"`).join(' ')}` : output?.failure ? ` (${output.failure}.)` : '';
  return `${[...ofInstance(facts), ...ofNode(facts, minimumAgent)].join(', ')}. ${adviceFor(facts, minimumAgent)}${lines}`;
}

/** @param {Facts} facts */
function ofInstance({ instance, isMissing }) {
  if (isMissing) { return ['is not there']; }
  if (!instance) { return []; }
  const { state = 'in no known state', why, profile } = instance;
  return [`is ${state}${why && state !== 'running' ? ` (${why})` : ''}`, profile ? `has instance profile ${profile}` : 'has no instance profile'];
}

/**
 * @param {Facts} facts
 * @param {string} [minimumAgent]
 */
function ofNode({ node }, minimumAgent) {
  const { ping, lastPing, agent, connection, failure } = node;
  return [
    ...ping ? [`its ping status is ${ping}, the last ping ${lastPing?.toISOString() ?? 'unknown'}`] : failure ? [] : ['has never registered with Systems Manager'],
    ...agent ? [`its agent is ${agent}${isTooOld(node, minimumAgent) ? `, older than ${minimumAgent}` : ''}`] : [],
    ...connection ? [`Session Manager says ${connection}`] : [],
    ...failure ? [failure] : [],
  ];
}

/**
 * @param {Facts} facts
 * @param {string} [minimumAgent]
 */
function adviceFor({ node, instance, isMissing }, minimumAgent) {
  const { ping, failure, connection } = node;
  if (failure) { return 'Look at what the check may do, and deploy again.'; }
  if (isMissing || (instance?.state && instance.state !== 'running')) { return 'Look at why it does not run.'; }
  if (!ping && instance && !instance.profile) { return 'Look at its instance profile, or at Default Host Management.'; }
  if (!ping) { return 'Look at the policies of its role, at its way to ssm and ssmmessages on TCP 443, and at whether its image has the SSM Agent.'; }
  if (ping !== 'Online') { return 'Look at whether the SSM Agent still runs, and at its way to ssm on TCP 443.'; }
  if (isTooOld(node, minimumAgent)) { return 'Look at the update of the SSM Agent (AWS-UpdateSSMAgent).'; }
  return connection === 'connected'
    ? 'It was ready at the last look, and not at all of them: look at whether the SSM Agent restarts.'
    : 'Look at its way to ssmmessages on TCP 443, and at the ssmmessages actions of its role.';
}

module.exports = { reasonOf };
