// @ts-check
'use strict';

// The custom resource that checks a node in a real account. It calls StartSession itself and answers CloudFormation itself, and logs nothing: the
// provider of @aws-cdk/integ-tests-alpha logs every answer as it comes, and that of StartSession has the token that opens the session.
// Plain JavaScript, for it runs as it is: on Lambda's Node.js 22, with the AWS SDK that the runtime brings.

const { DescribeInstancesCommand, EC2Client } = require('@aws-sdk/client-ec2');
const { DescribeInstanceInformationCommand, SSMClient, StartSessionCommand, TerminateSessionCommand } = require('@aws-sdk/client-ssm');
const { setTimeout: sleep } = require('timers/promises');

/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html */
const GROUP_TAG = 'aws:autoscaling:groupName';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** An agent that finds its path at the first attempt is Online within two minutes of the boot; five minutes later it would be by a retry. */
const ONLINE_WITHIN_MINUTES = 4;

/** How often the agent pings unless it is told otherwise (`HealthFrequencyMinutes` in its README). */
const PING_INTERVAL = 5 * MINUTE;

/** A node that is Online may refuse sessions with TargetNotConnected for more than 90 seconds (jupyter-deploy#176). */
const CONNECTED_WITHIN = 3 * MINUTE;

const LOOK_EVERY = 15 * SECOND;

/** For now only: the node has no connection yet, IAM does not know the new role everywhere, or the account makes too many calls. */
const PASSES = new Set(['TargetNotConnected', 'AccessDeniedException', 'ThrottlingException']);

/** The SDK has no limit of its own, so that one lost answer would take all the time there is. */
const REQUEST = 5 * SECOND;
const requestHandler = { connectionTimeout: REQUEST, requestTimeout: REQUEST, throwOnRequestTimeout: true };

const ec2 = new EC2Client({ requestHandler });
const ssm = new SSMClient({ requestHandler });

/**
 * @typedef {object} Event of CloudFormation
 * @property {'Create' | 'Update' | 'Delete'} RequestType
 * @property {string} ResponseURL
 * @property {string} StackId
 * @property {string} RequestId
 * @property {string} LogicalResourceId
 * @property {Properties} ResourceProperties
 *
 * @typedef {object} Properties
 * @property {string} [InstanceId] the node
 * @property {string} [AutoScalingGroupName] the group, in the place of one node
 * @property {string} [DocumentName]
 * @property {string} [OnlineWithinMinutes]
 *
 * @typedef {import('@aws-sdk/client-ssm').InstanceInformation} InstanceInformation
 */

/** @param {Event} event */
exports.handler = async function handler(event) {
  const { LogicalResourceId, RequestId, StackId } = event;
  const answer = { LogicalResourceId, RequestId, StackId, PhysicalResourceId: LogicalResourceId, ...await outcome(event) };
  // As bytes, because the signature of the URL is for a request without a content type.
  const { ok, status } = await fetch(event.ResponseURL, { method: 'PUT', body: Buffer.from(JSON.stringify(answer)) });
  if (!ok) {
    // Lambda delivers the event again.
    throw new Error(`CloudFormation did not take the answer: ${status}`);
  }
};

/** @param {Event} event */
async function outcome({ RequestType, ResourceProperties }) {
  const { InstanceId, AutoScalingGroupName, DocumentName, OnlineWithinMinutes = String(ONLINE_WITHIN_MINUTES) } = ResourceProperties;
  if (RequestType === 'Delete') {
    return { Status: 'SUCCESS' };
  }
  try {
    const nodes = InstanceId ? [InstanceId] : await instancesOf(String(AutoScalingGroupName));
    const online = [];
    for (const node of nodes) {
      online.push(await waitUntilOnline(node, Number(OnlineWithinMinutes) * MINUTE));
    }
    const SessionId = await startAndEnd(nodes[0], DocumentName);
    // What integ-runner takes for a passed assertion.
    return { Status: 'SUCCESS', Data: { assertion: JSON.stringify({ status: 'success' }), Online: online.join(', '), SessionId } };
  } catch (error) {
    return { Status: 'FAILED', Reason: messageOf(error) };
  }
}

/**
 * Those that run. CloudFormation waits until a group has all that it wants.
 *
 * @param {string} group
 */
async function instancesOf(group) {
  const until = Date.now() + CONNECTED_WITHIN;
  const filters = [{ Name: `tag:${GROUP_TAG}`, Values: [group] }, { Name: 'instance-state-name', Values: ['running'] }];
  for (;;) {
    try {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: filters }));
      const ids = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => String(InstanceId)));
      if (ids.length === 0) {
        throw new Error(`no instance of ${group} runs`);
      }
      return ids;
    } catch (error) {
      if (Date.now() >= until) {
        throw error;
      }
    }
    await sleep(LOOK_EVERY);
  }
}

/**
 * How soon after its launch the node was Online. The time of the launch counts, since the assertion stack is created after the node.
 *
 * @param {string} InstanceId
 * @param {number} within
 */
async function waitUntilOnline(InstanceId, within) {
  const started = Date.now();
  let launched = started;
  let firstLook;
  for (;;) {
    const look = await lookAt(InstanceId);
    launched = look.launched ?? launched;
    firstLook ??= look.answered ? Date.now() - launched : undefined;
    if (firstLook !== undefined && look.node?.PingStatus === 'Online') {
      return comparedWithLaunch(look.node, launched, firstLook, within);
    }
    if (Date.now() - (look.answered ? launched : started) >= within) {
      throw new Error(`${InstanceId} was not Online ${seconds(within)} after its launch: ${look.seen}`);
    }
    await sleep(LOOK_EVERY);
  }
}

/**
 * A call that fails is no verdict on the node: the next look may see it.
 *
 * @param {string} InstanceId
 */
async function lookAt(InstanceId) {
  let launched;
  try {
    launched = await launchOf(InstanceId);
    const node = await informationOf(InstanceId);
    return { answered: true, launched, node, seen: node ? `its ping status is ${node.PingStatus}` : 'it is not registered' };
  } catch (error) {
    return { answered: false, launched, seen: messageOf(error) };
  }
}

/**
 * `RegistrationDate` is there for hybrid nodes; records of EC2 instances do not have it. Their first ping is their registration, and the last one is
 * the first until they ping again.
 *
 * @param {InstanceInformation} node
 * @param {number} launched
 * @param {number} firstLook after the launch
 * @param {number} within
 */
function comparedWithLaunch({ InstanceId, LastPingDateTime, RegistrationDate }, launched, firstLook, within) {
  const registered = RegistrationDate ?? LastPingDateTime;
  const after = Number(registered) - launched;
  if (after <= within) {
    return `${seconds(after)} after its launch`;
  }
  if (!RegistrationDate && firstLook >= PING_INTERVAL) {
    return `not measured: the first look was ${seconds(firstLook)} after its launch, and the ping of that time need not be the first`;
  }
  throw new Error(`${InstanceId} registered ${seconds(after)} after its launch, later than ${seconds(within)}: not at the agent's first attempt`);
}

/**
 * The launch that `LaunchTime` names is the last one; the node was not stopped since its first.
 *
 * @param {string} InstanceId
 */
async function launchOf(InstanceId) {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [InstanceId] }));
  const launched = Reservations?.[0]?.Instances?.[0]?.LaunchTime;
  if (!launched) {
    throw new Error(`EC2 does not tell when ${InstanceId} was launched`);
  }
  return launched.getTime();
}

/**
 * @param {string} InstanceId
 * @returns {Promise<InstanceInformation | undefined>}
 */
async function informationOf(InstanceId) {
  const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [InstanceId] }] }));
  return InstanceInformationList?.[0];
}

/**
 * Proves that the document, the node and the grant let a session start. Without the session-manager-plugin nothing opens its data channel, so no shell
 * runs, no key is used and nothing is logged.
 *
 * @param {string} Target
 * @param {string | undefined} DocumentName
 */
async function startAndEnd(Target, DocumentName) {
  const SessionId = await startedSession(Target, DocumentName);
  try {
    await ssm.send(new TerminateSessionCommand({ SessionId }));
  } catch (error) {
    throw new Error(`the session ${SessionId} started and could not be ended: ${messageOf(error)}`);
  }
  return SessionId;
}

/**
 * @param {string} Target
 * @param {string | undefined} DocumentName
 */
async function startedSession(Target, DocumentName) {
  const until = Date.now() + CONNECTED_WITHIN;
  for (;;) {
    try {
      // Nothing else is taken from the answer, which has the token.
      const { SessionId } = await ssm.send(new StartSessionCommand({ Target, DocumentName }));
      return SessionId;
    } catch (error) {
      if (!PASSES.has(/** @type {Error} */ (error).name) || Date.now() >= until) {
        throw new Error(`no session to ${Target} started with ${DocumentName ?? 'the default document'}: ${messageOf(error)}`);
      }
    }
    await sleep(LOOK_EVERY);
  }
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return `${Math.round(milliseconds / SECOND)} s`;
}

/** @param {unknown} error */
function messageOf(error) {
  const { name, message } = /** @type {Error} */ (error);
  return name === 'Error' ? message : `${name}: ${message}`;
}
