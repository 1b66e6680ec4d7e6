import { parseArguments } from './arguments';
import { ask } from './ask';
import { EXIT } from './exit-status';
import { prove } from './prove';
import { ruleText } from './rule-text';
import { Terminal, usesColor } from './terminal';
import { COMMANDS, USAGE } from './usage';
import { UsageError } from './usage-error';
import { failureText } from '../failure';
import { packageVersion } from '../package-version';
import { UnreadableInput } from '../readers/cloudformation/evaluate/template';

/** Runs a command line and returns the exit status. */
export function run(args: string[], terminal: Terminal): number {
  const { out, err, env } = terminal;
  try {
    const parsed = parseArguments(args);
    switch (parsed.command) {
      case 'preflight': return parsed.question ? ask(parsed.question, parsed, terminal) : prove(parsed, terminal);
      case 'rule': out.write(ruleText(parsed.id, { color: usesColor(out, env), width: out.columns })); break;
      case 'help': out.write(USAGE[parsed.about]); break;
      case 'version': out.write(`${packageVersion()}\n`); break;
    }
    return EXIT.CONNECTS;
  } catch (error) {
    if (error instanceof UsageError) {
      const command = COMMANDS.find(each => args.includes(each));
      err.write(`${error.message}\nSee: cdk-session-manager help${command === undefined || command === 'help' ? '' : ` ${command}`}\n`);
      return EXIT.UNREADABLE;
    }
    if (error instanceof UnreadableInput) {
      err.write(`${error.message}\n`);
      return EXIT.UNREADABLE;
    }
    err.write(`${failureText(error)}\n`);
    return EXIT.FAILED;
  }
}
