import { copyFileSync, cpSync, readFileSync, rmSync } from 'fs';
import { homedir, tmpdir } from 'os';
import { join } from 'path';
import { CDK_VERSIONS, REPOSITORY, installedForPython, installedForTypeScript, newFolder, run } from '../consumer/installed';

const APPS = join(__dirname, 'apps');
const DIST = join(REPOSITORY, 'dist');

interface App {
  readonly folder: string;
  readonly command: string[];
}

/** Each builds the app with what was packed for its language, and says what runs it. The last two use what the tests of consumers install meanwhile. */
const LANGUAGES: Record<string, () => App> = {
  Java: () => {
    const folder = newFolder(tmpdir(), 'languages');
    cpSync(join(APPS, 'java'), folder, { recursive: true });
    // Maven keeps what it has of a version, and each build has the same version.
    rmSync(join(homedir(), '.m2/repository/io/github/cdk-session-manager'), { recursive: true, force: true });
    run(folder, 'mvn', '--batch-mode', '--quiet', `-Dpacked=file://${join(DIST, 'java')}`, 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath');
    return { folder, command: ['java', '-cp', `target/classes:${readFileSync(join(folder, 'classpath'), 'utf8').trim()}`, 'LanguagesApp'] };
  },
  Go: () => {
    const folder = newFolder(tmpdir(), 'languages');
    cpSync(join(APPS, 'go'), folder, { recursive: true });
    run(folder, 'go', 'mod', 'edit', '-replace', `github.com/cdk-session-manager/cdk-session-manager/cdksessionmanager=${join(DIST, 'go/cdksessionmanager')}`);
    run(folder, 'go', 'mod', 'tidy');
    // Optimization takes a sixth of the time in which the packages of the CDK compile.
    run(folder, 'go', 'build', '-gcflags=all=-N -l', '-o', 'app', '.');
    return { folder, command: ['./app'] };
  },
  TypeScript: () => {
    const folder = newFolder(installedForTypeScript(CDK_VERSIONS.oldest), 'languages');
    copyFileSync(join(APPS, 'app.ts'), join(folder, 'app.ts'));
    run(folder, 'npx', 'tsc', '--strict', '--module', 'node16', '--target', 'es2022', '--types', 'node', '--skipLibCheck', 'app.ts');
    return { folder, command: ['node', 'app.js'] };
  },
  Python: () => {
    const python = installedForPython(CDK_VERSIONS.oldest);
    const folder = newFolder(join(python, '../..'), 'languages');
    copyFileSync(join(APPS, 'app.py'), join(folder, 'app.py'));
    return { folder, command: [python, 'app.py'] };
  },
};

interface Result {
  readonly template: string;
  readonly report: string;
}

/** Where the code of an app makes what a finding is about. */
const CODE = /,"code":\{"file":"[^"]+","line":\d+,"column":\d+\}/g;

const results: Record<string, Result> = {};

test.each(Object.entries(LANGUAGES))('the app in %s synthesizes, with a report that says what preflight knows', (language, build) => {
  const { folder, command: [program, ...args] } = build();
  run(folder, program, ...args, 'cdk.out', 'report.json');
  const result = { template: readFileSync(join(folder, 'cdk.out/Languages.template.json'), 'utf8'), report: readFileSync(join(folder, 'report.json'), 'utf8') };
  results[language] = result;
  rmSync(folder, { recursive: true });

  const { nodes } = JSON.parse(result.report);
  expect(nodes.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict])).toEqual([['Languages/Node/Instance', 'CONNECTS'], ['Languages/Legacy', 'CONNECTS']]);
  const types = Object.values<{ Type: string }>(JSON.parse(result.template).Resources).map(({ Type }) => Type);
  expect(types).toEqual(expect.arrayContaining(['AWS::EC2::VPCEndpoint', 'AWS::S3::Bucket', 'AWS::SSM::Document', 'AWS::EC2::Instance', 'AWS::IAM::Role']));
  expect(result.report).toContain('Nobody connects to it.');
});

describe.each(Object.keys(LANGUAGES).filter(language => language !== 'TypeScript'))('the app in %s', language => {
  test('has the template of the one in TypeScript, byte by byte', () => expect(results[language].template).toBe(results.TypeScript.template));
  test('has the report of the one in TypeScript, byte by byte, but for the lines of the code, which the CDK knows of JavaScript alone', () => {
    expect(results[language].report).toBe(results.TypeScript.report.replaceAll(CODE, ''));
    expect(results.TypeScript.report).toMatch(CODE);
  });
});
