/**
 * Whether a command of a script runs: for certain, if the node is such or the agent lacks it, perhaps, or not at all.
 *
 * What is `guarded` runs where it is needed: `rpm -q amazon-ssm-agent || rpm -i ...` installs the agent wherever it is missing.
 */
export type Runs = 'always' | 'guarded' | 'perhaps' | 'never';

const ORDER: readonly Runs[] = ['always', 'guarded', 'perhaps', 'never'];

/** Of what runs only if both do. */
export function both(a: Runs, b: Runs): Runs {
  return ORDER[Math.max(ORDER.indexOf(a), ORDER.indexOf(b))];
}

/**
 * How a command ends: known, or `succeeds` as an ordinary command is expected to, or `tries` where it does so for the agent and something else may be
 * tried after it, or `guard` where it asks what the node is and has, or not known.
 */
export type Status = 'true' | 'false' | 'succeeds' | 'tries' | 'guard' | 'unknown';

export function opposite(status: Status): Status {
  switch (status) {
    case 'true': return 'false';
    case 'false': return 'true';
    case 'succeeds': return 'unknown';
    case 'tries': return 'guard';
    default: return status;
  }
}

/** Whether what depends on a condition runs. */
export function runsIf(status: Status): Runs {
  switch (status) {
    case 'true': return 'always';
    case 'false': return 'never';
    case 'tries': case 'guard': return 'guarded';
    default: return 'perhaps';
  }
}
