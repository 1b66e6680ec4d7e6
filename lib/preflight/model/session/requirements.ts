import { Capability } from './capability';
import { isKnown, Known } from '../known';
import { SessionDocumentInputs, Call, Requirement } from './requirement';
import {
  AGENT_DOWNLOAD_ACTIONS, LOG_BUCKET_CHECK_ACTION, LOG_EVENTS_ACTIONS, LOG_GROUP_SEARCH_ACTIONS, LOG_STREAM_SETUP_ACTIONS, LOG_UPLOAD_ACL,
  SESSION_KEY_ACTIONS,
} from '../../../agent/actions';
import { agentBucketNames } from '../../../agent/buckets';
import { ENDPOINT_SERVICES, ServiceNeed, SESSION_CAPABILITIES as EVERY_SESSION } from '../../../agent/endpoint-services';
import { Environment } from '../node';
import { gap, opaque } from '../symbolic-text';

/** The capabilities that every session takes part in: without a channel there is none of them. */
export const SESSION_CAPABILITIES: Capability[] = [...EVERY_SESSION];

/** What a node calls, by capability; docs/agent-contract.md, sections 4 and 6. */
export function requirementsOf(
  environment: Environment, document: Known<SessionDocumentInputs | undefined>, { oldAgent }: { readonly oldAgent: boolean },
): Requirement[] {
  const requirements: Requirement[] = [
    ...requirementsFor('session', anywhere),
    { service: 's3', capabilities: ['AGENT_UPDATE'], calls: agentDownloads(environment), anonymous: true },
  ];
  if (oldAgent) {
    requirements.push(...requirementsFor('legacyAgent', () => []));
  }
  if (!isKnown(document) || document === undefined) {
    return requirements;
  }
  const { bucket, prefix, bucketEncryption, logGroup, key } = document;
  if (isKnown(bucket) && bucket !== undefined) {
    const checks = bucketEncryption === false ? [] : [bucketCheck(environment, bucket)];
    requirements.push(...requirementsFor('bucket', () => [upload(environment, bucket, isKnown(prefix) ? prefix : gap(prefix.reason)), ...checks]));
  }
  if (isKnown(logGroup) && logGroup !== undefined) {
    requirements.push(...requirementsFor('logGroup', () => logCalls(environment, logGroup)));
  }
  if (isKnown(key) && key !== undefined) {
    requirements.push(...requirementsFor('encryptionKey', () => [openSession(key)]));
  }
  return requirements;
}

function requirementsFor(need: ServiceNeed, callsOf: (actions: readonly string[]) => Call[]): Requirement[] {
  return ENDPOINT_SERVICES
    .filter(({ neededFor }) => neededFor === need)
    .map(({ name, capabilities, actions }) => ({ service: name, capabilities, calls: callsOf(actions) }));
}

/** The object that a session leaves: the prefix, cleaned as the agent does, and the id of the session. */
export function upload({ partition }: Environment, bucket: string, prefix: string): Call {
  const folder = prefix.replace(/\/+$/, '');
  return {
    action: 's3:PutObject',
    resource: `arn:${partition}:s3:::${bucket}/${folder === '' ? '' : `${folder}/`}${SESSION_ID}.log`,
    context: new Map([['s3:x-amz-acl', LOG_UPLOAD_ACL]]),
    // How the object is encrypted is left to the bucket.
    absentKeys: ['s3:x-amz-server-side-encryption', 's3:x-amz-server-side-encryption-aws-kms-key-id'],
  };
}

export function bucketCheck({ partition }: Environment, bucket: string): Call {
  return { action: LOG_BUCKET_CHECK_ACTION, resource: `arn:${partition}:s3:::${bucket}` };
}

/**
 * The search is authorized on a group and a stream without a name, so `log-group:*` allows it, and the ARN of one group does not.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/8804
 */
export function logGroupSearch(environment: Environment): Call[] {
  return LOG_GROUP_SEARCH_ACTIONS.map(action => ({ action, resource: `${logGroupArn(environment, '')}:log-stream:` }));
}

export function logStreamSetup(environment: Environment, logGroup: string): Call[] {
  const resource = `${logGroupArn(environment, logGroup)}:log-stream:${SESSION_ID}`;
  return LOG_STREAM_SETUP_ACTIONS.map(action => ({ action, resource: action === 'logs:DescribeLogStreams' ? `${logGroupArn(environment, logGroup)}:log-stream:` : resource }));
}

export function logEvents(environment: Environment, logGroup: string): Call[] {
  return LOG_EVENTS_ACTIONS.map(action => ({ action, resource: `${logGroupArn(environment, logGroup)}:log-stream:${SESSION_ID}` }));
}

/** On the node's side of the handshake. */
export function openSession(keyArn: string): Call {
  return {
    action: SESSION_KEY_ACTIONS[0],
    resource: keyArn,
    context: new Map<string, string | readonly string[]>([
      ['kms:encryptioncontext:aws:ssm:sessionid', SESSION_ID],
      // Opaque would be equal to no id that a policy gives, the node's own included.
      ['kms:encryptioncontext:aws:ssm:targetid', gap('the id of the node is that of the instance')],
      // The last one since agent 3.3.808.
      ['kms:encryptioncontextkeys', ['aws:ssm:SessionId', 'aws:ssm:TargetId', 'aws:ssm:RandomChallenge']],
    ]),
    // No service calls for the agent.
    absentKeys: ['kms:viaservice'],
  };
}

/** Nobody knows it before the session. */
const SESSION_ID = opaque('session');

function logCalls(environment: Environment, logGroup: string): Call[] {
  return [...logGroupSearch(environment), ...logStreamSetup(environment, logGroup), ...logEvents(environment, logGroup)];
}

function logGroupArn({ partition, region, account }: Environment, logGroup: string): string {
  return `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}`;
}

function agentDownloads({ partition, region }: Environment): Call[] {
  const [downloads] = agentBucketNames(region);
  return AGENT_DOWNLOAD_ACTIONS.map(action => ({ action, resource: `arn:${partition}:s3:::${downloads}/latest/VERSION` }));
}

function anywhere(actions: readonly string[]): Call[] {
  return actions.map(action => ({ action, resource: '*' }));
}
