import { ShellCommand, shellCommands } from './shell-commands';
import { cloudConfig, Script, scriptsOf } from './user-data';
import { isKnown, Known, Unknown } from '../model/known';
import { maskMarks } from '../model/symbolic-text';

/** Turns on the forwarding of IPv4 in the kernel. */
const FORWARDS = /\bip_forward\s*=\s*1\b|\bipv4\.conf\.\w+\.forwarding\s*=\s*1\b|\b1\b.* > \/proc\/sys\/net\/ipv4\/ip_forward\b/;
/** Writes the address of the machine into what it forwards. */
const TRANSLATES = /\bmasquerade\b|\bsnat\b/i;
/** Does both. */
const FIREWALLD = /\bfirewall-cmd\b.* --add-masquerade\b/;

/**
 * Whether user data makes a Linux machine forward the packets of others under its own address; unknown where it does something else, which may
 * come to the same.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
 */
export function forwardsPackets(userData: string): Known<boolean> {
  const scripts = scriptsOf(maskMarks(userData).masked);
  const lines = scripts.filter(({ isBare }) => !isBare).flatMap(linesOf);
  if (lines.some(line => FIREWALLD.test(line)) || (lines.some(line => FORWARDS.test(line)) && lines.some(line => TRANSLATES.test(line)))) {
    return true;
  }
  if (scripts.some(({ isBare }) => isBare)) { return new Unknown('its user data does not begin with #!, and not every version of cloud-init runs it'); }
  return lines.length === 0 ? false : new Unknown('preflight does not find ip_forward and masquerade in its user data, which may turn them on in another way');
}

/** What a script does, without comments. */
function linesOf({ language, text }: Script): string[] {
  switch (language) {
    case 'shell': return shellCommands(text).map(lineOf);
    case 'cloud-config': {
      const config = cloudConfig(text);
      return [isKnown(config) ? JSON.stringify(config) : text];
    }
    default: return [text];
  }
}

function lineOf({ words, output, input }: ShellCommand): string {
  return [words.join(' '), ...output === undefined ? [] : [`> ${output}`], ...input === undefined ? [] : [input]].join(' ');
}
