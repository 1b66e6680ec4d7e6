import { existsSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import { parse } from 'yaml';
import * as packageJson from '../../package.json';

const REPOSITORY = resolve(__dirname, '../..');
const read = (file: string) => readFileSync(join(REPOSITORY, file), 'utf8');
const URL = 'https://github.com/cdk-session-manager/cdk-session-manager';

describe('What Construct Hub looks at (docs/construct-hub.md)', () => {
  test('It lists packages of jsii that depend on the CDK or say so by a keyword', () => {
    expect(packageJson.jsii).toBeDefined();
    expect(packageJson.keywords).toEqual(expect.arrayContaining(['cdk', 'aws-cdk', 'awscdk']));
  });

  test('It finds the major version of the CDK in the oldest version of the range, and no second one', () => {
    expect(packageJson.peerDependencies['aws-cdk-lib']).toBe(`^${packageJson.devDependencies['aws-cdk-lib']}`);
    expect(packageJson.peerDependencies.constructs).toBe(`^${packageJson.devDependencies.constructs}`);
    expect(Object.keys(packageJson.dependencies)).toEqual(packageJson.bundledDependencies);
  });

  test('It allows the license, and finds its text', () => {
    expect(packageJson.license).toBe('Apache-2.0');
    expect(read('LICENSE')).toContain('Apache License\n                           Version 2.0');
  });

  test('It has documentation for each language that has a target', () => {
    expect(Object.keys(packageJson.jsii.targets).sort()).toEqual(['dotnet', 'go', 'java', 'python']);
  });

  test('It makes links of the README absolute, and takes the repository for that', () => {
    expect(packageJson.repository).toEqual({ type: 'git', url: `${URL}.git` });
  });

  test('Whoever comes from a registry finds the project and where to report', () => {
    expect(packageJson).toMatchObject({ homepage: `${URL}#readme`, bugs: { url: `${URL}/issues` }, stability: 'stable' });
    expect(packageJson.author).toEqual({ name: 'The cdk-session-manager authors', url: URL, organization: true });
    expect(packageJson).not.toHaveProperty('funding');
  });

  test('Go finds the module in this repository', () => {
    expect(`https://${packageJson.jsii.targets.go.moduleName}`).toBe(URL);
  });
});

describe('Where somebody reports', () => {
  test.each(['1-bug', '2-wrong-verdict', '3-feature'])('The form %s asks for something, in fields that GitHub knows', form => {
    const { name, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${form}.yml`));
    expect([name, description]).toEqual([expect.stringMatching(/.{10}/), expect.stringMatching(/.{20}/)]);
    const ids = body.map((field: { readonly id: string }) => field.id);
    expect(new Set(ids).size).toBe(body.length);
    for (const field of body) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(field.type);
      expect(field.attributes.label).toMatch(/.{3}/);
    }
    expect(body.some((field: { readonly validations?: { readonly required: boolean } }) => field.validations?.required)).toBe(true);
  });

  test('Questions and vulnerabilities go elsewhere', () => {
    const { blank_issues_enabled: blank, contact_links: links } = parse(read('.github/ISSUE_TEMPLATE/config.yml'));
    expect(blank).toBe(false);
    expect(links.map(({ url }: { readonly url: string }) => url)).toEqual([`${URL}/discussions`, `${URL}/security/advisories/new`]);
  });

  test('The forms name a command that there is', () => {
    for (const form of ['1-bug', '2-wrong-verdict']) {
      expect(read(`.github/ISSUE_TEMPLATE/${form}.yml`)).toContain(`npx ${Object.keys(packageJson.bin)[0]} preflight`);
    }
  });
});

test('Code owners are asked for paths that there are', () => {
  const paths = read('.github/CODEOWNERS').split('\n').filter(line => line.startsWith('/')).map(line => line.split(/\s+/)[0]);
  expect(paths).toEqual(expect.arrayContaining(['/.github/', '/.ci/', '/projenrc/']));
  for (const path of paths) {
    expect([path, existsSync(join(REPOSITORY, path))]).toEqual([path, true]);
  }
});

describe('Links between the files of the project lead somewhere', () => {
  test.each(['CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'CODE_OF_CONDUCT.md', 'docs/releasing.md', 'docs/construct-hub.md'])('%s', file => {
    const links = [...read(file).matchAll(/\]\(([^)#:]+)(?:#([^)]+))?\)/g)];
    for (const [, target, anchor] of links) {
      const path = join(REPOSITORY, file, '..', target);
      expect([target, existsSync(path)]).toEqual([target, true]);
      if (anchor !== undefined) {
        const headings = readFileSync(path, 'utf8').match(/^#+ .+$/gm)!.map(heading => heading.replace(/^#+ /, '').toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-'));
        expect(headings).toContain(anchor);
      }
    }
  });
});
