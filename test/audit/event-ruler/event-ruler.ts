import { spawnSync } from 'child_process';
import { join } from 'path';
import { installedOnce } from '../../installed-once';

const POM = join(__dirname, 'pom.xml');
const PROGRAM = join(__dirname, 'Matches.java');
/** Most of its time is that of its start, which is shortest without what serves long-lived programs. */
const JAVA = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

interface Question {
  readonly pattern: object;
  readonly event: object;
}

/** Whether each pattern matches its event, by AWS's own implementation of EventBridge's rules; the reason where it refuses the pattern. */
export function matchesOf(questions: readonly Question[]): (boolean | string)[] {
  const installed = installedOnce({
    program: 'event-ruler',
    pins: [POM, PROGRAM],
    install: directory => {
      run('mvn', ['--batch-mode', '--quiet', '--file', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${directory}`]);
      run('javac', ['-cp', join(directory, '*'), '-d', directory, PROGRAM]);
    },
  });
  const answers = run('java', [...JAVA, '-cp', `${installed}:${join(installed, '*')}`, 'Matches'], JSON.stringify(questions));
  return JSON.parse(answers) as (boolean | string)[];
}

function run(command: string, args: string[], input?: string): string {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', input });
  if (error || status !== 0) {
    throw new Error(`these tests run against Event Ruler, a Java library, and "${command}" failed: ${error?.message ?? `${stdout}${stderr}`.trim()}. Install Java 17 and Maven, and let Maven reach a repository`);
  }
  return stdout;
}
