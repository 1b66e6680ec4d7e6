import { ReleasableCommits } from 'projen';

/** What the title of a commit begins with. */
export const COMMIT_TYPES = ['feat', 'fix', 'docs', 'refactor', 'perf', 'test', 'build', 'ci', 'bench', 'style', 'chore', 'revert'];

const RELEASED_TYPES = ['feat', 'fix'];
const SCOPE = '(\\([^()[:space:]]+\\))?';

/** Features, fixes, and whatever breaks something, by its title or by its footer. */
export const RELEASABLE_COMMITS = ReleasableCommits.exec([
  'git log --no-merges --oneline $LATEST_TAG..HEAD -E',
  `--grep '^(${RELEASED_TYPES.join('|')})${SCOPE}!?: .+'`,
  `--grep '^[a-z]+${SCOPE}!: .+'`,
  "--grep '^BREAKING[ -]CHANGE: .+'",
].join(' '));
