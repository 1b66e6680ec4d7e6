import { HOSTILE, IMPORTED_VPC, NAT, NO_TRANSCRIPT, NO_WAY_OUT, REPORT, finding, node } from './fixtures';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';
import { PreflightFinding } from '../../../lib/preflight/preflight-finding';
import { PreflightHopKind, PreflightPath } from '../../../lib/preflight/preflight-hop';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { ReportData } from '../../../lib/preflight/report/report-data';
import { failingText, NODE_BY_NODE, nodeLine, textReport } from '../../../lib/preflight/report/text-report';

const { CONNECTS, BLOCKED, UNKNOWN } = PreflightVerdict;
const { SHELL, PORT_FORWARDING, TRANSCRIPT_S3, TRANSCRIPT_CLOUDWATCH, KMS_ENCRYPTION, AGENT_UPDATE } = PreflightCapability;

const plain = (nodes = REPORT.nodes, width?: number, assumptions: string[] = []) =>
  textReport({ verdict: BLOCKED, nodes, assumptions }, { color: false, width });

const short = (verdict: PreflightVerdict, results: [PreflightCapability, PreflightVerdict, boolean?][], findings = [finding('SSM-NET-006')]) =>
  nodeLine(node('App/Node', { verdict, findings, capabilities: results.map(([capability, result, required = true]) => ({ capability, verdict: result, required })) }));

describe('the line of a node', () => {
  test('says what works, in a fixed order and with both transcripts together', () => {
    expect(nodeLine(NAT)).toBe('CONNECTS  PublicSubnetScenario/Node  shell, tunnels, S3 and CloudWatch transcripts, KMS');
    expect(short(CONNECTS, [[TRANSCRIPT_CLOUDWATCH, CONNECTS], [SHELL, CONNECTS]], [])).toBe('CONNECTS  App/Node  shell, CloudWatch transcripts');
    expect(short(CONNECTS, [[TRANSCRIPT_S3, CONNECTS], [KMS_ENCRYPTION, CONNECTS]], [])).toBe('CONNECTS  App/Node  S3 transcripts, KMS');
  });

  test('says that nothing works, and the rule', () => {
    expect(nodeLine(NO_WAY_OUT)).toBe('BLOCKED   Shop/IsolatedNetwork/Bastion/Node  nothing works (SSM-NET-006)');
  });

  test('says that nothing is proven, and the rule', () => {
    expect(nodeLine(IMPORTED_VPC)).toMatch(/^UNKNOWN {3}Shop\/.*\/Resource {2}nothing proven \(SSM-NET-001\)$/);
    expect(short(UNKNOWN, [], [])).toBe('UNKNOWN   App/Node  nothing proven');
  });

  test('says what works, what is blocked and what is unknown, each with its own rule', () => {
    const unknown = finding('SSM-KEY-003', { severity: PreflightSeverity.UNKNOWN, capabilities: [KMS_ENCRYPTION] });
    const blocked = finding('SSM-LOG-004', { capabilities: [TRANSCRIPT_S3] });
    expect(short(BLOCKED, [[SHELL, CONNECTS], [TRANSCRIPT_S3, BLOCKED], [KMS_ENCRYPTION, UNKNOWN]], [unknown, blocked]))
      .toBe('BLOCKED   App/Node  shell; blocked: S3 transcripts (SSM-LOG-004); unknown: KMS (SSM-KEY-003)');
    expect(short(BLOCKED, [[SHELL, BLOCKED], [KMS_ENCRYPTION, UNKNOWN]], [])).toBe('BLOCKED   App/Node  blocked: shell; unknown: KMS');
  });

  test('names no rule about something else', () => {
    expect(short(BLOCKED, [[SHELL, CONNECTS], [TRANSCRIPT_S3, BLOCKED]], [finding('SSM-IDN-005', { capabilities: [SHELL] })]))
      .toBe('BLOCKED   App/Node  shell; blocked: S3 transcripts');
  });

  test('leaves out what is neither required nor working, or does not apply', () => {
    expect(short(CONNECTS, [[SHELL, CONNECTS], [AGENT_UPDATE, BLOCKED, false], [PORT_FORWARDING, CONNECTS, false]])).toBe('CONNECTS  App/Node  shell, tunnels');
    const capabilities = [{ capability: SHELL, required: true, verdict: CONNECTS }, { capability: TRANSCRIPT_S3, required: false, verdict: CONNECTS, notApplicable: 'no bucket' }];
    expect(nodeLine(node('App/Node', { capabilities }))).toBe('CONNECTS  App/Node  shell');
  });

  test('is one line, whatever the names are', () => {
    expect(nodeLine(node('a\r\nb\u001b[2J\u202e\ud800c', { findings: [] }))).toMatch(/^CONNECTS {2}a b\\u001b\[2J\\u202e\\ud800c {2}shell/);
    expect(nodeLine(node('日本😀', { findings: [] }))).toContain('日本😀');
  });
});

describe('the text report', () => {
  test('shows the first broken precondition in full, and the others in short', () => {
    expect(plain([NO_WAY_OUT])).toBe([
      'BLOCKED   Shop/IsolatedNetwork/Bastion/Node  nothing works (SSM-NET-006)',
      '  SSM-NET-006  The node\'s subnet VpcIsolatedSubnet1 has no route that leads out',
      '               of the VPC, and the VPC has no endpoint for ssm, ssmmessages.',
      '               Shop  VpcIsolatedSubnet1RouteTable  Properties/Routes',
      '               Fix: Add a default route to a NAT gateway, or an interface',
      '               endpoint for ssmmessages.',
      '  SSM-END-009  The S3 gateway endpoint is not on the route table of',
      '               VpcIsolatedSubnet1, so transcripts do not reach their bucket.',
      '               (EndpointsS3AB12)',
      '  SSM-END-010  not required: The policy of the S3 gateway endpoint does not',
      '               allow the buckets that updates of the agent come from.',
      '               (EndpointsS3AB12)',
      '  SSM-LOG-008  acknowledged: It is not known whether `script` is on the node;',
      '               without it nothing is uploaded. (NodeF00DCAFE)',
      '               Reason: The image is baked with util-linux',
      '',
      '1 node: 1 blocked',
      '',
    ].join('\n'));
  });

  test('shows the first unknown finding in full, after the broken ones', () => {
    const unknown = (ruleId: string) => finding(ruleId, { severity: PreflightSeverity.UNKNOWN, message: `${ruleId} is not seen.`, fix: `Show ${ruleId}.` });
    const text = plain([node('App/Node', { findings: [unknown('SSM-NET-001'), unknown('SSM-NET-015'), finding('SSM-NET-003')] })]);
    expect(text.match(/^ {2}SSM-\S+/gm)).toEqual(['  SSM-NET-003', '  SSM-NET-001', '  SSM-NET-015']);
    expect(text).toContain('unknown: SSM-NET-001 is not seen.\n');
    expect(text).toContain('Fix: Show SSM-NET-001.');
    expect(text).not.toContain('Fix: Show SSM-NET-015.');
  });

  test('says what of an unknown node is proven, and how to say that the rest holds', () => {
    const unknown = (ruleId: string, others: object = {}) => (
      finding(ruleId, { severity: PreflightSeverity.UNKNOWN, message: `${ruleId} is not seen`, ...others })
    );
    const subnet = unknown('SSM-NET-001', { assumption: 'subnet-1=nat|public|endpoints' });
    const hop = (kind: PreflightHopKind, findings: PreflightFinding[] = []) => (
      { kind, label: kind, verdict: findings.length > 0 ? UNKNOWN : CONNECTS, findings }
    );
    const path = (service: string, atNode: PreflightFinding[], atRole: PreflightFinding[] = []) => ({
      service,
      verdict: UNKNOWN,
      hops: [hop(PreflightHopKind.NODE, atNode), hop(PreflightHopKind.IDENTITY, atRole), hop(PreflightHopKind.AGENT), hop(PreflightHopKind.SERVICE)],
    });
    const unknownNode = (paths: PreflightPath[], findings: PreflightFinding[]) => (
      plain([node('App/Node', { verdict: UNKNOWN, paths, findings })], 100)
    );

    const text = unknownNode([path('ssm', []), path('s3', [subnet])], [subnet, unknown('SSM-NET-015')]);
    expect(text).toContain('  Proven so far: the permissions, the SSM Agent, the network path to ssm. To check:\n  SSM-NET-001  unknown: ');
    expect(text).toContain('               Once checked: --assume subnet-1=nat|public|endpoints\n');
    expect(text).toContain('               Once checked: --accept SSM-NET-015=REASON\n');

    const warned = finding('SSM-ORD-001', { severity: PreflightSeverity.WARNING });
    expect(unknownNode([path('ssm', [subnet], [warned])], [subnet])).toContain('Proven so far: the permissions, the SSM Agent. To check:');
    const accepted = { ...unknown('SSM-IDN-001'), acknowledged: 'Made by hand' };
    expect(unknownNode([path('ssm', [subnet], [accepted])], [subnet, accepted])).toContain('Proven so far: the SSM Agent. To check:');
    expect(unknownNode([], [subnet])).not.toContain('Proven');
    expect(plain([NO_WAY_OUT])).not.toMatch(/Proven|Once checked/);
  });

  test('lists warnings about names', () => {
    const text = textReport({ verdict: CONNECTS, nodes: [NAT], assumptions: [], warnings: ['One.', 'Two.'] }, { color: false });
    expect(text).toContain('\nWarnings:\n  - One.\n  - Two.\n\n1 node');
  });

  test('shows warnings last, and acknowledged findings with their reason', () => {
    const text = plain([node('App/Node', {
      findings: [
        finding('SSM-LOG-009', { acknowledged: 'Made by hand' }),
        finding('SSM-ORD-001', { severity: PreflightSeverity.WARNING, message: 'It does not wait.' }),
        finding('SSM-NET-003', { capabilities: [] }),
      ],
    })]);
    expect(text.match(/^ {2}SSM-\S+/gm)).toEqual(['  SSM-NET-003', '  SSM-ORD-001', '  SSM-LOG-009']);
    expect(text).toContain('SSM-ORD-001  warning: It does not wait. (VpcIsolatedSubnet1RouteTable)');
    expect(text).toContain('Reason: Made by hand');
    expect(text).not.toContain('not required');
  });

  test('stays within the columns, except for names that cannot be broken', () => {
    for (const width of [60, 80, 120]) {
      const lines = plain(REPORT.nodes, width, REPORT.assumptions).split('\n');
      expect(lines.filter(line => line.length > width && line.trim().includes(' ') && !/^[A-Z]+ +\S+$/.test(line))).toEqual([]);
    }
    expect(plain(REPORT.nodes, 80)).toContain('CONNECTS  PublicSubnetScenario/Node\n          shell, tunnels, S3 and CloudWatch transcripts, KMS\n');
    expect(plain(REPORT.nodes, 120)).toContain('CONNECTS  PublicSubnetScenario/Node  shell, tunnels, S3 and CloudWatch transcripts, KMS\n');
  });

  test('puts names that do not fit on separate lines', () => {
    expect(plain([NO_TRANSCRIPT], 60)).toContain('               legacy-stack\n               NodeRole\n               Properties/Policies/0/PolicyDocument/Statement/2\n');
    expect(plain([NO_TRANSCRIPT], 120)).toContain('               legacy-stack  NodeRole  Properties/Policies/0/PolicyDocument/Statement/2\n');
  });

  test('does not break texts into single words on a very narrow terminal', () => {
    expect(plain(REPORT.nodes, 5)).toBe(plain(REPORT.nodes, 40));
    expect(plain(REPORT.nodes, 40)).not.toBe(plain(REPORT.nodes, 60));
    expect(plain(REPORT.nodes)).toBe(plain(REPORT.nodes, 80));
  });

  test('separates nodes with findings', () => {
    expect(plain([NO_WAY_OUT, NAT, NO_TRANSCRIPT]).split('\n').flatMap((line, index) => line === '' ? [index] : [])).toHaveLength(3);
    expect(plain([NAT, NAT])).toMatch(/KMS\nCONNECTS/);
  });

  test.each([
    [[NAT, NO_WAY_OUT, IMPORTED_VPC], '3 nodes: 1 connects, 1 blocked, 1 unknown'],
    [[NAT, NAT], '2 nodes: 2 connect'],
    [[], 'No node found: there is nothing to prove'],
  ])('sums up (%#)', (nodes, line) => {
    expect(plain(nodes).trimEnd().split('\n').at(-1)).toBe(line);
  });

  test('lists the assumptions', () => {
    expect(plain([], 50, ['The parameter Stage has its default, which is `prod`.', 'Two.'])).toBe([
      'Taken for granted:',
      '  - The parameter Stage has its default, which is',
      '    `prod`.',
      '  - Two.',
      '',
      'No node found: there is nothing to prove',
      '',
    ].join('\n'));
  });

  test('has colors only if requested', () => {
    const colored = textReport(REPORT, { color: true });
    expect(colored).toContain('\u001b[32mCONNECTS\u001b[0m');
    expect(colored).toContain('\u001b[1;31mBLOCKED\u001b[0m');
    expect(colored).toContain('\u001b[33mUNKNOWN\u001b[0m');
    expect(colored).toContain('\u001b[1mSSM-NET-006\u001b[0m  The node');
    expect(colored.replace(/\u001b\[[\d;]+m/g, '')).toBe(textReport(REPORT, { color: false }));
    expect(textReport(REPORT, { color: false })).not.toContain('\u001b');
  });

  test('shows control characters without effect', () => {
    const data = { ...HOSTILE, nodes: [node('App/Node', { findings: [finding('SSM-NET-006', { message: 'a\u001b]0;x\u0007 b\u009b2J\u2028c', stack: 'S\u0008' })] })] };
    const text = textReport(data, { color: false });
    expect(text).toContain('a\\u001b]0;x\\u0007 b\\u009b2J\\u2028c');
    expect(text).toContain('S\\u0008');
    expect(text).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028]*$/);
  });
});

describe('the text report of many nodes', () => {
  const nodes = (count: number) => Array.from({ length: count }, (_, index) => node(`App/Node${index}`, {
    logicalId: `Node${index}`,
    findings: index % 2 === 0 ? [finding('SSM-IDN-004', { message: `The role Role${index} allows nothing`, fix: 'Attach a policy', logicalId: `Role${index}` })] : [],
  }));

  test('tells each cause once, with the number of its nodes and the first of them', () => {
    expect(plain(nodes(NODE_BY_NODE + 2))).toBe([
      'BLOCKED   11 nodes: App/Node0, App/Node2, App/Node4 and 8 more',
      'CONNECTS  11 nodes: App/Node1, App/Node3, App/Node5 and 8 more',
      '',
      '  SSM-IDN-004  The role Role0 allows nothing',
      '               Shop  Role0  Properties/Routes',
      '               Fix: Attach a policy',
      '               11 nodes, at several resources: App/Node0, App/Node2, App/Node4',
      '               and 8 more',
      '',
      '22 nodes: 11 connect, 11 blocked',
      '',
    ].join('\n'));
  });

  test('is told node by node up to the limit', () => {
    expect(plain(nodes(NODE_BY_NODE))).toContain('CONNECTS  App/Node19\n');
    expect(plain(nodes(NODE_BY_NODE + 1))).not.toContain('CONNECTS  App/Node19\n');
  });

  test('does not grow with the number of nodes', () => {
    expect(plain(nodes(2000)).split('\n').length).toBe(plain(nodes(200)).split('\n').length);
  });

  test('has all colors that it has node by node', () => {
    const colored = textReport({ verdict: BLOCKED, nodes: nodes(30), assumptions: [] }, { color: true });
    expect(colored).toContain('\u001b[1;31mBLOCKED\u001b[0m');
    expect(colored.replace(/\u001b\[[\d;]+m/g, '')).toBe(plain(nodes(30)));
  });

  test('shows warnings in short', () => {
    const warn = nodes(30).map(one => ({ ...one, findings: [finding('SSM-ORD-001', { severity: PreflightSeverity.WARNING, message: 'It does not wait' })] }));
    expect(plain(warn)).toContain('  SSM-ORD-001  warning: It does not wait (VpcIsolatedSubnet1RouteTable)\n               30 nodes: App/Node0, App/Node1, App/Node2 and 27 more\n');
    expect(plain(warn)).not.toContain('Fix:');
  });

  describe('of which each node has one of its own', () => {
    const profile = (index: number, severity = PreflightSeverity.UNKNOWN) => finding('SSM-IDN-001', { severity, message: `The profile p${index} is not seen` });
    const own = (count: number) => Array.from({ length: count }, (_, index) => node(`App/Node${index}`, {
      findings: [profile(index), ...index === count - 1 ? [finding('SSM-NET-003', { message: 'One alone has this' })] : []],
    }));

    test('shows the first ones of a rule, and a line for all others', () => {
      expect(plain(own(30)).match(/^ {2}SSM-.*$/gm)).toEqual([
        '  SSM-NET-003  One alone has this',
        ...[0, 1, 2].map(index => `  SSM-IDN-001  unknown: The profile p${index} is not seen`),
        '  SSM-IDN-001  unknown: 27 more causes, which --node ID shows. 27 nodes:',
      ]);
      expect(plain(own(30))).toContain([
        '  SSM-IDN-001  unknown: 27 more causes, which --node ID shows. 27 nodes:',
        '               App/Node3, App/Node4, App/Node5 and 24 more',
        '',
        '30 nodes: 1 blocked, 29 unknown',
        '',
      ].join('\n'));
    });

    test('does not grow with them, and leaves out no rule', () => {
      expect(plain(own(2000)).split('\n').length).toBe(plain(own(200)).split('\n').length);
      expect(plain(own(2000))).toContain('  SSM-NET-003  One alone has this\n');
    });
  });
});

describe('what fails alone', () => {
  const failing = (data: Partial<ReportData>, strict = false) => failingText({ verdict: CONNECTS, nodes: [], assumptions: ['Taken.'], ...data }, { color: false, strict });
  const blocked = node('App/Blocked', {
    findings: [
      finding('SSM-NET-003'), finding('SSM-IDN-001', { severity: PreflightSeverity.UNKNOWN }), finding('SSM-ORD-001', { severity: PreflightSeverity.WARNING }),
    ],
  });
  const unknown = node('App/Unknown', { findings: [finding('SSM-IDN-001', { severity: PreflightSeverity.UNKNOWN })] });
  const connects = node('App/Connects');
  const rules = (text: string) => [...new Set(text.match(/SSM-\w+-\d+/g))];

  test('is nothing where all is well', () => {
    expect(failing({ nodes: [connects], warnings: ['A warning'] })).toBe('');
    expect(failing({ verdict: UNKNOWN, nodes: [unknown] })).toBe('');
    expect(failing({ auditFindings: [finding('SSM-AUD-001', { acknowledged: 'So be it' })] })).toBe('');
  });

  test('is what is blocked, with all nodes counted', () => {
    const text = failing({ verdict: BLOCKED, nodes: [blocked, unknown, connects] });
    expect(rules(text)).toEqual(['SSM-NET-003']);
    expect(text).not.toContain('Taken for granted');
    expect(text.endsWith('3 nodes: 1 connects, 1 blocked, 1 unknown\n')).toBe(true);
  });

  test('is what is unknown as well, where that counts', () => {
    const text = failing({ verdict: BLOCKED, nodes: [blocked, unknown, connects] }, true);
    expect(rules(text)).toEqual(['SSM-NET-003', 'SSM-IDN-001']);
    expect(text).not.toContain('App/Connects');
    expect(failing({ verdict: UNKNOWN, nodes: [connects] }, true)).toBe('Taken for granted:\n  - Taken.\n\n1 node: 1 connects\n');
  });

  test('is what of the audit is dead', () => {
    const text = failing({ nodes: [connects], auditFindings: [finding('SSM-AUD-001'), finding('SSM-AUD-003', { severity: PreflightSeverity.WARNING })] });
    expect(rules(text)).toEqual(['SSM-AUD-001']);
    expect(text).toContain('; audit: 1 blocked');
  });

  test('is told by cause where there are many nodes', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...blocked, id: `App/Node${index}` }));
    expect(rules(failing({ verdict: BLOCKED, nodes: many }))).toEqual(['SSM-NET-003']);
  });
});

describe('lists are bounded', () => {
  const audit = (count: number) => Array.from({ length: count }, (_, index) => finding('SSM-AUD-001', { logicalId: `Filter${index}`, message: `Filter${index} is dead` }));
  const lines = (data: Partial<ReportData>) => textReport({ verdict: CONNECTS, nodes: [], assumptions: [], ...data }, { color: false }).split('\n');

  test('of the audit', () => {
    expect(lines({ auditFindings: audit(300) })).toContain('  SSM-AUD-001  297 more, which --json shows: Shop Filter3, Shop Filter4, Shop');
    expect(lines({ auditFindings: audit(300) }).length).toBe(lines({ auditFindings: audit(30) }).length);
    // A line that stands for one is no shorter.
    expect(lines({ auditFindings: audit(4) }).join('\n')).toContain('Filter3 is dead');
  });

  test('of people', () => {
    const people = (count: number) => Array.from({ length: count }, (_, index) => ({
      ...finding('SSM-ACC-001', { severity: PreflightSeverity.WARNING, message: `App/P${index} may do ${index}` }), principal: `App/P${index}`,
    }));
    expect(lines({ accessFindings: people(300) }).join(' ').replace(/ +/g, ' ')).toContain('SSM-ACC-001 297 more, which --json shows. 297 people: App/P3, App/P4, App/P5 and 294 more');
    expect(lines({ accessFindings: people(300) }).length).toBe(lines({ accessFindings: people(30) }).length);
  });

  test('of sentences', () => {
    const sentences = (count: number) => Array.from({ length: count }, (_, index) => `Sentence ${index}.`);
    expect(lines({ assumptions: sentences(200) }).slice(10, 12)).toEqual(['  - Sentence 9.', '  - And 190 more, which --json shows.']);
    expect(lines({ warnings: sentences(11) })).toContain('  - Sentence 10.');
  });
});
