import { baseName } from './shell-words';

/** Programs of management tools, which do what is written elsewhere, and files that are scripts by their names. `$()` is made up as the script runs. */
const ELSEWHERE = /^(cfn-init|ansible(-pull|-playbook)?|puppet|chef-(client|solo)|cinc-client|salt-(call|minion)|source|\.|\$\(\)|.+\.(sh|bash|py|pl|rb))$/;
const INTERPRETER = /^(python[\d.]*|perl|ruby|node|php|pwsh)$/;
/** Where programs are that no package of the system brings. */
const OWN_PLACE = /^(\.{1,2}|~|\/(tmp|root|home|var|srv|mnt|opt(?!\/aws\/)))\//;
/** The installer of the AWS CLI. */
const HARMLESS_PROGRAM = /(^|\/)aws\/install$/;

/** Whether a command of a shell runs something whose content is not in the user data. */
export function runsUnseenProgram(name: string, words: readonly string[]): boolean {
  if (ELSEWHERE.test(name)) { return true; }
  if (INTERPRETER.test(name)) { return words[1] !== undefined && !words[1].startsWith('-'); }
  return OWN_PLACE.test(words[0] ?? '') && !HARMLESS_PROGRAM.test(words[0]);
}

const AGENT = /ssm[-_. ]?agent/i;
const SCRIPT_FILE = /\.(sh|bash|zsh|py|pl|rb|ps1|psm1|bat|cmd|vbs)$/i;
const HARMS = /stop|disabl|mask|kill|remov|uninstall|purge|delet|eras|harden|clean|block/i;
const HELPS = /install|updat|upgrad|start|enabl|ensur|setup|set-up|regist|check|status|verif|wait/i;
/** Where only what is done to it, and not the agent, is named. */
const HARMS_SSM = /(stop|disabl|mask|kill|remov|uninstall|purge)\w*[-_]?ssm(\.\w+)?$|(^|[-_])ssm[-_]?(stop|disabl|remov|uninstall)/i;

/**
 * Whether a path or an address is that of a script that stops or removes the agent, as far as its name tells: `stop-ssm-agent.sh`, or `ssm-agent.sh`, which
 * may do anything. One that installs it by its name does not.
 */
export function isNamedAgainstAgent(word: string): boolean {
  if (!/[/\\]/.test(word) && !SCRIPT_FILE.test(word)) { return false; }
  const segments = word.replace(/[?#].*$/s, '').split(/[/\\]/);
  const file = baseName(segments.join('/'));
  return segments.some(segment => (AGENT.test(segment) && HARMS.test(segment)) || HARMS_SSM.test(segment))
    || (AGENT.test(file) && SCRIPT_FILE.test(file) && !HELPS.test(file));
}
