// @ts-check
'use strict';

const { GetServiceSettingCommand, UpdateServiceSettingCommand } = require('@aws-sdk/client-ssm');

const SETTING = '/ssm/managed-instance/activation-tier';
const ADVANCED = 'advanced';

/**
 * Turns the account's tier on that allows sessions outside EC2. Others of the account may rely on it afterwards, so nothing turns it off.
 *
 * @param {InstanceType<typeof import('../../core/custom-resource-handler/aws-api').AwsApi>} ssm
 */
async function allowSessions(ssm) {
  const { ServiceSetting } = await ssm.send(new GetServiceSettingCommand({ SettingId: SETTING }));
  if (ServiceSetting?.SettingValue !== ADVANCED) {
    await ssm.send(new UpdateServiceSettingCommand({ SettingId: SETTING, SettingValue: ADVANCED }));
    console.log('Turned the advanced-instances tier of this account and region on');
  }
}

module.exports = { allowSessions };
