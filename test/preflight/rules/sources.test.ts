import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const RULES = join(__dirname, '../../../lib/preflight/rules');
const SOURCES = readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'));

/** What a reader of templates calls the settings that rules speak of; a live account has none of these names, or uses them otherwise. */
const PROPERTIES = [
  'AllocationId', 'AssignIpv6AddressOnCreation', 'AssumeRolePolicyDocument', 'AssociatePublicIpAddress', 'ConnectivityType', 'DependsOn', 'EnableDns64',
  'EnableDnsHostnames', 'EnableDnsSupport', 'EventPattern', 'EventSelectors', 'IamInstanceProfile', 'Ipv6AddressCount', 'IsLogging', 'KeyPolicy', 'KmsKeyId', 'KmsMasterKeyId', 'KeySpec', 'ManagedPolicyArns', 'MapPublicIpOnLaunch',
  'MetadataOptions', 'MetricTransformations', 'PrivateDnsEnabled', 'RouteTableIds', 'SecurityGroupEgress', 'SecurityGroupIngress', 'SourceDestCheck', 'SubnetIds', 'TreatMissingData',
];

test('there are sources to look at', () => {
  expect(SOURCES.length).toBeGreaterThan(80);
});

test.each(SOURCES)('%s speaks of the model, not of templates', file => {
  const source = readFileSync(join(RULES, file), 'utf8');
  const words = new Set(source.match(/\bAWS::\w*|\b\w+\b/g));
  expect([...words].filter(word => word.startsWith('AWS::') || PROPERTIES.includes(word))).toEqual([]);
});
