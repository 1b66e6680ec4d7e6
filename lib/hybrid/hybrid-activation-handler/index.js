// @ts-check
'use strict';

// The function behind HybridActivation. Plain JavaScript, for it runs as it is: on Lambda's Node.js 22, with the AWS SDK that the runtime brings.
// CloudFormation calls it for the custom resource, and a rule of EventBridge to renew the activation. The code of an activation is a secret: it goes
// from Systems Manager into Secrets Manager, and nowhere else.

const { SSMClient } = require('@aws-sdk/client-ssm');
const { SecretsManagerClient } = require('@aws-sdk/client-secrets-manager');
const { ActivationCode } = require('./activation-code');
const { Activations } = require('./activations');
const { allowSessions } = require('./instance-tier');
const { Renewal } = require('./renewal');
const { answer } = require('../../core/custom-resource-handler/answer');
const { AwsApi, isRefused } = require('../../core/custom-resource-handler/aws-api');

/** The share of the function's time after which the work ends; the rest is for the answer. */
const WORK = 0.8;

/** Ten seconds of a function's four minutes. */
const REQUEST = 1 / 24;

/** At the end of the physical id of a creation that left nothing. */
const NOTHING = '/nothing';

/**
 * @typedef {import('../../core/custom-resource-handler/answer').Outcome} Outcome
 *
 * @typedef {object} Properties what the construct passes
 * @property {string} SecretArn
 * @property {string} Settings of the activation, as JSON
 * @property {'true'} [AdvancedInstances] whether the account's tier is to allow sessions outside EC2
 *
 * @typedef {object} Request of CloudFormation
 * @property {'Create' | 'Update' | 'Delete'} RequestType
 * @property {string} RequestId
 * @property {string} ResponseURL
 * @property {string} StackId
 * @property {string} LogicalResourceId
 * @property {string} [PhysicalResourceId]
 * @property {Properties} ResourceProperties
 *
 * @typedef {{ RequestType?: undefined, SecretArn: string }} Schedule what the rule passes
 *
 * @typedef {object} Context of Lambda
 * @property {() => number} getRemainingTimeInMillis
 * @property {string} logGroupName
 * @property {string} logStreamName
 */

/**
 * @param {Request | Schedule} event
 * @param {Context} context
 */
exports.handler = async function handler(event, context) {
  const time = context.getRemainingTimeInMillis();
  const until = Date.now() + time * WORK;
  const ssm = new AwsApi(SSMClient, 'Systems Manager', until, time * REQUEST);
  const secrets = new AwsApi(SecretsManagerClient, 'Secrets Manager', until, time * REQUEST);
  if (event.RequestType === undefined) {
    await renew(renewalOf(ssm, secrets, event.SecretArn));
    return;
  }
  const outcome = await attempt(event, ssm, renewalOf(ssm, secrets, event.ResourceProperties.SecretArn));
  if (outcome.Reason) {
    console.error(outcome.Reason);
  }
  await answer(event, outcome, `the log stream ${context.logStreamName} of ${context.logGroupName}`, time * REQUEST / 2);
};

/**
 * @param {InstanceType<typeof AwsApi>} ssm
 * @param {InstanceType<typeof AwsApi>} secrets
 * @param {string} secretArn
 */
function renewalOf(ssm, secrets, secretArn) {
  return new Renewal(new Activations(ssm, secretArn), new ActivationCode(secrets, secretArn));
}

/** @param {InstanceType<typeof Renewal>} renewal */
async function renew(renewal) {
  try {
    await renewal.renew();
  } catch (error) {
    // Lambda writes all of an error into the log, and one of the SDK may carry the answer that it is about.
    throw new Error(text(renewal, error));
  }
}

/**
 * @param {Request} request
 * @param {InstanceType<typeof AwsApi>} ssm
 * @param {InstanceType<typeof Renewal>} renewal
 * @returns {Promise<Outcome>}
 */
async function attempt(request, ssm, renewal) {
  const { RequestType, RequestId, PhysicalResourceId = `hybrid-activation/${RequestId}`, ResourceProperties: { Settings, AdvancedInstances } } = request;
  try {
    if (RequestType === 'Delete') {
      await renewal.remove();
    } else {
      if (AdvancedInstances === 'true') {
        await allowSessions(ssm);
      }
      await renewal.ensure(JSON.parse(Settings), RequestId);
    }
    return { Status: 'SUCCESS', PhysicalResourceId: idAfter(request, PhysicalResourceId) };
  } catch (error) {
    return failed(RequestType, PhysicalResourceId, renewal, error);
  }
}

/**
 * Another id after an update that moved to another secret, so that CloudFormation has the activations of the last one deleted.
 *
 * @param {Request & { OldResourceProperties?: Properties }} request
 * @param {string} physicalId
 */
function idAfter({ RequestType, RequestId, ResourceProperties, OldResourceProperties }, physicalId) {
  const isMoved = RequestType === 'Update' && OldResourceProperties?.SecretArn !== ResourceProperties.SecretArn;
  return isMoved ? `hybrid-activation/${RequestId}` : physicalId;
}

/**
 * @param {Request['RequestType']} requestType
 * @param {string} physicalId
 * @param {InstanceType<typeof Renewal>} renewal
 * @param {unknown} error
 * @returns {Outcome}
 */
function failed(requestType, physicalId, renewal, error) {
  if (requestType === 'Delete' && physicalId.endsWith(NOTHING) && isRefused(error)) {
    // Its creation failed because it may not do this, and left nothing.
    return { Status: 'SUCCESS', PhysicalResourceId: physicalId };
  }
  const leftNothing = requestType === 'Create' && !renewal.activations.mayHaveMade;
  return { Status: 'FAILED', PhysicalResourceId: leftNothing ? physicalId + NOTHING : physicalId, Reason: text(renewal, error) };
}

/**
 * What went wrong, without a code.
 *
 * @param {InstanceType<typeof Renewal>} renewal
 * @param {unknown} error
 */
function text(renewal, error) {
  return renewal.conceal(error instanceof Error ? error.message : String(error));
}
