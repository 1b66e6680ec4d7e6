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

/** The app with a node that is BLOCKED, with an expectation that does not hold, with one of somebody who is not there, and with all well. */
type Variant = 'broken' | 'open' | 'missing' | 'connects';
/** What the gate tries; the night tries everything. Python takes 9 s of CPU time to import the CDK, and the newest CDK 8 s to validate a template. */
const TRIED: Record<string, Partial<Record<Variant, string[]>>> = {
  'TypeScript oldest': { broken: Object.keys(COMMANDS), open: [SYNTH], missing: [SYNTH], connects: [SYNTH] },
  'TypeScript newest': { broken: [SYNTH], missing: [SYNTH], connects: [SYNTH] },
  // One that connects is among the apps of test/languages.
  'Python oldest': { broken: [SYNTH] },
};

function tried(language: string, cdk: string, variant: Variant): string[] {
  // The app in Python expects nobody who is not there. What would deploy an app that connects needs an account.
  const has = (command: string) => (variant === 'missing' ? language === 'TypeScript' : variant !== 'connects' || /synth|require/.test(command));
  const names = IS_WHOLE ? Object.keys(COMMANDS).filter(has) : TRIED[`${language} ${cdk}`]?.[variant] ?? [];
  return names.filter(name => [undefined, cdk].includes(COMMANDS[name].only));
}

describe.each(CASES.filter(({ language, cdk }) => tried(language, cdk, 'broken').length > 0))('$language with the $cdk aws-cdk-lib', ({ language, cdk }) => {
  let folder: string;
  let app: string[];
  beforeAll(() => {
    ({ folder, app } = LANGUAGES[language as keyof typeof LANGUAGES](CDK_VERSIONS[cdk as keyof typeof CDK_VERSIONS]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const call = (command: string, variant: Variant) => {
    const { cli, args, appArgs = [] } = COMMANDS[command];
    const [program, ...rest] = [...app, ...appArgs, variant];
    return cli === undefined
      ? outcome(folder, program, ...rest)
      : outcome(folder, process.execPath, join(root, 'node_modules', cli, 'bin/cdk'), ...args, '--app', [program, ...rest].join(' '));
  };

  const stops = (command: string, variant: Variant, texts: string[]) => {
    const { status, output } = call(command, variant);
    expect(status).not.toBe(0);
    texts.forEach(text => expect(output).toContain(text));
    expect(output).not.toContain('Successfully synthesized');
    return status;
  };

  tried(language, cdk, 'broken').forEach(command => {
    test(`a node that is BLOCKED stops ${command}, with the rule, the resource, the construct and the fix`, () => {
      const status = stops(command, 'broken', ['SSM-NET-006', 'has no default route', 'RouteTable', 'Stack/Vpc/IsolatedSubnet1/RouteTable', 'Add a default route']);
      measured.set([language, cdk, command].join(), status);
    });
  });

  tried(language, cdk, 'open').forEach(command => {
    test(`an expectation of access that does not hold stops ${command}, with who, the statements that decide and the fix`, () => {
      stops(command, 'open', ['preflight-expectation', 'Nobody but Stack/Team', 'Stack/Others (role) can', 'OthersDefaultPolicy', 'Take the grant from Stack/Others']);
    });
  });

  tried(language, cdk, 'missing').forEach(command => {
    // Newer versions of the CDK let pass what is of no resource, unless it has a place.
    test(`an expectation of somebody who is not there, which is of no resource, stops ${command}`, () => {
      stops(command, 'missing', ['Stack/Nobody']);
    });
  });

  tried(language, cdk, 'connects').forEach(command => {
    test(`a node that connects, and that only those may open who are expected, passes ${command}`, () => {
      expect(call(command, 'connects')).toMatchObject({ status: 0 });
    });
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
