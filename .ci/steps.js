// Runs commands by themselves or side by side, and keeps how long each took, and how long it kept a core busy.
const { spawn } = require('child_process');
const { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } = require('fs');
const { availableParallelism } = require('os');
const { join, resolve } = require('path');

const LOGS = resolve('.cache/logs');
mkdirSync(LOGS, { recursive: true });
// Two more than there are cores, for steps that wait for downloads, and for servers.
const AT_ONCE = availableParallelism() + 2;

const started = Date.now();
const logOf = name => join(LOGS, name.replace(/[^\w.]+/g, '-'));
const secondsSince = time => Math.round((Date.now() - time) / 1000);
const running = new Set();
const table = [];

/** Runs a command, whose output is printed as it comes. Resolves to whether it passed. */
exports.alone = async function alone(name, command) {
  console.log(`\n=== ${name} (at ${secondsSince(started)} s)`);
  return await run(name, command, 'inherit') === 'passed';
};

/**
 * Runs commands side by side, each after the steps that it names have passed, and prints the output of each as a whole when it ends. The first that
 * fails stops the others, unless all of them are to run. Resolves to whether all passed.
 */
exports.sideBySide = async function sideBySide(steps, { runAll = false } = {}) {
  const waiting = new Map(Object.entries(steps));
  const current = new Map();
  const passed = new Set();
  let failed = false;
  const mayBegin = () => runAll || !failed;
  for (;;) {
    for (const [name, { command, after = [] }] of waiting) {
      if (mayBegin() && current.size < AT_ONCE && after.every(other => passed.has(other))) {
        waiting.delete(name);
        current.set(name, logged(name, command));
      }
    }
    if (current.size === 0) { break; }
    const { name, outcome } = await Promise.race(current.values());
    current.delete(name);
    if (outcome === 'passed') {
      passed.add(name);
    } else {
      failed = true;
      if (!mayBegin()) { stop(); }
    }
  }
  // What waits for a step that failed does not begin.
  if (waiting.size > 0 && !failed) { throw new Error(`Wait for steps that are not there: ${[...waiting.keys()].join(', ')}`); }
  table.push(...[...waiting.keys()].map(name => [name, 'skipped', 0, 0]));
  return !failed;
};

/** Prints which step took how long. */
exports.printTable = function printTable() {
  const rows = [...table, ['all of them', '', secondsSince(started), table.reduce((sum, [,,, busy]) => sum + busy, 0)]];
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = ([name, outcome, seconds, busy]) => `${name.padEnd(width)}  ${outcome.padEnd(7)}  ${String(seconds).padStart(5)} s  ${busy.toFixed(0).padStart(5)} s of a core`;
  console.log(`\n${rows.map(line).join('\n')}`);
};

async function logged(name, command) {
  const file = `${logOf(name)}.log`;
  const log = openSync(file, 'w');
  console.log(`... ${name} begins (at ${secondsSince(started)} s)`);
  const outcome = await run(name, command, log);
  closeSync(log);
  console.log(`\n=== ${name}: ${outcome} (at ${secondsSince(started)} s)`);
  console.log(outcome === 'stopped' ? `Its output until then is in ${file}.` : readFileSync(file, 'utf8'));
  return { name, outcome };
}

/** In a process group of its own, so that what it starts can be stopped with it. */
async function run(name, command, output) {
  const began = Date.now();
  const times = `${logOf(name)}.times`;
  rmSync(times, { force: true });
  const script = `trap 'times > "${times}"' EXIT\n${command}`;
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], { stdio: ['ignore', output, output], detached: true });
  running.add(child);
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  running.delete(child);
  const outcome = code === 0 ? 'passed' : child.stopped ? 'stopped' : 'failed';
  table.push([name, outcome, secondsSince(began), busySeconds(times)]);
  return outcome;
}

/** What the shell says of itself and of the processes that it waited for, such as `0m1.250s 0m0.100s`. It says nothing if it was stopped. */
function busySeconds(times) {
  const said = existsSync(times) ? readFileSync(times, 'utf8') : '';
  return [...said.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

function stop() {
  for (const child of running) {
    child.stopped = true;
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch (error) {
      // It has ended, which is yet to be told.
      if (error.code !== 'ESRCH') {
        throw error;
      }
    }
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stop();
    process.exit(1);
  });
}
