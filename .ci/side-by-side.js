// Runs all commands that it is given, as NAME=COMMAND, side by side.
const { printTable, sideBySide } = require('./steps');

const steps = process.argv.slice(2).map(argument => argument.split(/=(.*)/s)).map(([name, command]) => [name, { command }]);
sideBySide(Object.fromEntries(steps), { runAll: true }).then(passed => {
  printTable();
  process.exitCode = passed ? 0 : 1;
});
