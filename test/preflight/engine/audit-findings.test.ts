import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Stack, Stage, Validations } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Preflight, PreflightFinding, SessionPreferences } from '../../../lib';
import { run } from '../../../lib/preflight/cli/run';
import { PublicNode, quietApp } from '../apps';
import { withResources } from '../node-template';
import { errorOf, synth, violationsOf } from '../plugin-run';
import { audited, AUDITED, having } from '../rules/audit/audited';

const RULE = 'SSM-AUD-002';
const DEAD = '{ $.sessionData = "*rm *" }';

/** A metric filter that never fits, in a construct of its own. */
class Shop extends Stack {
  readonly filter: logs.MetricFilter;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { logGroup } = new SessionPreferences(this, 'Preferences').logging;
    this.filter = new logs.MetricFilter(new Construct(this, 'Alarms'), 'Filter', {
      logGroup: logGroup!.logGroup, filterPattern: logs.FilterPattern.literal(DEAD), metricNamespace: 'Sessions', metricName: 'Deletions',
    });
  }
}

function findingsOf(change: (stack: Shop) => void): PreflightFinding[] {
  const app = quietApp();
  change(new Shop(app, 'Shop'));
  return Preflight.ofApp(app).auditFindings;
}

describe('an acknowledgement', () => {
  const reason = 'A test of the log group';

  test('is not there', () => {
    const found = findingsOf(() => {}).map(({ ruleId, acknowledged, constructPath }) => [ruleId, acknowledged, constructPath]);
    expect(found).toEqual([[RULE, undefined, 'Shop/Alarms/Filter/Resource']]);
  });

  test.each<[where: string, of: (stack: Shop) => Construct]>([
    ['the filter', stack => stack.filter], ['a construct around it', stack => stack.filter.node.scope as Construct], ['the stack', stack => stack],
  ])('counts at %s', (_, of) => {
    const found = findingsOf(stack => Validations.of(of(stack)).acknowledge({ id: RULE, reason }));
    expect(found.map(({ acknowledged }) => acknowledged)).toEqual([reason]);
  });

  test.each<[where: string, id: string, of: (stack: Shop) => Construct]>([
    ['the session document', RULE, stack => stack.node.findChild('Preferences') as Construct],
    ['the filter, of another rule', 'SSM-AUD-001', stack => stack.filter],
  ])('does not count at %s', (_, id, of) => {
    expect(findingsOf(stack => Validations.of(of(stack)).acknowledge({ id, reason })).map(({ acknowledged }) => acknowledged)).toEqual([undefined]);
  });
});

describe('the plugin', () => {
  test('stops synthesis, and says what of', () => {
    const app = quietApp();
    new Shop(app, 'Shop');
    expect(synth(app).stops).toEqual([{
      ruleName: RULE,
      description: expect.stringMatching(/^The pattern of AlarmsFilter\w+ fits no transcript: /),
      decidedBy: [],
      resource: expect.stringMatching(/^AlarmsFilter\w+$/),
      property: 'Properties/FilterPattern',
      constructPath: 'Shop/Alarms/Filter/Resource',
      fix: 'Read any line by $.sessionData[*], as in { $.sessionData[*] = "*rm *" }',
    }]);
  });

  test('says the same in the error for an older library', () => {
    const app = quietApp();
    new Shop(app, 'Shop');
    expect(errorOf(app)).toBe([
      'Sessions will not be recorded, or nobody will be told of them, as this app is:',
      '',
      'SSM-AUD-002 BLOCKED: The pattern of AlarmsFilterC0DEAC52 fits no transcript: $.sessionData is a list, and a selector that points at anything but one of its lines never holds',
      '  Resource: AlarmsFilterC0DEAC52 (AWS::Logs::MetricFilter), Properties/FilterPattern in Shop',
      '  Construct: Shop/Alarms/Filter/Resource',
      '  Fix: Read any line by $.sessionData[*], as in { $.sessionData[*] = "*rm *" }',
    ].join('\n'));
  });

  test('tells nodes and the audit apart', () => {
    const both = () => {
      const app = quietApp();
      new Shop(app, 'Shop');
      new PublicNode(app, 'Closed', { closed: true });
      return app;
    };
    expect(synth(both()).stops.map(({ ruleName }) => ruleName)).toEqual(['SSM-NET-003', RULE]);
    expect(errorOf(both())).toMatch(/^Session Manager will not reach a node[^]*SSM-NET-003[^]*Sessions will not be recorded[^]*SSM-AUD-002/);
  });

  test('has a fatal violation with the place and the section, and no nodes', () => {
    const app = quietApp();
    new Shop(app, 'Shop');
    expect(violationsOf(app)).toEqual([expect.objectContaining({
      ruleName: RULE,
      severity: 'fatal',
      ruleMetadata: { Source: 'docs/facts/audit.md, section 2' },
      violatingConstructs: [expect.objectContaining({ constructPath: 'Shop/Alarms/Filter/Resource', locations: ['Properties/FilterPattern'] })],
    })]);
  });

  test('says nothing of what was acknowledged, and nothing of other stages', () => {
    const app = quietApp();
    const stack = new Shop(app, 'Shop');
    Validations.of(stack).acknowledge({ id: RULE, reason: 'x' });
    expect(synth(app)).toEqual({ stops: [], violations: [] });
    const stages = quietApp();
    new Shop(new Stage(stages, 'One'), 'Shop');
    const other = new Stage(stages, 'Other');
    new Stack(other, 'Empty');
    expect(synth(stages, {}, other)).toEqual({ stops: [], violations: [] });
  });
});

test('requireConnects throws', () => {
  const app = quietApp();
  new Shop(app, 'Shop');
  new PublicNode(app, 'Open');
  expect(() => Preflight.requireConnects(app)).toThrow(/^Sessions will not be recorded, [^]*SSM-AUD-002 BLOCKED/);
});

describe('the command line', () => {
  function call(template: object, ...args: string[]) {
    const file = join(mkdtempSync(join(tmpdir(), 'audit-')), 'template.json');
    writeFileSync(file, JSON.stringify(template));
    let out = '';
    const status = run(['preflight', file, '--region', 'eu-west-1', ...args], { out: { write: text => { out += String(text); } }, err: { write: () => {} }, env: {} });
    return { status, out };
  }
  const dead = audited(having('Filter', { FilterPattern: DEAD }));

  test('exits as for a node that is blocked, and otherwise not', () => {
    expect(call(dead)).toEqual({ status: 1, out: expect.stringContaining('SSM-AUD-002') });
    expect(call(audited()).status).toBe(0);
    expect(call(dead, '--accept', `${RULE}=x`)).toEqual({ status: 0, out: expect.stringContaining('Reason: x') });
  });

  test('leaves the audit out where it is asked about one node', () => {
    const withNode = withResources({ Filter: { ...AUDITED.Filter, Properties: { ...AUDITED.Filter.Properties, LogGroupName: 'sessions', FilterPattern: DEAD } } });
    expect(call(withNode).status).toBe(1);
    expect(call(withNode, '--node', 'Node')).toEqual({ status: 0, out: expect.not.stringContaining('SSM-AUD') });
  });

  test('goes on where there are warnings only', () => {
    expect(call(audited(having('Filter', { FilterPattern: '"rm"' }))).status).toBe(0);
  });
});

test('the same templates have the same findings in the same order, and the verdict of nodes is theirs', () => {
  const template = audited({ ...having('Filter', { FilterPattern: DEAD }), ...having('Topic', { KmsMasterKeyId: 'alias/aws/sns' }) });
  const [first, second] = [1, 2].map(() => Preflight.ofTemplate(template, { region: 'eu-west-1' }));
  expect(first.toJsonText()).toBe(second.toJsonText());
  expect(first.auditFindings.map(({ ruleId }) => ruleId)).toEqual(['SSM-AUD-002', 'SSM-AUD-009', 'SSM-AUD-009']);
  expect(first.verdict).not.toBe('BLOCKED');
});
