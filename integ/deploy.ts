import { spawnSync } from 'child_process';
import { canStartSessions, NOTHING_PROVED } from './real-session/prove-session';
import { Report } from './real-session/report';

// Runs integ-runner, which is the argument, and shows what the sessions proved.
const [, , command, ...args] = process.argv;

const report = new Report();
report.clear();
if (!canStartSessions()) {
  console.log(`${NOTHING_PROVED.replace('proved', 'will prove')}.`);
}
const { error, status } = spawnSync(command, args, { stdio: 'inherit' });
if (error) {
  throw error;
}
console.log(`\n${report.read()}\n"npx projen integ:clean" shows what the run left in the account.`);
process.exitCode = status ?? 1;
