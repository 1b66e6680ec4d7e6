import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));

/** The pages of the site, in the order in which they are read: what to call them, and their files in docs/. */
const NAVIGATION: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Guides': {
    'Connect': 'connect',
    'Log': 'log',
    'Encrypt': 'encrypt',
    'Tunnel': 'tunnel',
    'Access': 'access',
    'Audit': 'audit',
    'Fleets': 'fleets',
    'Servers outside AWS': 'hybrid-activation',
    'Maintenance': 'maintenance',
    'Scenarios': 'scenarios',
  },
  'Prove it': {
    'Preflight': 'preflight',
    'Rules': 'rules',
    'Report formats': 'report-formats',
    'Exit statuses': 'exit-statuses',
    'Troubleshooting': 'troubleshooting',
  },
  'Decide': {
    'Cost': 'cost',
    'Comparison': 'comparison',
    'Migration': 'migration',
    'Security model': 'security-model',
    'cdk-nag': 'cdk-nag',
    'Limits': 'limits',
  },
  'Reference': {
    'Warnings': 'warnings',
    'Languages': 'languages',
    'Paste a snippet': 'snippets',
    'Operating systems': 'operating-systems',
    'Installing the agent': 'agent-installation',
    'Seen to be online': 'online',
    'Default Host Management': 'default-host-management',
    'Account preferences': 'account-preferences',
    'Just-in-time access': 'just-in-time',
    'Time and memory': 'benchmarks',
  },
  'Facts': {
    'What the agent requires': 'agent-contract',
    'What people may do': 'facts/access',
    'What the audit relies on': 'facts/audit',
    'Reachability Analyzer': 'reachability-analyzer',
  },
};

/** For those who change the library; GitHub shows them. */
const FOR_CONTRIBUTORS = ['architecture', 'construct-hub', 'deploy-test', 'releasing'];

export const sidebar = Object.entries(NAVIGATION).map(([text, pages]) => ({
  text,
  items: Object.entries(pages).map(([title, page]) => ({ text: title, link: `/${page}` })),
}));

/** Files that are no pages of the site. A page that is neither here nor in the navigation is an error: nobody would find it. */
export function excluded(): string[] {
  const there = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.md')).map(file => file.replace(/\.md$/, ''));
  const known = [...Object.values(NAVIGATION).flatMap(pages => Object.values(pages)), ...FOR_CONTRIBUTORS, 'index'];
  const forgotten = there.filter(page => !known.includes(page));
  if (forgotten.length > 0) {
    throw new Error(`docs/${forgotten[0]}.md is in no navigation; add it to NAVIGATION or FOR_CONTRIBUTORS of site/.vitepress/navigation.ts`);
  }
  return FOR_CONTRIBUTORS.map(page => `${page}.md`);
}
