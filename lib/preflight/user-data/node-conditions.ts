import { AGENT_NAME } from './agent-event';

/** What a condition of a script asks of the system that it runs on, which the image answers: its name, its architecture, its tools. */
const ABOUT_SYSTEM = new RegExp([
  'os-release|system-release|redhat-release|debian_version|lsb_release|centos-release', 'uname|\\barch\\b|dpkg --print-architecture|rpm -E',
  '\\$\\{?(ID|ID_LIKE|VERSION_ID|DISTRO|DISTRIBUTION|OS|OS_NAME|OSTYPE|ARCH|ARCHITECTURE|PLATFORM|MACHINE|PKG_?MGR)\\b',
  'bin/(yum|dnf|apt|apt-get|zypper|snap|rpm|dpkg|systemctl)\\b', '\\b(aarch64|x86_64|arm64|amd64)\\b',
].join('|'), 'i');

/** Whether a text of a condition is about the agent, or about the system of the image. */
export function isAboutNode(text: string): boolean {
  return AGENT_NAME.test(text) || ABOUT_SYSTEM.test(text);
}
