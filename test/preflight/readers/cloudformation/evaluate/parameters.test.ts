import { Unknown } from '../../../../../lib/preflight/model/known';
import { gap, opaque } from '../../../../../lib/preflight/model/symbolic-text';
import { resolve } from '../resolving';

/** The value of Ref to a parameter. */
function parameter(declaration: unknown, given?: string, resources?: { [id: string]: unknown }) {
  return resolve({ Ref: 'P' }, { Parameters: { P: declaration }, ...(resources && { Resources: resources }) }, { name: 'App', parameters: given === undefined ? {} : { P: given } });
}

describe('parameters', () => {
  test.each([
    ['String', 'a, b', 'a, b'],
    ['Number', 8, 8],
    ['Number', '8', '8'],
    ['String', true, true],
    ['AWS::EC2::VPC::Id', 'vpc-1', 'vpc-1'],
    ['CommaDelimitedList', 'a, b ,c', ['a', 'b', 'c']],
    ['CommaDelimitedList', '', ['']],
    ['List<Number>', '1,2', ['1', '2']],
    ['List<AWS::EC2::Subnet::Id>', 'subnet-1', ['subnet-1']],
    ['CommaDelimitedList', 5, ['5']],
  ])('%s with the default %j gives %j', (Type, Default, expected) => expect(parameter({ Type, Default })).toEqual(expected));

  test('options take precedence over defaults', () => {
    expect(parameter({ Type: 'String', Default: 'a' }, 'b')).toBe('b');
    expect(parameter({ Type: 'String', Default: 'a' }, '')).toBe('');
    expect(parameter({ Type: 'CommaDelimitedList' }, 'b,c')).toEqual(['b', 'c']);
    expect(parameter({ Type: 'String' }, 'x\uE000y')).toBe('x\uFFFDy');
    expect(parameter({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/mine' }, '/aws/service/x')).toBe('{{resolve:ssm:/aws/service/x}}');
  });

  test('without a value are unknown', () => {
    const why = new Unknown('parameter P has no default; give it with --parameter P=VALUE');
    expect(parameter({ Type: 'String' })).toEqual(why);
    expect(parameter({ Type: 'List<String>' })).toEqual(why);
    expect(parameter({ Type: 'AWS::SSM::Parameter::Value<String>' })).toEqual(why);
    expect(parameter({ Type: 'String', Default: { Ref: 'AWS::NoValue' } })).toEqual(why);
    expect(parameter('garbage')).toEqual(why);
    expect(parameter(null)).toEqual(why);
  });

  test('of SSM: public ones by their path, others not at all', () => {
    expect(parameter({ Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/aws/service/ami:3' })).toBe('{{resolve:ssm:/aws/service/ami}}');
    expect(parameter({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/mine' })).toBe(gap('the SSM parameter /mine is read at the deployment'));
    expect(parameter({ Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/aws/service/l' }))
      .toEqual(new Unknown('the list in the SSM parameter /aws/service/l is read at the deployment'));
    expect(parameter({ Type: 'AWS::SSM::Parameter::Value<String>', Default: ['/mine'] })).toBeInstanceOf(Unknown);
    expect(parameter({ Type: 'AWS::SSM::Parameter::Value<String>', Default: { Ref: 'Nope' } })).toBeInstanceOf(Unknown);
  });

  test.each([
    ['String', ['a']], ['String', { a: 1 }], ['CommaDelimitedList', { a: 1 }], ['String', { Ref: 'P' }], ['CommaDelimitedList', { Ref: 'Nope' }],
  ])('%s with the default %j is unknown', (Type, Default) => expect(parameter({ Type, Default })).toBeInstanceOf(Unknown));

  test('are split outside of opaque parts, and not at all if there is a gap', () => {
    const resources = { 'A,B': { Type: 'AWS::EC2::VPC' } };
    expect(parameter({ Type: 'CommaDelimitedList', Default: { 'Fn::Join': [',', [{ Ref: 'A,B' }, 'c']] } }, undefined, resources)).toEqual([opaque('App.A,B'), 'c']);
    expect(parameter({ Type: 'CommaDelimitedList', Default: { 'Fn::Join': [',', [{ Ref: 'Nope' }, 'c']] } })).toBeInstanceOf(Unknown);
    expect(parameter({ Type: 'CommaDelimitedList', Default: ['a', 'b'] })).toEqual(['a', 'b']);
  });

  test('hide resources of the same name', () => {
    expect(parameter({ Type: 'String', Default: 'mine' }, undefined, { P: { Type: 'AWS::EC2::VPC' } })).toBe('mine');
  });
});
