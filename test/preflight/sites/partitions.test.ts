import { changed, nodeIn, ref, Resources, SITES, templateOf } from './site';

const REGIONS = [
  ['eu-west-1', 'amazonaws.com', 'com.amazonaws'],
  ['cn-north-1', 'amazonaws.com.cn', 'cn.com.amazonaws'],
  ['us-gov-west-1', 'amazonaws.com', 'com.amazonaws'],
  ['us-iso-east-1', 'c2s.ic.gov', 'gov.ic.c2s'],
  ['us-isob-east-1', 'sc2s.sgov.gov', 'gov.sgov.sc2s'],
  ['eu-isoe-west-1', 'cloud.adc-e.uk', 'uk.adc-e.cloud'],
  ['us-isof-south-1', 'csp.hci.ic.gov', 'gov.ic.hci.csp'],
  ['eusc-de-east-1', 'amazonaws.eu', 'eu.amazonaws'],
];

function judged(region: string, site: 'endpoints' | 'nat-gateway', changes: Resources): string[] {
  const Role = changed(SITES[site], 'Role', { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore' }] });
  const { verdict, findings } = nodeIn(templateOf(site, { Role, ...changes }), { region });
  return [verdict, ...findings.filter(({ severity }) => String(severity) !== 'WARNING').map(({ ruleId, logicalId }) => `${ruleId} ${logicalId}`)];
}

const endpoints = (prefix: string, region: string) => ({
  Ssm: changed(SITES.endpoints, 'Ssm', { ServiceName: `${prefix}.${region}.ssm` }),
  Messages: changed(SITES.endpoints, 'Messages', { ServiceName: `${prefix}.${region}.ssmmessages` }),
});

describe.each(REGIONS)('%s', (region, suffix, prefix) => {
  test.each([prefix, 'com.amazonaws'])('has endpoints whose names begin with %s', each => {
    expect(judged(region, 'endpoints', endpoints(each, region))).toEqual(['CONNECTS']);
  });

  test('has no endpoints of a company', () => {
    expect(judged(region, 'endpoints', endpoints('com.example', region))[0]).toBe('BLOCKED');
  });

  test('has records of a zone out of sight for its names', () => {
    const record = (name: string) => ({ Record: { Type: 'AWS::Route53::RecordSet', Properties: { HostedZoneId: 'Z0123456789', Name: name, Type: 'A', TTL: '60', ResourceRecords: ['10.0.0.9'] } } });
    expect(judged(region, 'nat-gateway', record(`ssm.${region}.${suffix}`))).toEqual(['UNKNOWN', 'SSM-END-013 Record']);
    expect(judged(region, 'nat-gateway', record('ssm.example.com'))).toEqual(['CONNECTS']);
  });

  test('has a private hosted zone for its names', () => {
    const zone = { Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: `ssm.${region}.${suffix}`, VPCs: [{ VPCId: ref('Vpc'), VPCRegion: region }] } } };
    expect(judged(region, 'nat-gateway', zone)).toEqual(['BLOCKED', 'SSM-END-014 Zone']);
  });
});
