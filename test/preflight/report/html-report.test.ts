import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contrast } from './contrast';
import { HOSTILE, IMPORTED_VPC, NAT, NO_TRANSCRIPT, NO_WAY_OUT, PRIVATE_LINK, REPORT, finding, hop, manyNodes, node, path } from './fixtures';
import { packageVersion } from '../../../lib/preflight/package-version';
import { PreflightHopKind } from '../../../lib/preflight/preflight-hop';
import { PreflightHtmlOptions } from '../../../lib/preflight/preflight-html-options';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightOrigin } from '../../../lib/preflight/preflight-source';
import { PreflightStack } from '../../../lib/preflight/preflight-stack';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { htmlReport } from '../../../lib/preflight/report/html-report';
import { DARK, LIGHT, PRINT, Palette } from '../../../lib/preflight/report/html-style';
import { nodeAnchor } from '../../../lib/preflight/report/links';
import { markup } from '../../../lib/preflight/report/markup';
import { drawPath, stationWords } from '../../../lib/preflight/report/path-drawing';
import { rulePage } from '../../../lib/preflight/report/product';
import { ReportData } from '../../../lib/preflight/report/report-data';
import { EVERY_RULE } from '../../../lib/preflight/rules/all-rules';
import { contractPage } from '../../../lib/preflight/rules/rule';

const Kind = PreflightHopKind;

const page = (...nodes: typeof REPORT.nodes) => htmlReport({ verdict: PreflightVerdict.BLOCKED, nodes, assumptions: [] });
const contentOf = (html: string, tag: string) => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)![1];
const sha256 = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
/** Without the places where names may break. */
const unbroken = (html: string) => html.replaceAll('<wbr>', '').replace(/<span class="long">(.*?)<\/span>/g, '$1');
const nodesOf = (html: string) => html.slice(html.indexOf('<div class="nodes">'));
const texts = (html: string, className: string) => [...html.matchAll(new RegExp(`<text class="${className}"[^>]*>([^<]*)<`, 'g'))].map(match => match[1]);

describe('the file', () => {
  test('is the same each time', () => {
    expect(htmlReport(REPORT)).toBe(htmlReport(REPORT));
    expect(htmlReport(REPORT)).toMatch(/^<!doctype html>\n<html lang="en">\n[\s\S]*<\/html>\n$/);
  });

  test('has a Content-Security-Policy that allows its own style and script, by their hashes, and nothing else', () => {
    const html = htmlReport(REPORT);
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)!;
    expect(policy.replaceAll('&#39;', '\'').split('; ')).toEqual([
      'default-src \'none\'',
      'img-src data:',
      `style-src '${sha256(contentOf(html, 'style'))}'`,
      `script-src '${sha256(contentOf(html, 'script'))}'`,
      'base-uri \'none\'',
      'form-action \'none\'',
    ]);
  });

  test.each([['usual', REPORT], ['hostile', HOSTILE]])('refers to nothing outside and has no inline handlers or styles (%s names)', (_, data) => {
    const html = htmlReport(data);
    // The attributes of tags. Texts have no `<`.
    const tags = html.replace(contentOf(html, 'style'), '').replace(contentOf(html, 'script'), '').match(/<[a-z][^>]*>/g)!;
    const attributes = tags.flatMap(tag => [...tag.matchAll(/\s([a-z:-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    expect(attributes.filter(([name]) => /^(on|style|src|action)/.test(name))).toEqual([]);
    const links = attributes.filter(([name, value]) => name === 'href' && !value.startsWith('#') && value !== 'data:,').map(([, value]) => value);
    expect(links.filter(link => !/^https:\/\/(github\.com\/cdk-session-manager|docs\.aws\.amazon\.com)\//.test(link))).toEqual([]);
    expect(tags.filter(tag => / href="https:/.test(tag) && !tag.startsWith('<a '))).toEqual([]);
    expect(contentOf(html, 'style')).not.toMatch(/url\(|@import/);
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  test('has the given title', () => {
    expect(htmlReport(REPORT)).toContain('<h1>Session Manager preflight</h1>');
    expect(htmlReport(REPORT, { title: 'A & <B>' })).toContain('<title>A &amp; &lt;B&gt; - Session Manager preflight</title>');
    expect(htmlReport(REPORT, { title: 'A & <B>' })).toContain('<h1>A &amp; &lt;B&gt;</h1>');
  });

  test('stays below 1 kB a node where nodes are alike', () => {
    const small = htmlReport(manyNodes(100)).length;
    expect((htmlReport(manyNodes(600)).length - small) / 500).toBeLessThan(1000);
  });

  test('names no directory of the machine', () => {
    const at = (templatePath: string) => finding('SSM-NET-006', { templatePath });
    const html = page(node('A', { findings: [at('/home/me/app/cdk.out/Shop.template.json'), at('/home/me/app/cdk.out/assembly-Prod/Shop.template.json')] }));
    expect(html).not.toContain('/home/me');
    expect(html).toContain('>Shop.template.json<');
    expect(html).toContain('>assembly-<wbr>Prod/<wbr>Shop.<wbr>template.<wbr>json</span><');
  });

  test('says that there are no nodes or no assumptions', () => {
    expect(page()).toContain('There is no EC2 instance, launch template or Auto Scaling group here.');
    expect(page()).not.toContain('Taken for granted');
    expect(htmlReport(REPORT)).toContain('<h2>Assumptions</h2><ul><li>The parameter BootstrapVersion has its default');
  });
});

describe('the head', () => {
  const headOf = (data: Partial<ReportData> = {}, options?: PreflightHtmlOptions) => unbroken(/<header[^]*<\/header>/.exec(htmlReport({ ...REPORT, ...data }, options))![0]);
  const stack = (name: string, account?: string, region?: string) => ({ name, account, region });

  test('names the product, its version and what the report was made from, and when in UTC', () => {
    const head = headOf({}, { madeFrom: 'preflight <cdk.out>', madeAt: new Date('2026-11-29T23:05:59-02:00') });
    expect(head).toContain(`cdk-session-manager preflight <span class="version">${packageVersion()}</span>`);
    expect(head).toContain('<dt>From</dt><dd>preflight &lt;cdk.out&gt;</dd>');
    expect(head).toContain('<dt>Made</dt><dd><time datetime="2026-11-30T01:05:59.000Z">30 November 2026, 01:05 UTC</time></dd>');
  });

  /** In one line. */
  const REGION = '<span class="whole">eu-west-1</span>';

  test('says the account and the region of the stacks, each once, and where they are not set', () => {
    expect(headOf({ stacks: [stack('A', '111122223333', 'eu-west-1')] })).toContain(`<dt>1 stack</dt><dd><ul><li>111122223333, ${REGION}</li></ul></dd>`);
    const several = headOf({ stacks: [stack('A', '111122223333', 'eu-west-1'), stack('B', '111122223333', 'eu-west-1'), stack('C', undefined, 'eu-west-1'), stack('D')] });
    expect(several).toContain(`<li>111122223333, ${REGION} (2)</li><li>account not set, ${REGION} (1)</li><li>account and region not set (1)</li>`);
    expect(headOf({ stacks: Array.from({ length: 12 }, (_, index) => stack(`S${index}`, `${111122220000 + index}`, 'eu-west-1')) })).toMatch(/111122220007.*and 4 more/);
    expect(headOf({ stacks: [] })).not.toContain('stack');
  });

  test('has the date of SOURCE_DATE_EPOCH, or none, unless there is a better one', () => {
    expect(headOf()).not.toContain('<dt>Made');
    process.env.SOURCE_DATE_EPOCH = '1764374400';
    try {
      expect(headOf()).toContain('29 November 2025, 00:00 UTC');
      expect(headOf({}, { madeAt: new Date(0) })).toContain('1 January 1970, 00:00 UTC');
      process.env.SOURCE_DATE_EPOCH = 'yesterday';
      expect(() => headOf()).toThrow('SOURCE_DATE_EPOCH must be seconds since 1970, got \'yesterday\'');
      process.env.SOURCE_DATE_EPOCH = '';
      expect(headOf()).not.toContain('<dt>Made');
    } finally {
      delete process.env.SOURCE_DATE_EPOCH;
    }
  });

  test('a node says where its stack is deployed, where that is known', () => {
    const about = (stacks: PreflightStack[]) => /<p class="about">.*?<\/p>/.exec(nodesOf(htmlReport({ ...REPORT, nodes: [NAT], stacks })))![0];
    expect(about([stack(NAT.stack, '111122223333', 'eu-west-1')])).toContain(`<span>111122223333, ${REGION}</span>`);
    expect(about([stack(NAT.stack)])).not.toContain('not set');
    expect(about([stack('Other', '111122223333')])).not.toContain('111122223333');
  });
});

describe('links', () => {
  test('to a node are the same in each report, whatever else is in it', () => {
    const link = (html: string, id: string) => new RegExp('<a class="here" href="#(.*?)"').exec(html.slice(html.indexOf(`id="${id}"`)))![1];
    expect(link(page(NAT), 'node-PublicSubnetScenario/Node')).toBe('node-PublicSubnetScenario/Node');
    expect(link(page(NO_WAY_OUT, PRIVATE_LINK, NAT), 'node-PublicSubnetScenario/Node')).toBe('node-PublicSubnetScenario/Node');
  });

  test('to nodes whose names are alike differ, and have nothing that an address would change', () => {
    const anchors = ['A b', 'A~b', 'A~20b', 'A%20b', 'Ä', '😀', 'A"b'].map(nodeAnchor);
    expect(anchors).toEqual(['node-A~20b', 'node-A~7eb', 'node-A~7e20b', 'node-A~2520b', 'node-~c4', 'node-~1f600', 'node-A~22b']);
    expect(anchors.map(anchor => new URL(`file:///report.html#${anchor}`).hash)).toEqual(anchors.map(anchor => `#${anchor}`));
  });

  test('to a cause are the same as long as its finding is', () => {
    const anchorOf = (html: string, ruleId: string) => new RegExp(`id="(cause-${ruleId}-[\\da-f]{8})"`).exec(html)![1];
    expect(anchorOf(page(NO_WAY_OUT, IMPORTED_VPC, NO_TRANSCRIPT), 'SSM-NET-006')).toBe(anchorOf(page(NO_WAY_OUT), 'SSM-NET-006'));
    const other = node('B', { findings: [finding('SSM-NET-006', { logicalId: 'AnotherTable' })] });
    expect(anchorOf(page(other), 'SSM-NET-006')).not.toBe(anchorOf(page(NO_WAY_OUT), 'SSM-NET-006'));
  });

  test('lead to the page of the console, and to the facts behind a rule', () => {
    const consoleUrl = 'https://eu-west-1.console.aws.amazon.com/vpc/home#RouteTables:';
    const source = { origin: PreflightOrigin.ACCOUNT, name: 'rtb-1', consoleUrl };
    const html = page(node('A', { findings: [finding('SSM-NET-006', { source, contract: 'docs/agent-contract.md, section 6' })] }));
    expect(html).toContain(`<dt class="">Console</dt><dd class=""><a href="${consoleUrl}">`);
    expect(html).toContain('<a href="https://github.com/cdk-session-manager/cdk-session-manager/blob/main/docs/agent-contract.md">');
    expect(page(NO_WAY_OUT)).not.toContain('>Console<');
  });

  test('lead to sections that are there', () => {
    const sections = new Set([...readFileSync(join(__dirname, '../../../docs/rules.md'), 'utf8').matchAll(/^#+ (SSM-[A-Z]+-\d+)/gm)].map(([, id]) => id.toLowerCase()));
    expect(EVERY_RULE.map(({ id }) => new URL(rulePage(id)).hash.slice(1)).filter(id => !sections.has(id))).toEqual([]);
    expect(new Set(EVERY_RULE.map(contractPage).filter(file => !existsSync(join(__dirname, '../../..', file))))).toEqual(new Set());
  });
});

describe('the list', () => {
  test('has blocked nodes first, then unknown nodes, and otherwise keeps the order', () => {
    const names = [...nodesOf(htmlReport(REPORT)).matchAll(/<h3>(.*?)<\/h3>/g)].map(match => match[1].replaceAll('<wbr>', ''));
    expect(names).toEqual([NO_WAY_OUT, NO_TRANSCRIPT, IMPORTED_VPC, NAT, PRIVATE_LINK].map(one => one.id));
  });

  test('counts nodes by verdict', () => {
    const buttons = [...htmlReport(REPORT).matchAll(/<button.*?data-filter="(.*?)".*?<b>(\d+)<\/b>/g)].map(([, verdict, count]) => [verdict, count]);
    expect(buttons).toEqual([['', '5'], ['BLOCKED', '2'], ['UNKNOWN', '1'], ['CONNECTS', '2']]);
  });

  test('can be filtered by stack, where there are several, each with the number of its nodes', () => {
    const options = (html: string) => [...html.matchAll(/<option value="(.*?)">(.*?)<\/option>/g)].map(([, value, text]) => `${value}: ${text}`);
    expect(options(htmlReport(REPORT))).toEqual([': All 3 stacks', 'PublicSubnetScenario: PublicSubnetScenario (1)', 'Shop: Shop (3)', 'legacy-stack: legacy-stack (1)']);
    expect(options(page(NO_WAY_OUT, PRIVATE_LINK))).toEqual([]);
  });

  test('has the first node open, and the others as text until they are opened', () => {
    const html = page(NAT, NO_WAY_OUT, PRIVATE_LINK);
    expect(html.match(/<details class="node"[^>]* open>/g)).toHaveLength(1);
    expect(html.match(/<\/a><noscript><div class="body">/g)).toHaveLength(2);
    expect(html.indexOf('Shop/<wbr>')).toBeLessThan(html.indexOf('<noscript>'));
  });

  test('has the rules of each node, once', () => {
    expect(page(node('A', { findings: [finding('SSM-NET-003'), finding('SSM-NET-006'), finding('SSM-NET-003')] }))).toContain('data-rules="SSM-NET-003 SSM-NET-006"');
  });
});

describe('the body of a node', () => {
  test('has the findings, the worst first, with fix, place and source', () => {
    const html = unbroken(nodesOf(page(NO_WAY_OUT)));
    expect([...html.matchAll(/<code>(SSM-[^<]*)<\/code>/g)].map(match => match[1])).toEqual(['SSM-NET-006', 'SSM-END-009', 'SSM-END-010', 'SSM-LOG-008']);
    expect(html).toContain('<dt class="fix">Fix</dt><dd class="fix">Add a default route to a NAT gateway, or an interface endpoint for ssmmessages.</dd>');
    expect(html).toContain('<dd class="">Shop / VpcIsolatedSubnet1RouteTable (AWS::EC2::RouteTable, Properties/Routes)</dd>');
    expect(html).toContain('<dt class="">Source</dt><dd class="">Agent contract, section 6</dd>');
    expect(html).toContain('<dt class="fix">Reason</dt><dd class="fix">The image is baked with util-linux</dd>');
    expect([...html.matchAll(/<h5><span class="tag \w+"><span aria-hidden="true">.<\/span> ([\w ]+)<\/span> <a [^>]*><code>/g)].map(match => match[1]))
      .toEqual(['Blocked', 'Blocked', 'Not required', 'Acknowledged']);
  });

  test('leaves out what does not exist', () => {
    const html = page(node('A', { constructPath: 'A', findings: [finding('SSM-NET-006', { property: undefined, constructPath: undefined })] }));
    expect(html).toContain('(AWS::EC2::RouteTable)</dd>');
    expect(html).not.toMatch(/>Construct<|>Reason<|>Property</);
    expect(html).toContain('<p class="about"><span>AWS::EC2::Instance</span><span>NodeF00DCAFE</span></p>');
    expect(page(node('A', { constructPath: 'Shop/A' }))).toContain('<span>Shop/A</span></p>');
    expect(page(node('A', { capabilities: [] }))).not.toMatch(/<h4>Findings|<h4>Capabilities|class="others"/);
  });

  test('has a badge for each capability that applies, and says why the others do not', () => {
    const html = page(NAT);
    expect(html.match(/<li class="tag ok/g)).toHaveLength(5);
    expect(html).toContain('<li class="tag ok optional"><span aria-hidden="true">✓</span> Tunnels<span class="unseen">: works, not required</span></li>');
    expect(html).toContain('<li>Does not apply: Run Command (nothing in the assembly uses it)</li>');
    expect(page(NO_WAY_OUT)).toContain('<li class="tag bad"><span aria-hidden="true">✕</span> Shell: blocked</li>');
  });

  test('names the destination of its path', () => {
    expect(page(NO_WAY_OUT)).toContain('<h4>Path to ssmmessages from VpcIsolatedSubnet1</h4>');
    expect(page(node('A', { path: NAT.mainPath.hops }))).toContain('<h4>Path to ssmmessages</h4>');
    expect(page(node('A', { path: NAT.mainPath.hops.slice(0, 2) }))).toContain('<h4>Path to Session Manager</h4>');
    expect(page(node('A'))).toContain('no part of the path could be seen');
  });

  test('finds the path that is drawn among all paths, be it a copy', () => {
    const copy = { ...NAT, mainPath: { ...NAT.mainPath, hops: NAT.mainPath.hops.map(one => ({ ...one })) } };
    expect(page(copy)).toContain('<h4>Path to ssmmessages from PrivateSubnet1</h4>');
    expect(page(copy)).toContain('4 other paths, all good');
  });

  test('shows other paths that work in one line, together if they are alike', () => {
    expect(page(NAT)).toMatch(/4 other paths, all good<\/summary><dl class="ways"><div><dt>[^\n]*ssm, logs, kms, s3<\/span><\/dt><dd>.*from PrivateSubnet1: the same path as above<\/dd><\/div><\/dl>/);
    const html = unbroken(page(PRIVATE_LINK));
    expect(html).toContain('9 other paths, all good');
    expect(html).toContain('from PrivateSubnet1: … → VPC endpoint for logs EndpointsLogs11AA</dd>');
    expect(html).toContain('from PrivateSubnet2: … → Route within the VPC VpcPrivateSubnet2RouteTable5E6F → VPC endpoint for ssmmessages EndpointsSsmMessages9C2F</dd>');
  });

  test('tells the same way from another subnet by itself', () => {
    const twice = [...NAT.paths, ...NAT.paths.map(one => ({ ...one, subnet: 'PrivateSubnet2' }))];
    const html = page({ ...NAT, paths: twice });
    expect(html).toContain('> ssm, logs, kms, s3</span></dt>');
    expect(html).toContain('> ssmmessages, ssm, logs, kms, s3</span></dt>');
    expect(html).toContain('from PrivateSubnet2: the same path as above');
  });

  test('draws other paths that do not work, unless the drawing above shows why', () => {
    const html = page(NO_WAY_OUT);
    expect(html).toContain('2 other paths, 2 blocked');
    expect(html).toContain('aria-label="Path to s3 from VpcIsolatedSubnet1"');
    expect(html).not.toContain('aria-label="Path to ssm from VpcIsolatedSubnet1"');
    expect(html).toMatch(/ ssm<\/span><\/dt><dd><span class="unseen">Blocked, <\/span>from VpcIsolatedSubnet1: the same path as above/);
  });

  test('draws alike broken paths once, but a service with its own finding separately', () => {
    const closed = hop(Kind.ENDPOINT, 'VPC endpoint', 'E', [finding('SSM-END-004')]);
    const denied = (rule: string) => hop(Kind.SERVICE, 'bucket', 'B', [finding(rule)]);
    const start = hop(Kind.NODE, 'Node', 'N');
    const html = page(node('A', {
      path: [start],
      paths: [
        path('ssm', [start, closed, hop(Kind.SERVICE, 'ssm')]),
        path('logs', [start, closed, hop(Kind.SERVICE, 'logs')]),
        path('s3', [start, denied('SSM-LOG-004')]),
        path('s3 again', [start, denied('SSM-LOG-006')]),
        path('s3 again', [start, denied('SSM-LOG-007')]),
      ],
    }));
    expect([...html.matchAll(/<ol [^>]*aria-label="([^"]*)"/g)].map(match => match[1])).toEqual(['Path to Session Manager', 'Path to ssm, logs', 'Path to s3', 'Path to s3 again', 'Path to s3 again']);
    expect(texts(html, 'l')).toContain('ssm, logs');
  });

  test('says where another path differs from the one above', () => {
    const [start, route, gateway, endpoint] = [hop(Kind.NODE, 'Node', 'N'), hop(Kind.ROUTE, 'Route', 'R'), hop(Kind.GATEWAY, 'Gateway', 'G'), hop(Kind.ENDPOINT, 'Endpoint', 'E')];
    const service = (name: string) => hop(Kind.SERVICE, name);
    const html = page(node('A', {
      path: [start, route, gateway, service('ssm')],
      paths: [
        path('longer', [start, route, gateway, endpoint, service('s3')]),
        path('shorter', [start, route, service('s3')]),
        path('other', [endpoint, service('s3')]),
        path('unseen', []),
        { ...path('unseen and unknown', []), verdict: PreflightVerdict.UNKNOWN },
      ],
    }));
    const words = [...html.matchAll(/ ([\w ]+)<\/span><\/dt><dd><span class="unseen">\w+, <\/span>([^<]*)</g)].map(([, name, text]) => [name, text]);
    expect(words).toEqual([
      ['longer', '… → Endpoint E'],
      ['shorter', '… → Route R'],
      ['other', 'Endpoint E'],
      ['unseen', 'no part of the path could be seen'],
      ['unseen and unknown', 'no part of the path could be seen'],
    ]);
    expect(html.match(/<ol class="path/g)).toHaveLength(1);
  });

  test('counts blocked and unknown paths separately', () => {
    const unseen = hop(Kind.ROUTE, 'Route', undefined, [finding('SSM-NET-015', { severity: PreflightSeverity.UNKNOWN })]);
    expect(page(node('A', { paths: [path('ssm', [unseen]), path('s3', [hop(Kind.ROUTE, 'Route', undefined, [finding('SSM-NET-006')])])] })))
      .toContain('2 other paths, 1 blocked, 1 unknown');
    expect(page(node('A', { paths: [path('ssm', [unseen])] }))).toContain('1 other path, 1 unknown');
  });
});

describe('the drawing', () => {
  const draw = (...hops: Parameters<typeof drawPath>[0]) => drawPath(hops, 'Path').html;

  test('has a station for each hop, in order, each with its name', () => {
    const html = draw(...NO_WAY_OUT.mainPath.hops);
    expect([...html.matchAll(/<title>([^<]*)<\/title>/g)].map(match => match[1])).toEqual([
      'Node, EC2 instance NodeF00DCAFE: good',
      'Role, Instance role NodeRole7D1E2C3B: good',
      'Agent, SSM Agent of Amazon Linux 2023: good',
      'Security group, Security group NodeSecurityGroup0A1B2C3D: good',
      'Network ACL, Network ACL VpcIsolatedAcl77AA: good',
      'Route, Route table of VpcIsolatedSubnet1 VpcIsolatedSubnet1RouteTable3C4D5E6F: blocked, SSM-NET-006',
      'Service, ssmmessages: good',
    ]);
  });

  test('tells the verdict by class, sign and text', () => {
    const html = draw(...NO_WAY_OUT.mainPath.hops);
    expect(html.match(/<li class="bad">/g)).toHaveLength(1);
    expect(html).toContain('href="#route-blocked"');
    expect(texts(html, 'f')).toEqual(['SSM-NET-006', 'blocked']);
    expect(texts(draw(...IMPORTED_VPC.mainPath.hops), 'f')).toEqual(['SSM-NET-001', 'unknown', 'SSM-NET-001', 'unknown']);
    expect(texts(draw({ ...hop(Kind.ROUTE, 'Route'), verdict: PreflightVerdict.UNKNOWN }), 'f')).toEqual(['unknown']);
  });

  test('dashes the line after a broken hop, and ends at the last one', () => {
    const paths = (html: string) => [...html.matchAll(/<li.*?<\/li>/g)].map(([li]) => /#way-(\w+)/.exec(li)?.[1]);
    expect(paths(draw(...NO_WAY_OUT.mainPath.hops))).toEqual(['go', 'go', 'go', 'go', 'go', 'cut', undefined]);
    expect(paths(draw(...IMPORTED_VPC.mainPath.hops))).toEqual(['go', 'go', 'go', 'go', 'go', 'go', undefined]);
    expect(paths(draw(hop(Kind.NODE, 'Node', 'N', [finding('SSM-AGT-001')]), hop(Kind.ROUTE, 'Route'), hop(Kind.SERVICE, 'ssm')))).toEqual(['cut', 'cut', undefined]);
  });

  test('shows warnings and acknowledged findings, but open ones first', () => {
    const warning = finding('SSM-ORD-001', { severity: PreflightSeverity.WARNING });
    const acknowledged = finding('SSM-LOG-008', { acknowledged: 'known' });
    expect(texts(draw(hop(Kind.NODE, 'Node', 'N', [warning])), 'n')).toEqual(['SSM-ORD-001', 'warning']);
    expect(texts(draw(hop(Kind.NODE, 'Node', 'N', [acknowledged])), 'n')).toEqual(['SSM-LOG-008', 'acknowledged']);
    expect(texts(draw(hop(Kind.NODE, 'Node', 'N', [acknowledged, finding('SSM-NET-006')])), 'f')).toEqual(['SSM-NET-006 +1', 'blocked']);
    expect(stationWords(hop(Kind.NODE, 'Node', 'N', [acknowledged]))).toBe('Node, Node N: good, SSM-LOG-008 (acknowledged)');
  });

  test('has two rows of the same length for a long path', () => {
    const row = (count: number) => /class="path w(\d)"/.exec(draw(...Array.from({ length: count }, () => hop(Kind.ROUTE, 'Route'))))![1];
    expect([1, 9, 10, 11, 18, 19].map(row)).toEqual(['1', '9', '5', '6', '9', '7']);
  });

  test('wraps and shortens long texts, and keeps the whole text as its name', () => {
    const html = draw(hop(Kind.ROUTE, 'Route table of VpcPrivateWithEgressSubnet1InTheSecondZone and more of the same', 'VpcPrivateSubnet1RouteTable3C4D5E6F'));
    expect(texts(html, 'l')).toEqual(['Route table of', 'VpcPrivateWith', 'EgressSubnet…']);
    expect(texts(html, 'i')).toEqual(['VpcPrivate', 'Subnet1Route', 'Table3C4D5E6F']);
    expect(texts(draw(hop(Kind.ROUTE, 'Route', `Platform${'SharedNetwork'.repeat(6)}3C4D5E6F`)), 'i')).toEqual(['PlatformShared', '…', 'NetworkShared', 'Network3C4D5E6F']);
    expect(draw(hop(Kind.ROUTE, 'databaseconnection'))).toContain('textLength="113" lengthAdjust="spacingAndGlyphs">databaseconnection<');
    expect(html).toContain('VpcPrivateWithEgressSubnet1InTheSecondZone and more of the same VpcPrivateSubnet1RouteTable3C4D5E6F');
    expect(texts(draw(hop(Kind.ROUTE, 'W'.repeat(20))), 'l').map(text => text.length)).toEqual([9, 9, 2]);
    expect(texts(draw(hop(Kind.ROUTE, 'Route', 'SixteenCharacter')), 'i')).toEqual(['SixteenCharacter']);
  });

  test('is as high as its texts', () => {
    const height = (html: string) => Number(/height="(\d+)"/.exec(html)![1]);
    expect(height(draw(hop(Kind.ROUTE, 'Route', 'R', [finding('SSM-NET-006')])))).toBeGreaterThan(height(draw(hop(Kind.ROUTE, 'Route'))) + 40);
  });
});

describe('markup', () => {
  test('escapes texts, and accepts only markup as markup', () => {
    expect(markup`<p title="${'"\'`&<>'}">${'<b>'}${1}${markup`<i>${'x'}</i>`}${[markup`<br>`, markup`<hr>`]}</p>`.html)
      .toBe('<p title="&quot;&#39;&#96;&amp;&lt;&gt;">&lt;b&gt;1<i>x</i><br><hr></p>');
    expect(markup`${'a&b'}`.html).toBe('a&amp;b');
    expect(markup`${'\u0000\u001b\ud800 \u202e\n\t😀'}`.html).toBe('\\u0000\\u001b\\ud800 \\u202e 😀');
  });
});

describe('the colors', () => {
  const schemes: [string, Palette][] = [['light', LIGHT], ['dark', DARK], ['print', PRINT]];
  const readable: [keyof Palette, keyof Palette][] = [
    ['ink', 'page'], ['ink', 'card'], ['muted', 'page'], ['muted', 'card'],
    ['ok', 'card'], ['ok', 'page'], ['ok', 'okTint'], ['bad', 'card'], ['bad', 'page'], ['bad', 'badTint'], ['unk', 'card'], ['unk', 'page'], ['unk', 'unkTint'],
  ];
  const visible: [keyof Palette, keyof Palette][] = [['edge', 'card'], ['edge', 'page'], ['focus', 'card'], ['focus', 'page']];

  test.each(schemes)('have the contrast that WCAG AA requires (%s)', (_, palette) => {
    const contrasts = (pairs: [keyof Palette, keyof Palette][], least: number) => pairs
      .map(([front, back]) => ({ front, back, contrast: contrast(palette[front], palette[back]) }))
      .filter(pair => pair.contrast < least);
    expect(contrasts(readable, 4.5)).toEqual([]);
    expect(contrasts(visible, 3)).toEqual([]);
  });

  test('are black and white in print', () => {
    expect([PRINT.ink, PRINT.page, PRINT.muted, PRINT.bad]).toEqual(['#000000', '#ffffff', '#000000', '#000000']);
  });

  test('are measured correctly', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', 'rgb(255, 255, 255)')).toBeCloseTo(4.48, 2);
  });
});

describe('the causes', () => {
  const alike = (count: number) => Array.from({ length: count }, (_, index) => node(`Shop/Node${index}`, { logicalId: `Node${index}`, findings: [finding('SSM-NET-006')] }));
  const causesOf = (html: string) => /<section class="wide causes">[^]*?<\/section>/.exec(html)?.[0] ?? '';

  test('are there once, whatever the number of their nodes, and link each node', () => {
    const causes = causesOf(page(...alike(3)));
    expect(causes.match(/<details class="cause"/g)).toHaveLength(1);
    expect(causes).toContain('<span class="stack"><code>SSM-NET-006</code>, <span class="count">3 nodes</span></span>');
    expect([...causes.matchAll(/<a href="#(node-.*?)">(.*?)<\/a>/g)].map(([, anchor, name]) => [anchor, name.replaceAll('<wbr>', '')]))
      .toEqual([0, 1, 2].map(index => [`node-Shop/Node${index}`, `Shop/Node${index}`]));
  });

  test('are open where the first one stops many nodes', () => {
    const isOpen = (html: string) => /<details class="cause"[^>]* open>/.test(causesOf(html));
    const warned = (name: string) => node(name, { findings: [finding('SSM-NET-006', { severity: PreflightSeverity.WARNING })] });
    expect([page(...alike(2)), page(...alike(1)), page(warned('A'), warned('B'))].map(isOpen)).toEqual([true, false, false]);
  });

  test('link the rule and the page of AWS', () => {
    const causes = causesOf(page(...alike(1)));
    expect(causes).toContain('<a href="https://github.com/cdk-session-manager/cdk-session-manager/blob/main/docs/rules.md#ssm-net-006"><code>SSM-NET-006</code></a>');
    expect(causes).toContain('<a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html">');
  });

  test('are linked by the findings of their nodes, where there are other nodes', () => {
    expect(page(...alike(2))).toMatch(/<a href="#cause-SSM-NET-006-[\da-f]{8}">All 2 nodes with this cause<\/a>/);
    expect(page(...alike(1))).not.toContain('with this cause');
  });

  test('name the first nodes, and how many there are more', () => {
    const causes = causesOf(page(...alike(60)));
    expect(causes.match(/<a href="#node-/g)).toHaveLength(50);
    expect(causes).toContain('And 10 nodes more.');
    expect(causes).toContain('<button type="button" data-cause="1" data-rule="SSM-NET-006">');
  });

  test('say that other nodes have it at other resources', () => {
    const own = (name: string) => node(name, { findings: [finding('SSM-IDN-004', { message: `${name}Role allows nothing`, logicalId: `${name}Role` })] });
    expect(causesOf(page(own('A'), own('B')))).toContain('This is the finding of A. Other nodes have it at other resources.');
    expect(causesOf(page(...alike(2)))).not.toContain('other resources');
  });

  test('are not there where nothing is wrong', () => {
    expect(page(NAT)).not.toContain('<h2>Causes');
  });

  test('do not link what is no page', () => {
    const html = page(node('A', { findings: [finding('SSM-NET-006', { documentation: 'javascript:alert(1)' })] }));
    expect(html).not.toContain('href="javascript');
    expect(html).toContain('javascript:alert(1)');
  });
});

describe('nodes that are alike', () => {
  test('have one body, and without scripts a link to it and to their causes', () => {
    const html = nodesOf(page(...['A', 'B', 'C', 'D'].map(name => node(`Shop/${name}`, { logicalId: `${name}F00D`, findings: [finding('SSM-NET-006')] }))));
    // The first is open, the second is the model.
    expect(html.match(/<div class="body">/g)).toHaveLength(2);
    expect([...html.matchAll(/data-like="(.*?)" data-names="(.*?)"/g)].map(([, like, names]) => [like, names.replace(/\d+ /g, '')]))
      .toEqual([['1', 'CF00D'], ['1', 'DF00D']]);
    expect(html).toMatch(/<noscript><p class="like">Like <a href="#node-Shop\/B">another node<\/a>, with other names\. <a href="#cause-SSM-NET-006-[\da-f]{8}">SSM-NET-006<\/a><\/p><\/noscript>/);
  });
});

describe('long names', () => {
  test('may break between their parts, and short ones nowhere', () => {
    const html = page(node('A', { findings: [finding('SSM-NET-006', { message: 'VpcApplicationIsolatedSubnet1RouteTable and RouteTable' })] }));
    expect(html).toContain('<span class="long">Vpc<wbr>Application<wbr>Isolated<wbr>Subnet1<wbr>Route<wbr>Table</span> and RouteTable');
  });
});

describe('a fix as code', () => {
  const cdkFix = { typescript: 'if (a < b) {\n  vpc.addInterfaceEndpoint(\'SsmMessages\');\n}', python: 'if a < b:\n    vpc.add_interface_endpoint("SsmMessages")' };
  const withCode = (rest = {}) => page(node('A', { findings: [finding('SSM-END-001', { cdkFix, ...rest })] }));
  const codeOf = (html: string) => [...html.matchAll(/<pre class="(\w+)"><code>([^]*?)<\/code><\/pre>/g)].map(([, language, code]) => `${language}: ${code.replaceAll('<wbr>', '')}`);

  test('is there in both languages, as it stands', () => {
    const [typescript, python] = codeOf(nodesOf(withCode()));
    expect(typescript).toBe('typescript: if (a &lt; b) {\n  vpc.addInterfaceEndpoint(&#39;SsmMessages&#39;);\n}');
    expect(python).toBe('python: if a &lt; b:\n    vpc.add_interface_endpoint(&quot;SsmMessages&quot;)');
  });

  test('has one choice of the language for the page, where there is any code', () => {
    expect(withCode().match(/<input type="radio" name="language"/g)).toHaveLength(2);
    expect(page(NO_WAY_OUT)).not.toContain('type="radio"');
  });

  test('is not there for what was acknowledged', () => {
    const html = withCode({ acknowledged: 'We know' });
    expect([codeOf(html), html.includes('type="radio"')]).toEqual([[], false]);
  });
});
