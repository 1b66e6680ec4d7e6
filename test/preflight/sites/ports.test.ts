import { changed, ec2, https, judge, ref, SITES } from './site';
import { parseYaml } from '../../../lib/preflight/readers/cloudformation/parse/yaml-template';

const groupWith = (rule: object) => ({ Group: changed(SITES['nat-gateway'], 'Group', { SecurityGroupEgress: [{ ...https(), ...rule }] }) });
const unknown = ['UNKNOWN', 'UNKNOWN SSM-NET-003 Group'];
const blocked = ['BLOCKED', 'BLOCKED SSM-NET-003 Group'];
const connects = ['CONNECTS'];

/** A port as YAML has it. */
const yaml = (text: string) => parseYaml(`Port: ${text}`, 'template.yaml') as { readonly Port: unknown };

test.each<[string, object, string[]]>([
  ['numbers', { FromPort: 443, ToPort: 443 }, connects],
  ['texts', { FromPort: '443', ToPort: '443' }, connects],
  ['a range', { FromPort: 0, ToPort: 65535 }, connects],
  ['all ports of all protocols', { IpProtocol: -1, FromPort: undefined, ToPort: undefined }, connects],
  ['-1 for all protocols', { IpProtocol: '-1', FromPort: -1, ToPort: -1 }, connects],
  ['the number of TCP', { IpProtocol: 6 }, connects],
  ['another port', { FromPort: 444, ToPort: 444 }, blocked],
  ['an octal number in YAML', { FromPort: yaml('0443').Port, ToPort: yaml('0443').Port }, unknown],
  ['an octal number at one end', { FromPort: yaml('0443').Port, ToPort: 65535 }, unknown],
  ['a leading zero in quotes, of which nothing says how it is read', { FromPort: yaml('"0443"').Port, ToPort: yaml('\'0443\'').Port }, unknown],
  ['a hexadecimal number in YAML', { FromPort: yaml('0x1BB').Port, ToPort: yaml('0x1BB').Port }, unknown],
  ['a number with an underscore in YAML', { FromPort: yaml('4_43').Port, ToPort: 443 }, unknown],
  ['a quoted number in YAML', { FromPort: yaml('"443"').Port, ToPort: yaml('443').Port }, connects],
  ['a fraction', { FromPort: '443.5', ToPort: '443.5' }, unknown],
  ['spaces', { FromPort: ' 443', ToPort: '443 ' }, unknown],
  ['a name', { FromPort: 'https', ToPort: 'https' }, unknown],
  ['a list', { FromPort: '80,443', ToPort: '80,443' }, unknown],
  ['no text', { FromPort: '', ToPort: '' }, unknown],
  ['a port beyond the last', { FromPort: 443, ToPort: 65536 }, unknown],
  ['a port below the first', { FromPort: -2, ToPort: 443 }, unknown],
  ['a range the wrong way', { FromPort: 500, ToPort: 443 }, unknown],
  ['-1 for TCP, which EC2 refuses', { FromPort: -1, ToPort: -1 }, unknown],
  ['only the first port, which EC2 refuses', { ToPort: undefined }, unknown],
  ['only the last port, which EC2 refuses', { FromPort: undefined }, unknown],
  ['no ports for TCP, which EC2 refuses', { FromPort: undefined, ToPort: undefined }, unknown],
])('a security group rule with %s', (_, rule, expected) => {
  expect(judge('nat-gateway', groupWith(rule))).toEqual(expected);
});

const acl = (entry: object) => ({
  Acl: ec2('NetworkAcl', { VpcId: ref('Vpc') }),
  UnderAcl: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl') }),
  In: ec2('NetworkAclEntry', { NetworkAclId: ref('Acl'), RuleNumber: 100, RuleAction: 'allow', Protocol: -1, CidrBlock: '0.0.0.0/0' }),
  AclOut: ec2('NetworkAclEntry', { NetworkAclId: ref('Acl'), Egress: true, RuleNumber: 100, RuleAction: 'allow', Protocol: 6, CidrBlock: '0.0.0.0/0', PortRange: { From: 443, To: 443 }, ...entry }),
});

test.each<[string, object, string[]]>([
  ['numbers', {}, connects],
  ['texts', { PortRange: { From: '443', To: '443' }, RuleNumber: '100', Protocol: '6' }, connects],
  ['all protocols', { Protocol: -1, PortRange: undefined }, connects],
  ['another port', { PortRange: { From: 80, To: 80 } }, ['BLOCKED', 'BLOCKED SSM-NET-004 Acl']],
  ['an octal port', { PortRange: { From: '0443', To: '0443' } }, ['UNKNOWN', 'UNKNOWN SSM-NET-004 AclOut']],
  ['an octal rule number, where no other entry counts', { RuleNumber: '0100' }, connects],
  ['a port beyond the last', { PortRange: { From: 443, To: 70000 } }, ['UNKNOWN', 'UNKNOWN SSM-NET-004 AclOut']],
  ['one end', { PortRange: { From: 443 } }, ['UNKNOWN', 'UNKNOWN SSM-NET-004 AclOut']],
  ['no ports for TCP, which EC2 refuses', { PortRange: undefined }, ['UNKNOWN', 'UNKNOWN SSM-NET-004 AclOut']],
  ['a name', { PortRange: { From: 'https', To: 'https' } }, ['UNKNOWN', 'UNKNOWN SSM-NET-004 AclOut']],
])('a network ACL entry with %s', (_, entry, expected) => {
  expect(judge('nat-gateway', acl(entry))).toEqual(expected);
});

test.each(Object.keys(SITES) as (keyof typeof SITES)[])('the site %s is as it is meant', name => {
  expect(judge(name, {})).toEqual(name === 'isolated' ? ['BLOCKED', 'BLOCKED SSM-NET-006 Table'] : connects);
});
