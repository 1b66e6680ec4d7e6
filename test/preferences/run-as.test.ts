import { Aws, CfnParameter, Lazy } from 'aws-cdk-lib';
import { RunAs } from '../../lib';
import { errorOf, newStack } from '../fixtures';

/** What a value means for the document and for the node. */
const meaning = ({ _enabled, _defaultUser, _userDataCommands }: RunAs) => ({ enabled: _enabled, user: _defaultUser, commands: _userDataCommands });

describe('ssmUser', () => {
  test.each([undefined, {}, { sudo: true }])('is the agent\'s own user with its defaults (%j)', options => {
    expect(meaning(RunAs.ssmUser(options))).toEqual({ enabled: false, user: '', commands: [] });
  });

  test('without sudo creates an empty sudoers file before the agent does', () => {
    expect(meaning(RunAs.ssmUser({ sudo: false }))).toEqual({
      enabled: false, user: '', commands: ['install -m 0440 /dev/null /etc/sudoers.d/ssm-agent-users'],
    });
  });
});

test('principalTag has no default user', () => {
  expect(meaning(RunAs.principalTag())).toEqual({ enabled: true, user: '', commands: [] });
});

describe('defaultUser', () => {
  const CREATE = 'id -u operator >/dev/null 2>&1 || useradd --create-home --home-dir /home/operator --shell /bin/bash operator';

  test.each([undefined, {}, { createUser: false }, { sudo: false }])('is a user that exists (%j)', options => {
    expect(meaning(RunAs.defaultUser('operator', options))).toEqual({ enabled: true, user: 'operator', commands: [] });
  });

  test.each([{ createUser: true }, { createUser: true, sudo: false }])('is created if it does not exist, without sudo (%j)', options => {
    expect(meaning(RunAs.defaultUser('operator', options))).toEqual({ enabled: true, user: 'operator', commands: [CREATE] });
  });

  test('gets sudo with sudo: true', () => {
    expect(RunAs.defaultUser('operator', { createUser: true, sudo: true })._userDataCommands).toEqual([
      CREATE,
      'install -m 0440 /dev/null /etc/sudoers.d/operator',
      'echo \'operator ALL=(ALL) NOPASSWD:ALL\' > /etc/sudoers.d/operator',
    ]);
  });

  test.each([undefined, false])('gets sudo only if it is created (createUser: %s)', createUser => {
    expect(errorOf(() => RunAs.defaultUser('operator', { createUser, sudo: true }))).toBe(
      'sudo applies to a user that is made here, got sudo: true without createUser for \'operator\'; set createUser: true, or remove sudo');
  });

  test.each(['a', '_', 'ec2-user', 'ssm_user', 'u1', 'rooted', 'a'.repeat(32)])('may be %s', userName => {
    expect(RunAs.defaultUser(userName)._defaultUser).toBe(userName);
  });

  test.each([
    '', ' ', 'a;b', '$(x)', '`x`', 'a|b', 'a&b', 'a>b', 'a b', 'a\nb', 'operator\n', 'a/b', '../root', 'a.b', 'a:b', 'a\'b', 'a"b', 'a\\b', 'a$', '-a', '1a', '0',
    'Operator', 'ROOT', 'Root', 'ö', 'a'.repeat(33), '{{ user }}',
  ])('cannot be %j, which would reach a root shell', userName => {
    expect(errorOf(() => RunAs.defaultUser(userName))).toBe(
      `RunAs.defaultUser must be 1-32 of the characters a-z 0-9 _ -, beginning with a letter or _, got '${userName}'; use a name such as 'operator'`);
  });

  test('cannot be root', () => {
    expect(errorOf(() => RunAs.defaultUser('root'))).toBe(
      'RunAs.defaultUser must not be root, got \'root\': the agent refuses it; use a user of its own, with sudo: true if it has to become root');
  });

  test.each([
    ['a pseudo parameter', Aws.STACK_NAME],
    ['a lazy value', Lazy.string({ produce: () => 'operator' })],
    ['a parameter', new CfnParameter(newStack(), 'User').valueAsString],
    ['a name with a part that is known later', `user-${Aws.ACCOUNT_ID}`],
  ])('cannot be %s', (_, userName) => {
    expect(errorOf(() => RunAs.defaultUser(userName))).toBe(
      'RunAs.defaultUser must be known at synthesis, got a value known at deployment only; write the name itself');
  });
});
