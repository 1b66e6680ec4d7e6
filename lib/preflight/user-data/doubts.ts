import { Unknown } from '../model/known';

/** The user data runs something that may install the agent. */
export function runsUnseen(command: string): Unknown {
  return new Unknown(`the user data runs ${command}, and what that installs is not in it`);
}

/** The user data names the agent in a way that preflight does not read. */
export function mentionsAgent(): Unknown {
  return new Unknown('the user data speaks of the agent, and whether that installs it cannot be told');
}
