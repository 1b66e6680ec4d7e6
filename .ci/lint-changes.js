// Checks the style of what differs from a commit, HEAD unless another is named. The rules about promises are left to `npm run lint`, since they look at
// the types of all files.
const { loadESLint } = require('eslint');
const { changedSince } = require('./changes');

async function lint(since) {
  const ESLint = await loadESLint();
  const eslint = new ESLint();
  const files = [];
  for (const file of changedSince(since).filter(name => name.endsWith('.ts'))) {
    if (!await eslint.isPathIgnored(file)) {
      files.push(file);
    }
  }
  const results = await eslint.lintFiles(files);
  const { format } = await eslint.loadFormatter();
  console.log(format(results) || `No fault in ${files.length} files.`);
  process.exitCode = results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0) ? 1 : 0;
}

const [since = 'HEAD'] = process.argv.slice(2);
lint(since);
