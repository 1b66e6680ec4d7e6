import { proveSession } from './real-session/prove-session';
import { Report } from './real-session/report';

// What integ-runner runs after it has deployed a scenario, whose stack is the argument.
const [, , stack] = process.argv;

proveSession(stack)
  .then(lines => new Report().write(stack, lines))
  .catch(({ message }: Error) => {
    new Report().write(stack, [`FAILED: ${message}`]);
    console.error(`${stack}: ${message}`);
    process.exitCode = 1;
  });
