// The files that differ from a commit, deleted ones apart.
const { execFileSync } = require('child_process');

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).split('\0').filter(file => file !== '');

exports.changedSince = function changedSince(commit) {
  return [...git('diff', '--name-only', '--diff-filter=d', '-z', commit), ...git('ls-files', '--others', '--exclude-standard', '-z')];
};
