import { answersOf, finding, HOSTILE_NAME, principal, REPORT, SHELLS, TEAM } from './fixtures';
import { PreflightAccessFinding, PreflightSeverity } from '../../../lib';
import { htmlReport } from '../../../lib/preflight/report/html-report';
import { AccessAnswers } from '../../../lib/preflight/report/report-data';

const pageOf = (accessAnswers?: AccessAnswers) => htmlReport({ ...REPORT, accessAnswers });
const words = (html: string) => html.replace(/<wbr>|<\/?code>/g, '').replace(/<(?:script|style)>[^]*?<\/(?:script|style)>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const access = (answers: AccessAnswers) => {
  const html = pageOf(answers);
  return html.slice(html.indexOf('<section class="wide access"'), html.indexOf('<section class="assumptions">'));
};
const row = (html: string, who: string) => words(new RegExp(`<tr><th scope="row">${who}[^]*?</tr>`).exec(html)![0]);
const answer = (html: string, title: string) => words(html.split('<section class="answer"').find(each => words(`<${each}`).includes(`${title} `))!);

test('a row for each, with the verdict in a word and the documents that open', () => {
  const html = access(TEAM);

  expect(row(html, 'Developers')).toBe(' Developers role ✓ Yes Preferences/Document – No ');
  expect(row(html, 'Contractor')).toBe(' Contractor role – No ✓ Yes Tunnel/Document ');
  expect(row(html, 'Guest')).toBe(' Guest permission set – No ? Unknown Preferences/Document Tunnel/Document and 1 more ');
  expect(words(html)).toContain('One role that only services of AWS may assume opens nothing.');
  expect(html).not.toContain('NodeRole');
});

test('each cell opens its answer, which says why, and which statements decide where', () => {
  const html = access(TEAM);
  const targets = [...html.matchAll(/<td><button type="button" popovertarget="([^"]*)">/g)].map(([, target]) => target);

  expect(targets).toHaveLength(8);
  expect(new Set(targets).size).toBe(8);
  for (const target of targets) { expect(html).toContain(`<section class="answer" id="${target}" popover`); }
  expect(answer(html, 'Operators with Shop/Prod')).toContain('✓ Yes Shop/Preferences/Document The policy of Operators allows all that it takes. '
    + 'Only signed in with MFA just before. statement 1 of PolicyOfOperators: Shop.template.json PolicyOfOperators/Properties/PolicyDocument '
    + '– No Shop/Tunnel/Document, AWS-StartSSHSession No policy allows ssm:StartSession on the document.');
});

test('nothing of it without people, and a link to it with them', () => {
  expect(pageOf(TEAM)).toContain('<a href="#access">Who can open sessions</a>');
  for (const none of [undefined, answersOf([principal('NodeRole', { isForServices: true })], ['A'], () => [])]) {
    expect(pageOf(none)).not.toMatch(/id="access"|href="#access"/);
  }
});

test('what is alike has a count and names, and what has no place is told with the command that tells of it', () => {
  const names = Array.from({ length: 60 }, (_, index) => `P${index}`);
  const html = access(answersOf(names.map(name => principal(name)), ['A', 'B'], () => [SHELLS]));
  expect(row(html, 'P0')).toMatch(/^ P0 and 59 more P1 .* P50 and 9 more role ✓ Yes/);
  expect(words(html)).toContain('Those of whom the same is true share a row');

  const apart = access(answersOf(names.map(name => principal(name)), names.map(name => `N${name}`), (who, what) => what === `N${who}` ? [SHELLS] : []));
  expect(apart.match(/<th scope="row">/g)).toHaveLength(40);
  expect(apart.match(/<th scope="col">/g)).toHaveLength(21);
  expect(words(apart)).toMatch(/20 principals of other kinds have no row here\. Ask .* --what PRINCIPAL\. 40 nodes of other kinds have no column here\. Ask .* --who NODE\./);
  expect(words(access(TEAM))).not.toMatch(/share a row|of other kinds/);
});

test('roles of services that open something are under a heading of their own', () => {
  const html = access(answersOf([principal('Pipeline', { isForServices: true }), principal('Ann')], ['A'], () => [SHELLS]));
  expect(words(html)).not.toContain('opens nothing');
  expect(words(html)).toMatch(/Ann role ✓ Yes .* Roles that only services of AWS may assume Pipeline role ✓ Yes/);
  const [, target] = /<th scope="row">Pipeline[^]*?popovertarget="([^"]*)"/.exec(html)!;
  expect(words(html.slice(html.indexOf(`id="${target}" popover`)))).toMatch(/^[^>]*> Close Pipeline with A /);
});

test('roles of services that open nothing are counted, apart from those that open something', () => {
  const roles = ['One', 'Two', 'Three'].map(id => principal(id, { isForServices: true }));
  const notes = (...open: string[]) => words(access(answersOf([...roles, principal('Ann')], ['A'], who => ['Ann', ...open].includes(who) ? [SHELLS] : [])));
  expect(notes()).toContain(' 3 roles that only services of AWS may assume open nothing.');
  expect(notes('One', 'Two')).toContain(' One other role that only services of AWS may assume opens nothing.');
});

test('names that are markup are texts', () => {
  const html = access(answersOf([principal(HOSTILE_NAME)], [HOSTILE_NAME], () => ['"><script>'], ['"><script>', '</select><b>/"\'>']));
  expect(html).not.toMatch(/<img|<script|<b>/);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

test('200 people with 2,000 nodes, all of them different, are a page of some size', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `Person${index}`);
  const nodes = Array.from({ length: 2000 }, (_, index) => `Stack${index % 7}/Fleet/Node${index}`);
  const answers = answersOf(ids.map(id => principal(id)), nodes, (who, what) => what.endsWith(`Node${who.slice(6)}`) ? [SHELLS] : []);
  expect(access(answers).length).toBeLessThan(1_500_000);
});

describe('what people may do beside what is meant', () => {
  const wide = (who: string, rest: Partial<PreflightAccessFinding> = {}): PreflightAccessFinding => ({
    ...finding('SSM-ACC-009', {
      severity: PreflightSeverity.WARNING,
      message: `${who} may start sessions with every node`,
      fix: 'Name the nodes in the grant',
      capabilities: [],
      logicalId: `PolicyOf${who}`,
      templatePath: '/home/me/cdk.out/Shop.template.json',
    }),
    principal: who,
    ...rest,
  });
  const found = (...accessFindings: PreflightAccessFinding[]) => {
    const html = access({ ...TEAM, accessFindings });
    return html.includes('beside that') ? html.slice(html.indexOf('What people may do beside that'), html.indexOf('<div class="answers">')) : undefined;
  };

  test('is told below, with the fix and the place', () => {
    const html = found(wide('Operators'))!;
    expect(words(html)).toMatch(/! Warning Operators may start sessions with every node SSM-ACC-009, Operators Rule SSM-ACC-009 .*Fix Name the nodes in the grant/);
    expect(words(html)).toContain('Shop / PolicyOfOperators');
    expect(words(html)).toContain('Shop.template.json');
    expect(html).not.toContain('/home/me');
  });

  test('is told once of all of whom it is true', () => {
    const html = words(found(wide('Ana'), wide('Ben'), wide('Ana', { ruleId: 'SSM-ACC-008', message: 'Ana may run any command' }))!);
    expect(html.match(/every node/g)).toHaveLength(1);
    expect(html).toMatch(/! Warning may start sessions with every node SSM-ACC-009, 2 people .* 2 people Ana Ben .* Ana may run any command/);
  });

  test('names some of many', () => {
    const html = words(found(...Array.from({ length: 60 }, (_, index) => wide(`P${index}`)))!);
    expect(html).toMatch(/60 people P0 P1 .* P49 And 10 more\./);
    expect(html).not.toContain('P50');
  });

  test('says what was accepted, and why', () => {
    expect(words(found(wide('Operators', { acknowledged: 'They are on call.' }))!)).toMatch(/– Acknowledged Operators may .* Reason They are on call\./);
  });

  test('is not there where there is nothing', () => {
    expect(found()).toBeUndefined();
  });

  test('is text', () => {
    expect(found(wide(HOSTILE_NAME), wide('Ben', { message: `Ben ${HOSTILE_NAME}` }))).not.toMatch(/<img/);
  });
});
