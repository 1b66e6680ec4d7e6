import { a, ec2, known, modelWith, perhaps, reason, ref, SECRET } from './reading';
import { Environment } from '../../../../../lib/preflight/model/node';
import { opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { readObject } from '../../../../../lib/preflight/readers/cloudformation/parse/read-input';
import { Indices, mayMeet, Once } from '../../../../../lib/preflight/readers/cloudformation/to-model/indices';
import { entriesOf } from '../../../../../lib/preflight/readers/cloudformation/to-model/prefix-lists';

const IRELAND: Environment = { region: 'eu-west-1', account: '1', partition: 'aws', urlSuffix: 'amazonaws.com' };

test('two environments may be one if a part of one is unknown', () => {
  const anywhere = { ...IRELAND, region: opaque('AWS::Region') };
  expect([mayMeet(IRELAND, { ...IRELAND }), mayMeet(IRELAND, anywhere), mayMeet(anywhere, IRELAND)]).toEqual([true, true, true]);
  expect([mayMeet(IRELAND, { ...IRELAND, region: 'us-east-1' }), mayMeet(IRELAND, { ...IRELAND, account: '2' })]).toEqual([false, false]);
});

test('an index has the items of an id, and separately those that may have any id', () => {
  const Resources = {
    One: ec2('Route', { RouteTableId: 'rtb-1' }), Two: ec2('Route', { RouteTableId: 'rtb-1' }), Unset: ec2('Route'), Stray: ec2('Route', { RouteTableId: SECRET }),
  };
  const indices = new Indices(readObject({ Parameters: { Secret: { Type: 'String' } }, Resources }, { region: 'eu-west-1', account: '1' }));
  const ids = (id: string) => indices.with('AWS::EC2::Route', 'RouteTableId', id).map(({ location }) => location.name);
  expect([ids('rtb-1'), ids('rtb-2')]).toEqual([['One', 'Two'], []]);
  const doubtful = (environment: Environment) => indices.doubtful('AWS::EC2::Route', 'RouteTableId', environment).map(({ resource, why }) => [resource.location.name, why.reason]);
  expect(doubtful(IRELAND)).toEqual([['Stray', expect.stringMatching(/^what RouteTableId of Stray is cannot be seen: .*Secret/)]]);
  expect(doubtful({ ...IRELAND, region: 'us-east-1' })).toEqual([]);
});

test('an item is created once', () => {
  const once = new Once<object>();
  expect(once.get('a', () => ({}))).toBe(once.get('a', () => ({})));
  expect(once.get('a', () => ({}))).not.toBe(once.get('b', () => ({})));
});

test('a prefix list of the assembly is its blocks', () => {
  const set = (entries: unknown, others = {}) => readObject({
    Parameters: { Secret: { Type: 'String' } },
    Conditions: { Maybe: { 'Fn::Equals': [SECRET, 'yes'] } },
    Resources: { List: ec2('PrefixList', { Entries: entries }, others), User: a('AWS::Test', { Id: ref('List') }) },
  });
  const entries = (of: ReturnType<typeof set>) => entriesOf(of, of.ofType('AWS::EC2::PrefixList')[0].ref);
  expect(entries(set([{ Cidr: '10.0.0.0/8' }, { Cidr: '::/0' }]))).toEqual(['10.0.0.0/8', '::/0']);
  expect(reason(entries(set([{}]))[0])).toBe('Cidr is not set');
  expect(reason(entries(set(SECRET))[0])).toContain('Secret');
  expect(reason(entries(set([], { Condition: 'Maybe' }))[0])).toContain('Secret');
  expect(entriesOf(set([]), 'pl-1')).toEqual(['pl-1']);
});

test('an empty model has nothing', () => {
  expect(modelWith({})).toMatchObject({ nodes: [], hostManagement: { seen: [] } });
  expect(known(known(modelWith({ Node: ec2('Instance', { SubnetId: perhaps('subnet-1') }) }).nodes[0].read().subnets.value).map(reason))[0]).toContain('Secret');
});
