import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CDK_VERSIONS, REPOSITORY, documentation, installedForPython, installedForTypeScript, newFolder, outcome, run } from './installed';
import { devDependencies } from '../../package.json';
import { IS_WHOLE } from '../drawn';

/** The newest CDK CLI wants a report for a failure, and the last one before it an exit status of the app. That one reads no newer aws-cdk-lib. */
const CLIS = { 'cli-before': '2.1118.4', 'cli-newest': devDependencies['aws-cdk'] };

interface Command {
  readonly cli?: keyof typeof CLIS;
  readonly args: string[];
  /** What the app is told. */
  readonly appArgs?: string[];
  /** The aws-cdk-lib that it is for, if not for each. */
  readonly only?: keyof typeof CDK_VERSIONS;
}

/** What people type. `APP` is the app in their language. */
const COMMANDS: Record<string, Command> = {
  'APP': { args: [] },
  'APP with requireConnects': { args: [], appArgs: ['required'] },
  [`cdk synth (${CLIS['cli-before']})`]: { cli: 'cli-before', args: ['synth', '--quiet'], only: 'oldest' },
  [`cdk synth (${CLIS['cli-newest']})`]: { cli: 'cli-newest', args: ['synth', '--quiet'] },
  [`cdk deploy (${CLIS['cli-newest']})`]: { cli: 'cli-newest', args: ['deploy', '--require-approval', 'never'] },
  [`cdk validate (${CLIS['cli-newest']})`]: { cli: 'cli-newest', args: ['validate', '--unstable=validate', '--no-online'] },
};

/** Makes an app in a new folder, and says what runs it there. */
const LANGUAGES = {
  TypeScript: (cdkVersion: string) => {
    const folder = newFolder(installedForTypeScript(cdkVersion), 'two-apps');
    copyFileSync(join(__dirname, 'app/two-apps.ts'), join(folder, 'app.ts'));
    run(folder, 'npx', 'tsc', '--strict', '--module', 'node16', '--target', 'es2022', '--types', 'node', '--skipLibCheck', 'app.ts');
    return { folder, app: ['node', 'app.js'] };
  },
  Python: (cdkVersion: string) => {
    const python = installedForPython(cdkVersion);
    const folder = newFolder(join(python, '../..'), 'two-apps');
    copyFileSync(join(__dirname, 'app/two_apps.py'), join(folder, 'app.py'));
    return { folder, app: [python, 'app.py'] };
  },
};

const root = mkdtempSync(join(tmpdir(), 'exit-statuses-'));
beforeAll(() => {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'tools', version: '1.0.0', private: true }));
  run(root, 'npm', 'install', '--no-audit', '--no-fund', ...Object.entries(CLIS).map(([name, version]) => `${name}@npm:aws-cdk@${version}`));
});
afterAll(() => rmSync(root, { recursive: true }));

const measured = new Map<string, number>();
const CASES = Object.keys(LANGUAGES).flatMap(language => Object.keys(CDK_VERSIONS).map(cdk => ({ language, cdk })));

const SYNTH = `cdk synth (${CLIS['cli-newest']})`;
/** What the gate tries; the night tries everything. Python takes 15 s of CPU time to import the CDK, and the newest CDK 8 s to validate a template. */
const TRIED: Record<string, string[]> = {
  'TypeScript oldest': Object.keys(COMMANDS),
  'TypeScript newest': [SYNTH],
  'Python oldest': ['APP with requireConnects', SYNTH],
};
const triedOf = (language: string, cdk: string) => IS_WHOLE ? Object.keys(COMMANDS) : TRIED[`${language} ${cdk}`] ?? [];

describe.each(CASES.filter(({ language, cdk }) => triedOf(language, cdk).length > 0))('$language with the $cdk aws-cdk-lib', ({ language, cdk }) => {
  let folder: string;
  let app: string[];
  beforeAll(() => {
    ({ folder, app } = LANGUAGES[language as keyof typeof LANGUAGES](CDK_VERSIONS[cdk as keyof typeof CDK_VERSIONS]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const call = (command: string, ...more: string[]) => {
    const { cli, args, appArgs = [] } = COMMANDS[command];
    const [program, ...rest] = [...app, ...appArgs, ...more];
    return cli === undefined
      ? outcome(folder, program, ...rest)
      : outcome(folder, process.execPath, join(root, 'node_modules', cli, 'bin/cdk'), ...args, '--app', [program, ...rest].join(' '));
  };

  const commands = triedOf(language, cdk).filter(command => [undefined, cdk].includes(COMMANDS[command].only));

  test.each(commands)('a node that is BLOCKED stops %s, with the rule, the resource, the construct and the fix', command => {
    const { status, output } = call(command, 'broken');
    measured.set([language, cdk, command].join(), status);
    expect(status).not.toBe(0);
    for (const text of ['SSM-NET-006', 'has no default route', 'RouteTable', 'Stack/Vpc/IsolatedSubnet1/RouteTable', 'Add a default route']) {
      expect(output).toContain(text);
    }
    expect(output).not.toContain('Successfully synthesized');
  });

  // A command ends by whether something is violated, whatever it is.
  const some = IS_WHOLE ? commands : [SYNTH];
  test.each(some)('an expectation of access that does not hold stops %s, with who, the statements that decide and the fix', command => {
    const { status, output } = call(command, 'open');
    expect(status).not.toBe(0);
    for (const text of ['preflight-expectation', 'Nobody but Stack/Team', 'Stack/Others (role) can', 'OthersDefaultPolicy', 'Take the grant from Stack/Others']) {
      expect(output).toContain(text);
    }
    expect(output).not.toContain('Successfully synthesized');
  });

  if (language === 'TypeScript') {
    // Newer versions of the CDK let pass what is of no resource, unless it has a place.
    test.each(some)('an expectation of somebody who is not there, which is of no resource, stops %s', command => {
      const { status, output } = call(command, 'missing');
      expect(status).not.toBe(0);
      expect(output).toContain('Stack/Nobody');
      expect(output).not.toContain('Successfully synthesized');
    });
  }

  test.each(some.filter(command => /synth|require/.test(command)))('a node that connects, and that only those may open who are expected, passes %s', command => {
    expect(call(command)).toMatchObject({ status: 0 });
  });
});

test('the table in docs/ is what was measured (WRITE_DOCS=1 TESTS=whole writes it)', () => {
  const rows = documentation('exit-statuses.md').split('\n').map(row => row.split(/ *\| */));
  const onPage = (language: string, cdk: string) => rows.find(row => row[1] === language && row[2] === cdk)!.slice(3);
  const page = `# Exit statuses

What the shell sees when [preflight](preflight.md) is in an app and a node of it is BLOCKED. Each command also prints the
rule, the resource, the construct and the fix. \`APP\` is the app by itself: \`node app.js\`, \`python app.py\`. With \`requireConnects\` its last line is
\`Preflight.requireConnects(app)\`, and it has no plugin. The oldest aws-cdk-lib is the oldest that the library supports, ${CDK_VERSIONS.oldest}. The tests of
the packed library run these commands and write this table. An app whose nodes connect exits with 0. The older CDK CLI does not read what newer
versions of aws-cdk-lib write.

| Language | aws-cdk-lib | ${Object.keys(COMMANDS).map(command => `\`${command}\``).join(' | ')} |
|---|---|${Object.keys(COMMANDS).map(() => '---:|').join('')}
${CASES.map(({ language, cdk }) => `| ${language} | ${cdk} | ${Object.keys(COMMANDS).map((command, index) => measured.get([language, cdk, command].join()) ?? (IS_WHOLE ? '' : onPage(language, cdk)[index])).join(' | ')} |`).join('\n')}
`;
  if (process.env.WRITE_DOCS) {
    writeFileSync(join(REPOSITORY, 'docs/exit-statuses.md'), page);
  }
  expect(documentation('exit-statuses.md')).toBe(page);
});
