import { clean } from './left-behind/clean';

const DELETE = '--delete';
const args = process.argv.slice(2);
const unknown = args.filter(arg => arg !== DELETE);

if (unknown.length > 0) {
  console.error(`${unknown.join(' ')} is not known; the only option is ${DELETE}`);
  process.exitCode = 2;
} else {
  clean(args.includes(DELETE), line => console.log(line)).then(done => { process.exitCode = done ? 0 : 1; }, ({ message }: Error) => {
    console.error(message);
    process.exitCode = 1;
  });
}
