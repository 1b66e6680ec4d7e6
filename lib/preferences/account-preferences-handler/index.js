// @ts-check
'use strict';

// The custom resource behind AccountSessionPreferences. Plain JavaScript, for it runs as it is: on Lambda's Node.js 22, with the AWS SDK
// that the runtime brings. It answers CloudFormation itself: a framework in between would have no answer for a function that dies, and
// would keep the deletion after it to itself.

const { SSMClient } = require('@aws-sdk/client-ssm');
const { AccountPreferences } = require('./account-preferences');
const { OwnershipRecord } = require('./ownership-record');
const { Lost, SessionDocument } = require('./session-document');
const { answer } = require('../../core/custom-resource-handler/answer');
const { AwsApi, isRefused } = require('../../core/custom-resource-handler/aws-api');

/** The shares of the function's time after which the work, and the undoing of it, end; the rest is for the answer. */
const WORK = 0.6;
const UNDO = 0.9;

/** Ten seconds of a function's four minutes. */
const REQUEST = 1 / 24;

/**
 * @typedef {import('./account-preferences').Event & { ResponseURL: string }} Event
 * @typedef {import('../../core/custom-resource-handler/answer').Outcome} Outcome
 *
 * @typedef {object} Context of Lambda
 * @property {() => number} getRemainingTimeInMillis
 * @property {string} logGroupName
 * @property {string} logStreamName
 */

/**
 * @param {Event} event
 * @param {Context} context
 */
exports.handler = async function handler(event, context) {
  const time = context.getRemainingTimeInMillis();
  const start = Date.now();
  const ssm = new AwsApi(SSMClient, 'Systems Manager', start + time * (event.RequestType === 'Create' ? WORK : UNDO), time * REQUEST);
  const document = new SessionDocument(ssm, event.ResourceProperties.DocumentName);
  const preferences = new AccountPreferences(event, document, new OwnershipRecord(ssm, event.ResourceProperties.RecordName));
  const outcome = await attempt(event, preferences, () => { ssm.until = start + time * UNDO; });
  if (outcome.Reason) {
    console.error(outcome.Reason);
  }
  await answer(event, outcome, `the log stream ${context.logStreamName} of ${context.logGroupName}`, time * REQUEST / 2);
};

/**
 * @param {Event} event
 * @param {InstanceType<typeof AccountPreferences>} preferences
 * @param {() => void} useAllTime
 * @returns {Promise<Outcome>}
 */
async function attempt({ RequestType }, preferences, useAllTime) {
  const { physicalId: PhysicalResourceId } = preferences;
  try {
    switch (RequestType) {
      case 'Create':
        return { Status: 'SUCCESS', PhysicalResourceId, Data: { DocumentVersion: await preferences.create() } };
      case 'Update':
        return { Status: 'SUCCESS', PhysicalResourceId, Data: { DocumentVersion: await preferences.update() } };
      case 'Delete':
        await preferences.delete();
        return { Status: 'SUCCESS', PhysicalResourceId };
    }
  } catch (error) {
    useAllTime();
    return RequestType === 'Create' ? undone(preferences, error) : failed(preferences, error, RequestType);
  }
}

/**
 * @param {InstanceType<typeof AccountPreferences>} preferences
 * @param {unknown} error
 * @returns {Promise<Outcome>}
 */
async function undone(preferences, error) {
  const { record, nothing, physicalId } = preferences;
  try {
    const version = await preferences.undoCreate(error);
    return version === undefined
      ? { Status: 'FAILED', PhysicalResourceId: nothing, Reason: text(error) }
      : { Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: { DocumentVersion: version } };
  } catch (second) {
    const { recorded } = preferences;
    if (!recorded && isRefused(second)) {
      return { Status: 'FAILED', PhysicalResourceId: nothing, Reason: text(error) };
    }
    const where = recorded && !(second instanceof Lost) ? `; it is in the SSM parameter ${record.name}` : '';
    return {
      Status: 'FAILED',
      PhysicalResourceId: physicalId,
      Reason: `${text(error)}. What was there before could not be put back${reached(preferences)}: ${text(second)}${where}. CloudFormation tries again when it deletes the resource`,
    };
  }
}

/**
 * @param {InstanceType<typeof AccountPreferences>} preferences
 * @param {unknown} error
 * @param {'Update' | 'Delete'} requestType
 * @returns {Outcome}
 */
function failed(preferences, error, requestType) {
  const { record, recorded, physicalId, leftNothing } = preferences;
  if (requestType === 'Delete' && leftNothing && isRefused(error)) {
    // Its creation failed because it may not do this, and left nothing.
    return { Status: 'SUCCESS', PhysicalResourceId: physicalId };
  }
  const where = requestType === 'Delete' && recorded && !(error instanceof Lost) ? `. What was in force before is in the SSM parameter ${record.name}` : '';
  return { Status: 'FAILED', PhysicalResourceId: physicalId, Reason: `${text(error)}${reached(preferences)}${where}` };
}

/** @param {InstanceType<typeof AccountPreferences>} preferences */
function reached({ document }) {
  return document.reached.length > 0 ? ` (until then: ${document.reached.join(', ')})` : '';
}

/** @param {unknown} error */
function text(error) {
  return error instanceof Error ? error.message : String(error);
}
