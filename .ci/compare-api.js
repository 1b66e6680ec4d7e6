// Compares the API with that of the last version on npm. What breaks callers passes if a commit since then says that it breaks something, or if
// .compatignore names it.
const { spawnSync } = require('child_process');
const { readFileSync } = require('fs');

const BREAKING_COMMIT = /^[a-z]+(\([^()\s]+\))?!: |^BREAKING[ -]CHANGE: /m;

function compareApi() {
  const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
  const published = publishedVersion(name);
  if (published === undefined) {
    console.log(`${name} is not on npm yet, so there is no API to compare with.`);
    return 0;
  }
  console.log(`Comparing with ${name}@${published}.`);
  const diff = [require.resolve('jsii-diff/bin/jsii-diff.js'), `npm:${name}@${published}`, '--keys', '--ignore-file', '.compatignore'];
  const { status } = spawnSync(process.execPath, diff, { stdio: 'inherit' });
  if (status !== 1) {
    console.log(status === 0 ? 'No caller breaks.' : 'The comparison itself failed.');
    return status ?? 1;
  }
  const breaking = commitsSince(`v${published}`).filter(message => BREAKING_COMMIT.test(message));
  if (breaking.length > 0) {
    console.log(`That is said by\n${breaking.map(message => `  ${message.split('\n')[0]}`).join('\n')}`);
    return 0;
  }
  console.error(`No commit since v${published} says that it breaks something. Keep the API, or write "!" before the colon of the commit that breaks it `
    + '(refactor!: ...). If no caller can break, put the key in brackets into .compatignore, with the reason in a line above it that begins with "#".');
  return 1;
}

/** Undefined if npm has no version. Whatever else goes wrong is no answer. */
function publishedVersion(name) {
  const { status, stdout, stderr } = spawnSync('npm', ['view', name, 'version', '--json'], { encoding: 'utf8' });
  if (status === 0) {
    return JSON.parse(stdout);
  }
  if (stdout.includes('"E404"') || stderr.includes('E404')) {
    return undefined;
  }
  throw new Error(`npm cannot tell whether ${name} is published: ${stderr || stdout}`);
}

function commitsSince(tag) {
  const { status, stdout } = spawnSync('git', ['log', '-z', '--format=%B', `${tag}..HEAD`], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`the commits since the tag ${tag} are not here: git fetch --tags --unshallow`);
  }
  return stdout.split('\0');
}

process.exitCode = compareApi();
