import { spawnSync } from 'child_process';
import { dirname, join } from 'path';
import { NOTHING_PROVED } from '../../integ/real-session/prove-session';

const INTEG = join(__dirname, '../../integ');
const REPORT = join(INTEG, 'real-session/report.ts');

// Each compiles the script.
jest.setTimeout(30_000);

function run(file: string, args: string[], path: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    require.resolve('ts-node/dist/bin.js'), '--swc', '--prefer-ts-exts', join(INTEG, file), ...args,
  ], { encoding: 'utf8', env: { PATH: path.join(':') } });
  return { status, stdout, stderr };
}

/** What the task runs, with a program in the place of integ-runner, and the programs of test/integ/path if they are installed. */
function deploy(program: string, installed: boolean) {
  const path = installed ? [join(__dirname, 'path'), dirname(process.execPath), '/usr/bin', '/bin'] : [__dirname];
  const { status, stdout } = run('deploy.ts', [process.execPath, '-e', program], path);
  return { status, stdout };
}

test('shows what the scenarios said, and ends as integ-runner ends', () => {
  const program = `
    require(${JSON.stringify(require.resolve('ts-node'))}).register({ swc: true, dir: ${JSON.stringify(INTEG)} });
    const { Report } = require(${JSON.stringify(REPORT)});
    new Report().write('IntegPublicSubnet', ['FAILED: no']);
    process.exit(7);`;
  expect(deploy(program, true)).toEqual({
    status: 7,
    stdout: '\nIntegPublicSubnet\n  FAILED: no\n\n"npx projen integ:clean" shows what the run left in the account.\n',
  });
});

test('says beforehand that nothing will prove keys and logs without the plugin, and shows no report of an earlier run', () => {
  expect(deploy('', false)).toEqual({
    status: 0,
    stdout: `${NOTHING_PROVED.replace('proved', 'will prove')}.\n\nNo scenario came to its session.\n\n"npx projen integ:clean" shows what the run left in the account.\n`,
  });
});

test('the clean-up deletes nothing if it does not know what is wanted', () => {
  expect(run('clean.ts', ['--delte'], [])).toEqual({ status: 2, stdout: '', stderr: '--delte is not known; the only option is --delete\n' });
});
