import { Unknown } from '../model/known';

/** The user data runs something that may install the agent. */
export function runsUnseen(command: string): Unknown {
  return new Unknown(`the user data runs ${command}, and what that installs is not in it`);
}

/** The user data names the agent in a way that preflight does not read. */
export function mentionsAgent(): Unknown {
  return new Unknown('the user data speaks of the agent, and whether that installs it cannot be told');
}

/** The user data installs the agent in a branch. */
export function dependsOn(command: string): Unknown {
  return new Unknown(`whether the user data comes to ${command} depends on what it finds on the node`);
}

/** The user data has more than preflight reads. */
export function tooMuch(): Unknown {
  return new Unknown('the user data is longer, or goes deeper, than preflight reads');
}
