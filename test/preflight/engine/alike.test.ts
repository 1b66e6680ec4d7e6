import { AlikeNode, AlikeNodes } from '../../../lib/preflight/engine/alike';
import { JudgedFinding, Judgement, sourceReport, withVerdicts } from '../../../lib/preflight/engine/node-report';
import { SourceLocation } from '../../../lib/preflight/model/location';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { ALL_RULES } from '../../../lib/preflight/rules/all-rules';
import { resource } from '../rules/working-context';

const [RULE] = ALL_RULES;
const SHARED = resource('Vpc', 'AWS::EC2::VPC');

function node(name: string): AlikeNode {
  const own = [resource(name, 'AWS::EC2::Instance'), resource(`${name}Role`, 'AWS::IAM::Role')];
  return { resource: own[0], likeness: { of: 'x', own }, read: () => { throw new Error('nobody reads it'); } };
}

function finding(at: SourceLocation, message: string, acknowledged?: string): JudgedFinding {
  return {
    rule: RULE,
    capabilities: ['SHELL'],
    resource: at,
    report: {
      ruleId: RULE.id,
      severity: PreflightSeverity.BLOCKED,
      message,
      fix: `Mend ${message}`,
      why: RULE.why,
      documentation: RULE.see,
      contract: 'section 1',
      capabilities: [PreflightCapability.SHELL],
      source: sourceReport(at),
      stack: 'Stack',
      logicalId: at.name,
      resourceType: at.type,
      property: 'Properties/X',
      constructPath: `Stack/${at.name}`,
      templatePath: 'Stack.template.json',
      acknowledged,
      assumption: undefined,
    },
  };
}

function judgement(...findings: JudgedFinding[]): Judgement {
  const shell = { capability: PreflightCapability.SHELL, required: true, verdict: PreflightVerdict.CONNECTS };
  return { findings, capabilities: withVerdicts([shell], findings) };
}

const NOBODY = { acknowledged: () => undefined, wordFix: () => '' };
const never = () => { throw new Error('nobody evaluates it'); };
const roleOf = ({ likeness: { own } }: AlikeNode) => own[1];

test('what is found nowhere is found nowhere, and nobody looks', () => {
  const clean = judgement();
  expect(new AlikeNodes(node('A'), clean, NOBODY).judgementOf(node('B'), never)).toEqual(clean);
});

test('a finding of another node has the names and the places of that node', () => {
  const [first, second] = ['NodeA0123ABCD', 'NodeB4567ABCD'].map(node);
  const of = (each: AlikeNode) => judgement(finding(roleOf(each), `${roleOf(each).name} of ${each.resource.name} in Vpc`), finding(SHARED, 'Vpc'));
  // A logical id with a hash at its end is no word.
  const names = [first, second].map(each => ({ ...each, likeness: { of: 'x', own: [each.resource, resource(`Role${each.resource.name}`, 'AWS::IAM::Role')] } }));
  expect(new AlikeNodes(names[0], of(names[0]), NOBODY).judgementOf(names[1], never)).toEqual(of(names[1]));
});

describe('names that may be words', () => {
  const words = (each: AlikeNode) => judgement(finding(each.resource, `${each.resource.name} is a Node, and not a ${roleOf(each).name}`));

  test('are looked at once more', () => {
    const alike = new AlikeNodes(node('A'), words(node('A')), NOBODY);
    const evaluate = jest.fn(() => words(node('B')));
    expect(alike.judgementOf(node('B'), evaluate)).toEqual(words(node('B')));
    expect(alike.judgementOf(node('C'), never)).toEqual(words(node('C')));
    expect(evaluate).toHaveBeenCalledTimes(1);
  });

  test('and where one is a word, each node is evaluated', () => {
    const alike = new AlikeNodes(node('Node'), words(node('Node')), NOBODY);
    for (const name of ['B', 'C', 'D']) {
      expect(alike.judgementOf(node(name), () => words(node(name)))).toEqual(words(node(name)));
    }
  });
});

test('each node has acknowledgements of its own', () => {
  const at = (each: AlikeNode, acknowledged?: string) => judgement(finding(roleOf(each), roleOf(each).name, acknowledged));
  const acknowledged = (_: string, { name }: SourceLocation) => (name === 'BRole' ? 'known' : undefined);
  const alike = new AlikeNodes(node('A'), at(node('A')), { ...NOBODY, acknowledged });
  alike.judgementOf(node('C'), () => at(node('C')));
  expect(alike.judgementOf(node('B'), never)).toEqual(at(node('B'), 'known'));
  expect(alike.judgementOf(node('D'), never)).toEqual(at(node('D')));
});
