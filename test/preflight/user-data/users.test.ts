import { Unknown } from '../../../lib/preflight/model/known';
import { makesUser } from '../../../lib/preflight/user-data/users';
import { nodeSetting } from '../rules/working-context';

const makes = (text: string, user: string = 'operator') => makesUser({ userData: nodeSetting('UserData', text) }, user);

test.each([
  'useradd operator', 'useradd -m -s /bin/bash operator', '  sudo useradd operator && echo done', 'id operator || adduser operator;', 'adduser "operator"',
  'sysadminctl -addUser operator -password x', 'dscl . -create /Users/operator', 'users:\n- operator', 'users:\n  - name: operator\n', 'user: operator',
  'users:\n  - name: "operator"', 'system_info:\n  default_user:\n    name: operator',
])('%j makes the user', text => expect(makes(text)).toBe(true));

test.each(['', '# useradd operator', 'useradd operators', 'useradd my-operator', 'echo operator', 'userdel operator', 'users:\n  - name: operator2', 'useradd other'])('%j does not', text => {
  expect(makes(text)).toBe(false);
});

test('user data that cannot be seen says nothing', () => {
  expect(makesUser({ userData: nodeSetting<string>('UserData', new Unknown('a parameter')) }, 'operator')).toBe(false);
});
