import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CDK_VERSIONS, REPOSITORY, installedForTypeScript, newFolder, run } from './installed';
import { name } from '../../package.json';
import { IS_WHOLE } from '../drawn';

const resourcesOf = (outdir: string) => {
  const { Resources } = JSON.parse(readFileSync(join(outdir, 'Consumer.template.json'), 'utf8'));
  // Records the versions that made the template.
  delete Resources.CDKMetadata;
  return Resources;
};

/** The template that the sources of this repository make from the same app. */
const fromSources = () => {
  const outdir = mkdtempSync(join(tmpdir(), 'sources-'));
  const app = readFileSync(join(__dirname, 'app/app.ts'), 'utf8').replace('\'cdk-session-manager\'', `'${join(REPOSITORY, 'lib')}'`);
  const file = join(REPOSITORY, 'test/consumer', `.app-${process.pid}.ts`);
  try {
    writeFileSync(file, app);
    run(REPOSITORY, 'npx', 'ts-node', '--swc', '--prefer-ts-exts', file, outdir);
    return resourcesOf(outdir);
  } finally {
    rmSync(file);
  }
};

let sources: ReturnType<typeof fromSources>;
beforeAll(() => {
  sources = fromSources();
});

/** Node.js by its major version. The gate runs on each of them, and by night all run here. */
const NODES: Record<string, string[]> = IS_WHOLE
  ? Object.fromEntries(['20', '22', '24'].map(major => [major, ['npx', '--yes', `node@${major}`]]))
  : { [process.versions.node.split('.')[0]]: [process.execPath] };
const [[FIRST]] = Object.entries(NODES);
/** The compiler in machine code, which takes seconds for the types of aws-cdk-lib; by night that of the app. */
const TSC = IS_WHOLE ? ['npx', 'tsc'] : [process.execPath, join(REPOSITORY, 'node_modules/typescript-native/bin/tsc')];
const compile = (app: string, ...args: string[]) => run(app, TSC[0], ...TSC.slice(1), '--strict', '--target', 'es2022', '--types', 'node', ...args);

describe.each(Object.entries(CDK_VERSIONS))('with the %s aws-cdk-lib', (_cdk, cdkVersion) => {
  let installed: string;
  let app: string;
  let command: string;
  beforeAll(() => {
    installed = installedForTypeScript(cdkVersion);
    app = newFolder(installed, 'app');
    command = join(installed, 'node_modules/.bin', name);
    copyFileSync(join(__dirname, 'app/app.ts'), join(app, 'app.ts'));
  });
  afterAll(() => rmSync(app, { recursive: true }));

  test('an app that uses it compiles in strict mode, with its types checked', () => {
    expect(compile(app, '--module', 'node16', 'app.ts')).toBe('');
  });

  test.each([
    ['an ES module', 'app.mjs'],
    ['TypeScript with "module": "nodenext"', 'app.mts'],
  ])('%s imports it by name', (_, file) => {
    writeFileSync(join(app, file), "import { SsmManagedInstance, PreflightVerdict } from 'cdk-session-manager';\nconsole.log(SsmManagedInstance.name, PreflightVerdict.CONNECTS);\n");
    if (file.endsWith('.mts')) { compile(app, '--module', 'nodenext', '--skipLibCheck', file); }
    expect(run(app, 'node', 'app.mjs')).toBe('SsmManagedInstance CONNECTS\n');
  });

  test.each(Object.entries(NODES))('on Node %s it synthesizes the same template as the sources', (major, [node, ...args]) => {
    const outdir = join(app, `cdk.out.${major}`);
    run(app, node, ...args, 'app.js', outdir);
    expect(resourcesOf(outdir)).toEqual(sources);
  });

  test.each(Object.entries(NODES))('on Node %s its command proves the app, and reports what is broken', (major, [node, ...args]) => {
    const outdir = join(app, `cdk.out.${major}`);
    const preflight = (input: string) => run(app, node, ...args, command, 'preflight', input);
    expect(preflight(outdir)).toMatch(/^CONNECTS {2}Consumer\/Node\/Instance\b[^]*1 node: 1 connects/);
    const file = join(outdir, 'Consumer.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8'));
    const [id] = Object.entries<any>(template.Resources).find(([, { Type, Properties }]) => Type === 'AWS::EC2::VPCEndpoint' && JSON.stringify(Properties.ServiceName).includes('.ssmmessages'))!;
    delete template.Resources[id];
    const broken = join(app, `broken.${major}.json`);
    writeFileSync(broken, JSON.stringify(template));
    expect(() => preflight(broken)).toThrow(expect.objectContaining({ status: 1, stdout: expect.stringContaining('SSM-END-001') }));
  });

  test.each([
    ['Account', 'preferences/account-preferences-handler/index.handler', '', ['core/custom-resource-handler', 'preferences/account-preferences-handler']],
    ['Consumer', 'index.handler', 'audit/unlogged-session-handler', ['']],
    ['Cost', 'index.handler', 'cost/idle-stop-handler', ['']],
  ])('the function of stack %s has the code of %s', (stack, entry, root, folders) => {
    const outdir = join(app, `cdk.out.${FIRST}`);
    const { Resources } = JSON.parse(readFileSync(join(outdir, `${stack}.template.json`), 'utf8'));
    const handler = Object.values<any>(Resources).find(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Handler === entry);
    const asset = join(outdir, `asset.${handler.Properties.Code.S3Key.replace('.zip', '')}`);
    const files = folders.flatMap(folder => readdirSync(join(REPOSITORY, 'lib', root, folder)).map(file => join(folder, file)));
    expect(readdirSync(asset, { recursive: true }).filter(file => String(file).endsWith('.js')).sort()).toEqual(files.sort());
    files.forEach(file => expect(readFileSync(join(asset, file), 'utf8')).toBe(readFileSync(join(REPOSITORY, 'lib', root, file), 'utf8')));
  });
});
