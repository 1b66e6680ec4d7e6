/**
 * Which folder of lib/ may import which, checked by `npm run lint`.
 *
 * Between the folders of constructs a rule is about what is loaded at run time: the interface that a class implements or takes may lie in
 * another folder. Everywhere else it is about types too.
 */

/** A folder of lib/, or a file of it without its ending. */
const inside = (...paths) => `^lib/(${paths.join('|')})(/|\\.ts$)`;

/** A folder or file imports of lib/ what is in itself, and what is named. */
const only = (name, comment, from, imports, to = {}) => ({
  name,
  comment,
  severity: 'error',
  from: { path: inside(from) },
  to: { path: '^lib/', pathNot: inside(from, ...imports), ...to },
});

/** The same for a folder of constructs. What it imports of preflight is for a rule of its own. */
const construct = (name, comment, from, imports) => only(name, comment, from, [...imports, 'preflight'], { preCompilationOnly: false });

const PUBLIC_TYPES = 'preflight/preflight-(access|access-finding|capability|cdk-fix|finding|hop|html-options|node|options|report|report-format|severity|source|stack|verdict)';
const RULE_CATALOG = 'preflight/rule-catalog';
const REPOSITORY_PATH = 'preflight/repository-path';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that load each other see each other half-loaded, depending on which of them is loaded first.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['pre-compilation-only'], pathNot: '^lib/preflight/on-demand' } },
    },

    {
      name: 'constructs-load-no-preflight',
      comment: 'An app that only creates nodes does not load preflight, so constructs cite rules from the catalog.',
      severity: 'error',
      from: { path: inside('core', 'agent', 'filter-pattern', 'access', 'audit', 'cost', 'hybrid', 'maintenance', 'node', 'network', 'logging', 'preferences') },
      to: { path: inside('preflight'), pathNot: inside(RULE_CATALOG) },
    },
    construct('core-is-at-the-bottom', 'Every folder uses core, so core uses none of them.', 'core', []),
    construct('agent-stands-alone', 'Facts about the SSM Agent are the same for constructs and for preflight, and depend on neither.', 'agent', []),
    construct('filter-patterns-stand-alone', 'What CloudWatch Logs makes of a pattern hangs on the pattern alone.', 'filter-pattern', []),
    construct('audit-knows-no-node', 'Transcripts and trails are of all nodes alike.', 'audit',
      ['core', 'agent', 'access/person-actions', 'filter-pattern', 'logging', 'preferences']),
    construct('maintenance-is-at-the-top', 'What keeps nodes up to date knows nodes, their endpoints and the documents of their sessions, and none of these knows it.', 'maintenance',
      ['core', 'agent', 'audit/event-targets', 'network']),
    construct('cost-knows-no-node', 'What stops nodes takes any, and sees them through their interface.', 'cost', ['core', 'access']),
    construct('hybrid-knows-no-network', 'Servers outside AWS have a role and sessions as nodes have them, and no network of AWS.', 'hybrid',
      ['core', 'agent', 'access', 'node/(bind-sessions|node-permissions|node-role)', 'preferences']),
    construct('access-knows-no-node', 'What a person needs to start a session depends neither on the node nor on the logs.', 'access', ['core', 'agent']),
    construct('logging-knows-no-node', 'Any node writes to the same logs, so logging depends on neither nodes nor their network.', 'logging', ['core', 'agent']),
    construct('network-knows-no-node', 'Endpoints serve any node, and are told what it needs.', 'network', ['core', 'agent']),
    construct('preferences-know-no-node', 'A session document is for any node, and sees it through its interface.',
      'preferences', ['core', 'agent', 'access', 'logging']),

    only('catalog-loads-nothing', 'Constructs load the catalog, so whatever it imports would be loaded by every app.', RULE_CATALOG, []),
    only('model-is-at-the-bottom', 'Readers fill the model and rules judge it, so the model depends on neither.', 'preflight/model', ['agent']),
    only('user-data-knows-the-model', 'What a script does to the agent follows from its text, whoever asks.', 'preflight/user-data', ['preflight/model', 'agent']),
    only('rules-judge-the-model', 'A rule judges any model, whoever read it and whoever reports on it.',
      'preflight/rules', ['preflight/model', 'preflight/access', 'preflight/user-data', RULE_CATALOG, 'access/(guarded|person)-actions', 'agent', 'audit/session-events', 'core/node-facts', 'filter-pattern']),
    {
      name: 'rule-families-stand-alone',
      comment: 'What two families of rules share is in rules/support, so that each family is read and changed by itself.',
      severity: 'error',
      from: { path: '^lib/preflight/rules/(?!support/)([^/]+)/' },
      to: { path: '^lib/preflight/rules/', pathNot: '^lib/preflight/rules/(support/|$1/|rule[^/]*\\.ts$)' },
    },
    {
      name: 'support-knows-no-rule',
      comment: 'Rules use their support, so support uses no rule.',
      severity: 'error',
      from: { path: '^lib/preflight/rules/support/' },
      to: { path: '^lib/preflight/rules/', pathNot: '^lib/preflight/rules/(support/|rule[^/]*\\.ts$)' },
    },
    only('access-judges-the-model', 'Who opens which session follows from any model, whoever read it and whoever asks.',
      'preflight/access', ['preflight/model', 'agent', 'access/person-actions']),
    only('readers-fill-the-model', 'A reader says what templates hold, and judges nothing.', 'preflight/readers', ['preflight/model', RULE_CATALOG, REPOSITORY_PATH, 'agent', 'core']),
    only('engine-judges-a-reading', 'The engine judges any reading, whoever made it.',
      'preflight/engine', ['preflight/access', 'preflight/model', 'preflight/rules', RULE_CATALOG, 'preflight/readers/reading', 'core/nearest', PUBLIC_TYPES]),
    only('reports-show-what-is-public', 'A report shows what every caller of preflight gets, so that anyone can write another.', 'preflight/report', [PUBLIC_TYPES, RULE_CATALOG, REPOSITORY_PATH, 'preflight/package-version']),
  ],
  options: {
    includeOnly: '^lib/.*(?<!\\.d)\\.ts$',
    // Tells what is only a type from what is loaded.
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    // Sources and compiled files lie side by side.
    enhancedResolveOptions: { extensions: ['.ts'] },
  },
};
