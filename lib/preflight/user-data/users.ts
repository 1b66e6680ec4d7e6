import { isKnown } from '../model/known';
import { ManagedNode } from '../model/node';

/**
 * Whether user data makes a user: with a command, or in the list of cloud-config.
 *
 * @see https://cloudinit.readthedocs.io/en/latest/reference/modules.html#users-and-groups
 */
export function makesUser({ userData: { value } }: Pick<ManagedNode, 'userData'>, user: string): boolean {
  return isKnown(value) && value.split('\n').some(line => !/^\s*#/.test(line) && (isCommandFor(line, user) || isEntryOf(line, user)));
}

const COMMAND = /\b(?:useradd|adduser|sysadminctl|dscl|newusers)\b/;

function isCommandFor(line: string, user: string): boolean {
  const [command] = COMMAND.exec(line) ?? [];
  return command !== undefined && line.slice(line.indexOf(command)).split(/[\s"';&|/]+/).includes(user);
}

/** `- name: user`, `- user`, or `user: user` for the default one. */
function isEntryOf(line: string, user: string): boolean {
  const entry = /^\s*(?:-\s+)?(?:(?:name|user):\s*)?["']?([^\s"':]+)["']?\s*$/.exec(line);
  return entry?.[1] === user;
}
