import { HOSTILE, REPORT, finding, node } from './fixtures';
import { PreflightFinding } from '../../../lib/preflight/preflight-finding';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { githubAnnotations } from '../../../lib/preflight/report/github-annotations';
import { ReportData } from '../../../lib/preflight/report/report-data';

const NONE: ReportData = { verdict: PreflightVerdict.CONNECTS, nodes: [], assumptions: [] };
const of = (...findings: PreflightFinding[]): ReportData => ({ ...NONE, nodes: [node('Shop/Node', { findings })] });
const linesOf = (data: ReportData) => githubAnnotations(data).trimEnd().split('\n');

/** As the runner of GitHub Actions reads a command. */
function parsed(line: string) {
  const [, level, properties, data] = /^::(\w+) ?(.*?)::(.*)$/.exec(line)!;
  const unescaped = (text: string) => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%');
  return { level, ...Object.fromEntries(properties.split(',').map(pair => pair.split('=')).map(([name, ...rest]) => [name, unescaped(rest.join('='))])), message: unescaped(data) };
}

const many = (count: number, severity: PreflightSeverity) => Array.from({ length: count }, (_, index) => (
  finding('SSM-NET-006', { severity, message: `What is wrong has the number ${index}!`, logicalId: `Table${severity}${index}` })
));

test('a finding is an annotation of its line', () => {
  const { source } = finding('SSM-NET-006');
  const at = { ...source, code: { file: 'lib/a,b:c.ts', line: 12, column: 5 } };
  const [line, end, ...others] = linesOf(of(finding('SSM-NET-006', { message: '100 % blocked, with a: b', fix: 'Mend it', source: at })));
  expect(line).toMatch(/^::error file=lib\/a%2Cb%3Ac\.ts,line=12,col=5,title=SSM-NET-006 BLOCKED::100 %25 blocked, with a: b%0AFix: Mend it%0A/);
  expect(parsed(line)).toEqual({
    level: 'error',
    file: 'lib/a,b:c.ts',
    line: '12',
    col: '5',
    title: 'SSM-NET-006 BLOCKED',
    message: '100 % blocked, with a: b\nFix: Mend it\nResource: Shop VpcIsolatedSubnet1RouteTable\n1 node: Shop/Node',
  });
  expect(end).toBe('::notice title=Session Manager preflight::1 node: 1 blocked');
  expect(others).toEqual([]);
});

test('what is not known is a warning that says how to say that it holds', () => {
  const [line] = linesOf(of(finding('SSM-NET-001', { severity: PreflightSeverity.UNKNOWN, assumption: 'subnet-1=nat' })));
  expect(parsed(line)).toMatchObject({ level: 'warning', line: '1', message: expect.stringMatching(/^Not known: [^]*\nOnce checked: --assume subnet-1=nat\n/) });
});

test('the levels, the worst first, and nothing of what was acknowledged', () => {
  expect(linesOf(REPORT).map(line => line.split('::')[1].replace(/file=.*title=/, ''))).toEqual([
    'error SSM-NET-006 BLOCKED', 'error SSM-END-009 BLOCKED', 'error SSM-LOG-004 BLOCKED', 'warning SSM-NET-001 UNKNOWN', 'warning SSM-KEY-003 UNKNOWN',
    'warning SSM-ORD-001 WARNING', 'notice SSM-END-010 BLOCKED', 'notice title=Session Manager preflight',
  ]);
});

test('GitHub gets no more of a level than it shows, and the last line says how many more there are', () => {
  const lines = linesOf(of(...many(11, PreflightSeverity.WARNING), ...many(25, PreflightSeverity.BLOCKED)));
  const count = (level: string) => lines.filter(line => line.startsWith(`::${level} `)).length;
  expect([count('error'), count('warning'), count('notice')]).toEqual([10, 10, 1]);
  expect(lines.at(-1)).toBe('::notice title=Session Manager preflight::1 node: 1 blocked. 15 errors, 1 warning more in the whole report');
});

test('the last line counts towards the notices', () => {
  const optional = Array.from({ length: 12 }, (_, index) => finding('SSM-END-010', { message: `Number ${index}!`, capabilities: REPORT.nodes[2].findings[0].capabilities, logicalId: `T${index}` }));
  const { capabilities } = REPORT.nodes[2];
  const lines = linesOf({ ...NONE, nodes: [node('Shop/Node', { findings: optional, capabilities })] });
  expect(lines.filter(line => line.startsWith('::notice '))).toHaveLength(10);
  expect(lines.at(-1)).toMatch(/\. 3 notices more in the whole report$/);
});

test('no name of a template ends a command or begins another', () => {
  const data = of(finding('SSM-NET-006', { message: 'a\n::error::b', fix: '\r\n::set-output name=x::y', stack: 'S,line=7::x\n', templatePath: 'cdk.out/a\n::stop-commands::x.json' }));
  for (const report of [githubAnnotations(HOSTILE), githubAnnotations(data)]) {
    const lines = report.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) { expect(line).toMatch(/^::(error|notice) [^:]*::/); }
  }
});

test('nothing to prove, and nothing found', () => {
  expect(githubAnnotations(NONE)).toBe('::notice title=Session Manager preflight::No node found: there is nothing to prove\n');
  expect(linesOf({ ...NONE, nodes: [node('Shop/Node')] })).toEqual(['::notice title=Session Manager preflight::1 node: 1 connects']);
});
