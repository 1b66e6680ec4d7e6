import { spawnSync } from 'child_process';
import { join } from 'path';
import * as config from 'aws-cdk-lib/aws-config';
import { SessionComplianceRule, SessionComplianceRules } from '../../lib';
import { MANAGED_RULES, recordedTypesOf } from '../../lib/audit/managed-rules';
import { newStack, propertiesOf } from '../fixtures';
import { MotoServer } from '../http/moto-server';
import { pythonEnvironment } from '../python-environment';

const RULES = Object.entries(MANAGED_RULES);

/** What moto has read on the pages of AWS. */
interface MotoRule {
  readonly 'Resource Types': string;
  readonly 'Trigger type': string;
  readonly 'Parameters': { readonly Name: string; readonly Optional: boolean }[];
}

function rulesOfMoto(): Record<string, MotoRule> {
  const python = pythonEnvironment({ program: 'moto', requirements: join(__dirname, '../http/requirements.txt') });
  const print = 'import json; from moto.config.models import MANAGED_RULES_CONSTRAINTS as rules; print(json.dumps(rules))';
  const { stdout, stderr } = spawnSync(python, ['-c', print], { encoding: 'utf8', maxBuffer: Infinity });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('what moto knows of', () => {
  let known: Record<string, MotoRule>;
  beforeAll(() => { known = rulesOfMoto(); }, 300_000);

  test.each(RULES)('%s is the same', (_rule, { identifier, trigger, resourceTypes, inputParameters = {} }) => {
    const rule = known[identifier];
    expect(rule['Trigger type']).toBe(trigger);
    expect(rule['Resource Types'].split(', ')).toEqual(resourceTypes);
    expect(rule.Parameters.map(({ Name }) => Name)).toEqual(expect.arrayContaining(Object.keys(inputParameters)));
    expect(rule.Parameters.filter(({ Name, Optional }) => !Optional && !(Name in inputParameters))).toEqual([]);
  });
});

/** Not in the list of this version of the CDK, which has the older rules. */
const UNKNOWN_TO_CDK = ['VPC_SG_PORT_RESTRICTION_CHECK'];

test('the CDK knows all identifiers but one', () => {
  const known: string[] = Object.values(config.ManagedRuleIdentifiers);
  expect(RULES.map(([, { identifier }]) => identifier).filter(identifier => !known.includes(identifier))).toEqual(UNKNOWN_TO_CDK);
});

test('what the clock alone starts need not be recorded', () => {
  expect(recordedTypesOf(MANAGED_RULES[SessionComplianceRule.DOCUMENTS_NOT_PUBLIC])).toEqual([]);
  expect(recordedTypesOf(MANAGED_RULES[SessionComplianceRule.NO_OPEN_SSH])).toEqual(['AWS::EC2::SecurityGroup']);
});

describe('the API', () => {
  let moto: MotoServer;
  beforeAll(async () => { moto = await MotoServer.shared(); }, 300_000);

  /** AWS's SDK has a package for each service, and none of the library's calls AWS Config. */
  async function call(operation: string, body: object): Promise<any> {
    const response = await fetch(moto.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `StarlingDoveService.${operation}`,
        'Authorization': 'AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/config/aws4_request, SignedHeaders=host, Signature=test',
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return response.ok ? text && JSON.parse(text) : Promise.reject(new Error(`${response.status} ${text}`));
  }

  /** As CloudFormation calls it. */
  const put = ({ InputParameters, ...properties }: any, ConfigRuleName: string) => call('PutConfigRule', {
    ConfigRule: { ...properties, ConfigRuleName, ...InputParameters ? { InputParameters: JSON.stringify(InputParameters) } : {} },
  });

  const stack = newStack();
  new SessionComplianceRules(stack, 'Compliance');
  const templates = propertiesOf(stack, 'AWS::Config::ConfigRule').map((properties): [string, any] => [properties.Source.SourceIdentifier, properties]);

  test.each(templates)('takes %s as the template has it', async (identifier, properties) => {
    await put(properties, identifier);
    const { ConfigRules: [rule] } = await call('DescribeConfigRules', { ConfigRuleNames: [identifier] });
    expect(rule).toMatchObject({ ConfigRuleState: 'ACTIVE', Description: properties.Description, Source: properties.Source });
  });

  test('refuses what it does not know', async () => {
    const properties = (source: object, rest: object = {}) => ({ ...templates[0][1], Source: { Owner: 'AWS', ...source }, ...rest });
    await expect(put(properties({ SourceIdentifier: 'EC2_IMDSV3_CHECK' }), 'unknown')).rejects.toThrow('EC2_IMDSV3_CHECK');
    await expect(put(properties({ SourceIdentifier: 'VPC_SG_PORT_RESTRICTION_CHECK' }, { InputParameters: { ports: '22' } }), 'parameter')).rejects.toThrow('Unknown parameters');
  });
});
