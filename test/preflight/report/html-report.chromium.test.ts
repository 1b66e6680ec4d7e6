import { join } from 'node:path';
import { launchChromium } from './chromium';
import { contrast } from './contrast';
import { HOSTILE, HOSTILE_NAME, IMPORTED_VPC, NAT, NO_TRANSCRIPT, NO_WAY_OUT, PRIVATE_LINK, REPORT, TEAM, answersOf, finding, hop, manyNodes, node, path, principal } from './fixtures';
import { directory, open, openAll, page } from './open-page';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';
import { PreflightHopKind } from '../../../lib/preflight/preflight-hop';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { ReportData } from '../../../lib/preflight/report/report-data';

const shown = () => page.locator('details.node:visible h3').allTextContents();
const focused = () => page.evaluate('document.activeElement.closest("details.node")?.querySelector("h3").textContent ?? document.activeElement.id') as Promise<string>;
const opened = () => page.locator('details.node[open] h3').allTextContents();
const status = () => page.getByRole('status').textContent();

// The Content-Security-Policy of the page forbids the function that the driver of the browser waits with.
async function until(expression: string): Promise<void> {
  while (!await page.evaluate(expression)) { await new Promise(resolve => setTimeout(resolve, 20)); }
}

const IN_ORDER = [NO_WAY_OUT, NO_TRANSCRIPT, IMPORTED_VPC, NAT, PRIVATE_LINK].map(one => one.id);

describe('search', () => {
  test('finds nodes by id, stack, rule and verdict', async () => {
    await open(REPORT);
    expect(await shown()).toEqual(IN_ORDER);
    expect(await status()).toBe('5 nodes');
    const cases: [text: string, expected: string[]][] = [
      ['legacy-stack/web', [NO_TRANSCRIPT.id]],
      ['publicsubnetscenario', [NAT.id]],
      ['ssm-net-006', [NO_WAY_OUT.id]],
      // Not the first finding of its node.
      ['SSM-KEY-003', [IMPORTED_VPC.id]],
      ['unknown', [IMPORTED_VPC.id]],
      ['  shop   connects ', [PRIVATE_LINK.id]],
      ['no-such-thing', []],
    ];
    for (const [text, expected] of cases) {
      await page.getByLabel('Search nodes').fill(text);
      expect([text, await shown()]).toEqual([text, expected]);
      expect(await status()).toBe(`${expected.length} of 5 nodes`);
      expect(await page.getByText('No node matches.').isVisible()).toBe(expected.length === 0);
    }
  });

  test('finds a node by its stack, where that is not in its id', async () => {
    await open({ ...REPORT, nodes: [NAT, { ...NAT, id: 'Other', stack: 'Elsewhere' }] });
    await page.getByLabel('Search nodes').fill('elsewhere');
    expect(await shown()).toEqual(['Other']);
  });

  test('works together with the selected verdict', async () => {
    await open(REPORT);
    const button = (name: string) => page.getByRole('button', { name });
    await button('Blocked 2').click();
    expect(await shown()).toEqual([NO_WAY_OUT.id, NO_TRANSCRIPT.id]);
    expect(await button('Blocked').getAttribute('aria-pressed')).toBe('true');
    expect(await button('All').getAttribute('aria-pressed')).toBe('false');
    await page.getByLabel('Search nodes').fill('web');
    expect(await shown()).toEqual([NO_TRANSCRIPT.id]);
    await button('Connects 2').click();
    expect(await shown()).toEqual([]);
    await button('All 5').click();
    expect(await shown()).toEqual([NO_TRANSCRIPT.id]);
  });

  test('finds one of 5,000 nodes, which are only one line each until they are opened', async () => {
    await open(manyNodes(5000));
    expect(await page.locator('details.node').count()).toBe(5000);
    expect(await page.locator('details.node .body').count()).toBe(1);
    await page.getByLabel('Search nodes').fill('group4321/');
    expect(await status()).toBe('1 of 5000 nodes');
    expect(await shown()).toEqual(['Fleet121/Group4321/Node']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectVisible('details.node:visible .body ol.path');
  });

  test('shows nothing for an empty report', async () => {
    await open({ ...REPORT, nodes: [] });
    expect(await status()).toBe('0 nodes');
    expect(await page.getByText('There is no EC2 instance').isVisible()).toBe(true);
    expect(await page.getByText('No node matches.').isVisible()).toBe(false);
  });
});

describe('nodes that are alike', () => {
  const alike = ['Alpha', 'Beta', 'Gamma'].map(name => ({ ...NAT, id: `Shop/${name}/Node`, constructPath: `Shop/${name}/Node/Resource`, logicalId: `${name}F00DCAFE` }));
  const bodies = () => page.evaluate('[...document.querySelectorAll("details.node")].map(node => node.querySelector(".body").innerHTML)') as Promise<string[]>;

  test('have the names of their own when they are opened, in any order', async () => {
    await open({ ...REPORT, nodes: [NO_WAY_OUT, ...alike] });
    expect(await page.locator('details.node[data-like]').count()).toBe(2);
    for (const index of [3, 1, 2]) { await page.locator('details.node > summary').nth(index).click(); }
    const [, ...made] = await bodies();
    await page.context().close();
    // Each alone in a page is written in full.
    for (const [index, one] of alike.entries()) {
      await open({ ...REPORT, nodes: [one] });
      expect((await bodies())[0]).toBe(made[index]);
    }
  });
});

describe('causes', () => {
  const fleet = Array.from({ length: 60 }, (_, index) => ({ ...NO_WAY_OUT, id: `Fleet/Node${index}`, logicalId: `Node${index}F00D` }));

  test('show their nodes in the list, until the search is cleared', async () => {
    await open({ ...REPORT, nodes: [NAT, NO_TRANSCRIPT, ...fleet] });
    await page.getByRole('button', { name: 'Show these nodes in the list' }).first().click();
    expect(await status()).toBe('60 of 62 nodes with SSM-NET-006');
    expect(await focused()).toBe('Fleet/Node0');
    await page.getByRole('button', { name: 'All' }).click();
    expect(await status()).toBe('62 nodes');
  });

  test('link a node, which opens', async () => {
    await open({ ...REPORT, nodes: [NAT, NO_TRANSCRIPT, ...fleet] });
    await page.locator('details.cause').first().getByRole('link', { name: 'Fleet/Node7', exact: true }).click();
    await until('document.activeElement.closest("details.node")?.open === true');
    expect(await focused()).toBe('Fleet/Node7');
    expect(await page.locator('details.node[open]:visible .about').last().textContent()).toContain('Node7F00D');
    await page.locator('details.node[open] .shared a').last().click();
    await until('document.activeElement.closest("details.cause")?.open === true');
  });
});

async function expectVisible(selector: string): Promise<void> {
  expect(await page.locator(selector).first().isVisible()).toBe(true);
}

describe('keys', () => {
  test('/ goes to the search, Escape empties it', async () => {
    await open(REPORT);
    await page.keyboard.press('/');
    expect(await focused()).toBe('search');
    await page.keyboard.type('jk/legacy');
    expect(await page.getByLabel('Search nodes').inputValue()).toBe('jk/legacy');
    expect(await shown()).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.getByLabel('Search nodes').inputValue()).toBe('');
    expect(await shown()).toEqual(IN_ORDER);
  });

  test('j, k and the arrows move between the nodes that are shown', async () => {
    await open(REPORT);
    await page.keyboard.press('j');
    expect(await focused()).toBe(IN_ORDER[0]);
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(IN_ORDER[2]);
    await page.keyboard.press('k');
    expect(await focused()).toBe(IN_ORDER[1]);
    for (let press = 0; press < 9; press++) { await page.keyboard.press('ArrowDown'); }
    expect(await focused()).toBe(IN_ORDER[4]);
    for (let press = 0; press < 5; press++) { await page.keyboard.press('ArrowUp'); }
    expect(await focused()).toBe('search');
    await page.keyboard.type('connects');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(NAT.id);
    await page.keyboard.press('j');
    expect(await focused()).toBe(PRIVATE_LINK.id);
  });

  test('Enter opens and closes', async () => {
    await open(REPORT);
    for (const key of ['j', 'Enter', 'j', 'Enter']) { await page.keyboard.press(key); }
    expect(await opened()).toEqual([IN_ORDER[1]]);
    expect(await page.locator('details.node[open] > .body h4').first().textContent()).toBe('Path to ssmmessages from PrivateSubnet1');
    await page.keyboard.press('Enter');
    expect(await opened()).toEqual([]);
  });

  test('a node has its body before it opens, also if something else than a click opens it', async () => {
    await open(REPORT);
    const bodyAfter = (action: string) => page.evaluate(`(() => {
      const node = document.querySelector('details.node:not([open])');
      ${action};
      return node.querySelector('.body') !== null;
    })()`);
    expect(await bodyAfter('node.firstElementChild.click()')).toBe(true);
    expect(await bodyAfter('node.open = true')).toBe(false);
    await until('[...document.querySelectorAll("details.node[open]")].every(node => node.querySelector(".body"))');
    expect(await opened()).toEqual(IN_ORDER.slice(0, 3));
  });

  test('does not change the shortcuts of the browser', async () => {
    await open(REPORT);
    await page.keyboard.press('Control+/');
    await page.keyboard.press('Alt+j');
    expect(await focused()).toBe('');
  });

  test('Tab moves from the search field through the stacks, the verdicts and the causes to the nodes, and the focus is always visible', async () => {
    await open(REPORT);
    const resources: string[] = [];
    for (let press = 0; press < 15; press++) {
      await page.keyboard.press('Tab');
      const [name, style, width] = await page.evaluate(`(() => {
        const element = document.activeElement, style = getComputedStyle(element);
        return [element.closest('.cause')?.id || element.id || element.dataset.filter || element.parentElement.className || element.tagName, style.outlineStyle, style.outlineWidth];
      })()`) as string[];
      resources.push(name);
      expect([name, style, width]).toEqual([name, 'solid', '2px']);
    }
    const causes = await page.evaluate('[...document.querySelectorAll(".cause")].map(cause => cause.id)') as string[];
    expect(causes).toHaveLength(8);
    expect(resources).toEqual(['search', 'stack', 'filters', 'BLOCKED', 'UNKNOWN', 'CONNECTS', ...causes, 'node']);
  });
});

describe('accessibility', () => {
  test('every control and drawing has a name', async () => {
    await open(REPORT);
    await openAll();
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const named = ['button', 'searchbox', 'image', 'DisclosureTriangle', 'search', 'heading', 'status', 'group'];
    const all = nodes.filter(one => !one.ignored && named.includes(String(one.role?.value)));
    const nameless = all.filter(one => !['status', 'group'].includes(String(one.role?.value)) && !one.name?.value);
    expect(nameless).toEqual([]);
    const roles = new Set(all.map(one => one.role?.value));
    expect([...roles].sort()).toEqual(expect.arrayContaining(['DisclosureTriangle', 'button', 'heading', 'image', 'search', 'searchbox', 'status']));
    expect(all.filter(one => one.role?.value === 'image').map(one => one.name?.value)).toContain('Role, Instance role NodeRole7D1E2C3B: good');
  });

  test('headings skip no level, and ids are unique', async () => {
    await open(REPORT);
    await openAll();
    const levels = await page.evaluate('[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(heading => Number(heading.tagName[1]))') as number[];
    expect(levels[0]).toBe(1);
    expect(levels.filter(level => level === 1)).toHaveLength(1);
    expect(levels.filter((level, index) => index > 0 && level > levels[index - 1] + 1)).toEqual([]);
    const ids = await page.evaluate('[...document.querySelectorAll("[id]")].map(element => element.id)') as string[];
    expect(new Set(ids).size).toBe(ids.length);
    const uses = await page.evaluate('[...document.querySelectorAll("use")].filter(use => !document.querySelector(use.getAttribute("href"))).length');
    expect(uses).toBe(0);
  });

  test('the document names its language and title', async () => {
    await open(REPORT);
    expect(await page.title()).toBe('Session Manager preflight');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.getByRole('main').count()).toBe(1);
  });

  test.each(['light', 'dark'] as const)('every text is readable (%s)', async colorScheme => {
    await open(REPORT, { colorScheme });
    await openAll();
    const pairs = await page.evaluate(TEXT_COLORS) as [string, string, string][];
    expect(pairs.length).toBeGreaterThan(8);
    expect(pairs.filter(([front, back]) => contrast(front, back) < 4.5)).toEqual([]);
  });

  test('the dark scheme is dark and the light scheme is light', async () => {
    await open(REPORT, { colorScheme: 'light' });
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;
    const color = () => page.evaluate('getComputedStyle(document.body).color') as Promise<string>;
    expect(contrast(await background(), 'rgb(0, 0, 0)')).toBeGreaterThan(15);
    expect(contrast(await color(), 'rgb(255, 255, 255)')).toBeGreaterThan(12);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(contrast(await background(), 'rgb(255, 255, 255)')).toBeGreaterThan(15);
    expect(contrast(await color(), 'rgb(0, 0, 0)')).toBeGreaterThan(12);
  });

  test('nothing moves with reduced motion', async () => {
    await open(REPORT, { reducedMotion: 'reduce' });
    const moving = () => page.evaluate(`[...document.querySelectorAll('*')].flatMap(element => ['', '::before', '::after'].map(pseudo => getComputedStyle(element, pseudo)))
      .filter(style => style.transitionDuration !== '0s' || style.animationName !== 'none').length`);
    expect(await moving()).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await moving()).toBeGreaterThan(0);
  });
});

// The color of each text and of its background.
const TEXT_COLORS = `(() => {
  const pairs = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === '' || !element.checkVisibility() || element.closest('script, noscript, title')) { continue; }
    const style = getComputedStyle(element);
    let behind = element;
    while (behind && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') { behind = behind.parentElement; }
    const front = element.closest('svg') ? style.fill : style.color;
    const back = getComputedStyle(behind ?? document.documentElement).backgroundColor;
    pairs.set(front + back, [front, back, walker.currentNode.data]);
  }
  return [...pairs.values()];
})()`;

describe('the layout', () => {
  // Hops whose text reaches into the next one, or out of their own drawing.
  const SPILLED = `[...document.querySelectorAll('.path li')].flatMap(station => [...station.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect(), svg = station.firstElementChild.getBoundingClientRect();
    return box.width > 0 && (box.right > station.getBoundingClientRect().right + 1 || box.bottom > svg.bottom + 1 || box.left < svg.left - 1);
  })).map(text => text.textContent)`;

  test('fits into a window of any width, with names that cannot be broken', async () => {
    const long = 'Name'.repeat(50);
    const unbroken = finding('SSM-NET-006', {
      message: long, fix: long, contract: long, stack: long, logicalId: long, resourceType: long, templatePath: long, acknowledged: long,
    });
    const hops = [hop(PreflightHopKind.NODE, long, long, [unbroken]), hop(PreflightHopKind.SERVICE, long)];
    const capabilities = [{ capability: PreflightCapability.SHELL, required: false, verdict: PreflightVerdict.CONNECTS, notApplicable: long }];
    const named = node(long, {
      stack: long, logicalId: long, constructPath: long, findings: [unbroken], path: hops, capabilities, paths: [path(long, [hops[1]], long)],
    });
    await open({ ...REPORT, nodes: [...REPORT.nodes, named], assumptions: [long] });
    await openAll();
    for (const width of [1280, 1100, 1099, 760, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const widths = await page.evaluate('[document.documentElement.scrollWidth, Math.max(...[...document.querySelectorAll(".body *")].map(one => one.getBoundingClientRect().right))]');
      expect(widths).toEqual([width, expect.any(Number)]);
      expect((widths as number[])[1]).toBeLessThanOrEqual(width);
      expect([width, await page.evaluate(SPILLED)]).toEqual([width, []]);
    }
    expect(await page.evaluate('document.querySelectorAll(".path li").length')).toBeGreaterThan(30);
  });

  test('hops go from left to right', async () => {
    await open(REPORT);
    const boxes = await page.evaluate(`[...document.querySelectorAll('details.node[open] .path')].slice(0, 1).flatMap(path => [...path.children])
      .map(station => station.getBoundingClientRect()).map(box => [box.left, box.top])`) as [number, number][];
    expect(boxes).toHaveLength(NO_WAY_OUT.mainPath.hops.length);
    expect(boxes.every(([left, top], index) => index === 0 || (left > boxes[index - 1][0] && top === boxes[0][1]))).toBe(true);
  });

  test('a node in focus is not behind the search field', async () => {
    await open(manyNodes(200), { viewport: { width: 1280, height: 400 } });
    for (let press = 0; press < 30; press++) { await page.keyboard.press('j'); }
    const gaps: number[] = [];
    for (let press = 0; press < 15; press++) {
      await page.keyboard.press('k');
      gaps.push(await page.evaluate('document.activeElement.getBoundingClientRect().top - document.querySelector(".tools").getBoundingClientRect().bottom') as number);
    }
    expect(gaps.filter(gap => gap < 0)).toEqual([]);
  });
});

describe('access', () => {
  const WITH_ACCESS: ReportData = { ...REPORT, accessAnswers: TEAM };
  const cell = (who: string, column: number) => page.locator('tr', { has: page.getByRole('rowheader', { name: who }) }).locator('td').nth(column);
  const answer = () => page.locator('.answer:visible');
  const cells = async () => (await page.locator('.matrix td button').allTextContents()).map(text => text.slice(2)).join(' ');
  // A cell says its verdict, and below it what opens.
  const VERDICTS = 'Yes No Yes Yes No Yes No Unknown';

  test.each([[true], [false]])('a cell opens the statements that decide, by mouse and by keyboard (scripts: %s)', async javaScriptEnabled => {
    await open(WITH_ACCESS, { javaScriptEnabled });
    expect(await answer().count()).toBe(0);
    await cell('Contractor', 1).getByRole('button').click();
    expect(await answer().count()).toBe(1);
    expect(await answer().textContent()).toMatch(/Contractor with Shop\/Prod.*statement 1 of PolicyOfContractor: Shop\.template\.json/);
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await answer().count()).toBe(0);
    await cell('Developers', 0).getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await answer().textContent()).toContain('Developers with Shop/Dev');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Close');
    await page.keyboard.press('Escape');
    expect(await answer().count()).toBe(0);
    expect(await page.evaluate('document.activeElement.closest("tr").textContent')).toContain('Developers');
  });

  test('a session document filters the cells, and what their answers tell', async () => {
    await open(WITH_ACCESS);
    expect(await cells()).toBe(VERDICTS);
    const choose = (label: string) => page.getByLabel('Session document').selectOption({ label });
    await choose('Shop/Tunnel/Document');
    expect(await cells()).toBe('No No No No No Yes No Unknown');
    expect(await page.locator('.opened:visible').count()).toBe(0);
    await cell('Developers', 0).getByRole('button').click();
    expect(await answer().locator('h3').textContent()).toBe('Developers with Shop/Dev');
    expect(await page.locator('.reason:visible').allTextContents()).toEqual([expect.stringMatching(/^– No Shop\/Tunnel\/Document, AWS-StartSSHSession/)]);
    await page.keyboard.press('Escape');
    await choose('AWS-StartSSHSession');
    expect(await cells()).toBe('No No No No No No No Unknown');
    await choose('Any document');
    expect(await cells()).toBe(VERDICTS);
    expect(await page.locator('.opened:visible').count()).toBe(5);
  });

  test('a document that is not there for a node says so', async () => {
    const [here, there] = [['Here/Doc'], ['There/Doc']].map(documents => answersOf([principal('Ann')], ['A', 'B'], () => documents, documents));
    await open({ ...REPORT, accessAnswers: { ...here, access: (who, what) => (what === 'A' ? here : there).access(who, what) } });
    await page.getByLabel('Session document').selectOption({ label: 'There/Doc' });
    expect(await cells()).toBe('Not there Yes');
  });

  test('keys in the list of documents move no node', async () => {
    await open(WITH_ACCESS);
    await page.getByLabel('Session document').focus();
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.id')).toBe('document');
  });

  test('without scripts, what needs them is not there', async () => {
    await open(WITH_ACCESS, { javaScriptEnabled: false });
    expect(await page.getByLabel('Session document').isVisible()).toBe(false);
    expect(await cells()).toBe(VERDICTS);
  });

  test.each(['light', 'dark'] as const)('every text is readable (%s)', async colorScheme => {
    await open(WITH_ACCESS, { colorScheme });
    await cell('Guest', 1).getByRole('button').click();
    const pairs = await page.evaluate(TEXT_COLORS) as [string, string, string][];
    expect(pairs.filter(([front, back]) => contrast(front, back) < 4.5)).toEqual([]);
  });

  test('on a phone the page does not scroll sideways, the matrix does, and who it is about stays in sight', async () => {
    await open(WITH_ACCESS, { viewport: { width: 360, height: 740 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.locator('.matrix').evaluate((matrix: any) => { matrix.scrollLeft = 1000; });
    const left = async (selector: string) => (await page.locator(selector).first().boundingBox())!.x;
    expect(await left('.matrix tbody th')).toBeLessThan(40);
    expect(await left('.matrix tbody td')).toBeLessThan(await left('.matrix tbody th') + 150);
    await cell('Guest', 1).getByRole('button').click();
    const { x, width } = (await answer().boundingBox())!;
    expect([x >= 0, x + width <= 360]).toEqual([true, true]);
  });

  test('in print, the answers follow the matrix, but for those that say no', async () => {
    await open(WITH_ACCESS, { viewport: { width: 688, height: 1000 } });
    await page.emulateMedia({ media: 'print' });
    expect(await answer().locator('h3').allTextContents()).toEqual([
      'Developers with Shop/Dev', 'Operators with Shop/Dev', 'Operators with Shop/Prod', 'Contractor with Shop/Prod', 'Guest with Shop/Prod',
    ]);
    expect(await page.locator('.close:visible, .filter:visible').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(688);
    expect(await answer().first().evaluate((element: any) => element.getBoundingClientRect().top)).toBeGreaterThan((await page.locator('.matrix').boundingBox())!.y);
  });

  test('names that are markup are texts', async () => {
    await open({ ...REPORT, accessAnswers: answersOf([principal(HOSTILE_NAME)], [HOSTILE_NAME], () => ['"><script>alert(1)</script>'], ['"><script>alert(1)</script>']) });
    expect(await page.locator('.matrix tbody th').textContent()).toContain(HOSTILE_NAME);
    await page.getByLabel('Session document').selectOption({ index: 1 });
    expect(await cells()).toBe('Yes');
  });
});

describe('in print', () => {
  // 180 mm, the width between the margins of A4.
  const PAPER = { width: 688, height: 1000 };

  test('everything is shown, black on white, except the search field', async () => {
    await open(REPORT, { colorScheme: 'dark', viewport: PAPER });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await until('document.querySelectorAll("details:not([open])").length === 0');
    expect(await page.locator('details.node .body:visible').count()).toBe(5);
    expect(await page.locator('noscript').count()).toBe(0);
    expect(await page.getByText('Reason').first().isVisible()).toBe(true);
    expect(await page.locator('#search').isVisible()).toBe(false);
    expect(await page.locator('button:visible').count()).toBe(0);
    const pairs = await page.evaluate(TEXT_COLORS) as [string, string, string][];
    expect(pairs.map(([front, back]) => [front, back])).toEqual([['rgb(0, 0, 0)', 'rgb(255, 255, 255)']]);
  });

  test('drawings are not cut', async () => {
    await open(REPORT, { viewport: PAPER });
    await page.emulateMedia({ media: 'print' });
    await until('document.querySelectorAll("details:not([open])").length === 0');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PAPER.width);
    expect(await page.evaluate(`[...document.querySelectorAll('.path')].filter(path => getComputedStyle(path).breakInside !== 'avoid'
      || path.getBoundingClientRect().width < 500 || path.scrollHeight > path.clientHeight + 1).length`)).toBe(0);
  });

  test('what was closed is closed again afterwards', async () => {
    await open(REPORT);
    const print = async () => {
      await page.emulateMedia({ media: 'print' });
      await until('document.querySelectorAll("details:not([open])").length === 0');
      await page.emulateMedia({ media: 'screen' });
      await until('document.querySelectorAll("details.others[open]").length === 0');
    };
    await print();
    expect(await opened()).toEqual([IN_ORDER[0]]);
    await page.locator('details.node > summary').nth(3).click();
    await print();
    expect(await opened()).toEqual([IN_ORDER[0], IN_ORDER[3]]);
  });

  test('print events do the same, and only for the nodes that the search shows', async () => {
    await open(REPORT);
    await page.getByLabel('Search nodes').fill('unknown');
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await opened()).toEqual([IN_ORDER[0], IMPORTED_VPC.id]);
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await opened()).toEqual([IN_ORDER[0]]);
  });

  test('the report can be a PDF', async () => {
    await open(REPORT);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('names from templates', () => {
  test('are text, in nodes that are open and in nodes that are opened later', async () => {
    await open({ ...HOSTILE, nodes: [HOSTILE.nodes[0], { ...HOSTILE.nodes[0], id: `${HOSTILE_NAME}2` }, node('</noscript><img src=x onerror=alert(9)>')] });
    await openAll();
    expect(await shown()).toEqual([HOSTILE_NAME, `${HOSTILE_NAME}2`, '</noscript><img src=x onerror=alert(9)>']);
    expect(await page.locator('img, iframe, script, b:not(button b), [onload], [onmouseover], [onerror]').count()).toBe(1);
    expect(await page.locator('.message').allTextContents()).toEqual(['</details></body>&lt;b&gt;', '</details></body>&lt;b&gt;']);
    expect(await page.locator('.node .about').first().textContent()).toBe('</noscript><script>alert(4)</script>\'onmouseover=\'alert(3)');
    expect(await page.locator('.path title').nth(1).textContent()).toBe('Route, `${alert(7)}` \\u001b[31m\\u0000\\u202e: blocked, SSM-NET-006');
    expect(await page.locator('.assumptions li').textContent()).toBe('</ul><iframe src="javascript:alert(8)">');
  });

  test('are found as they are written', async () => {
    await open({ ...HOSTILE, verdict: PreflightVerdict.BLOCKED });
    await page.getByLabel('Search nodes').fill('"><script>');
    expect(await shown()).toEqual([HOSTILE_NAME]);
  });
});

test('without scripts, every node can be opened and read, and there is no search field', async () => {
  await open(REPORT, { javaScriptEnabled: false });
  const heights = () => page.evaluate('[...document.querySelectorAll(".node .body")].map(body => body.checkVisibility({ contentVisibilityAuto: false }) ? body.getBoundingClientRect().height : 0)') as Promise<number[]>;
  await page.locator('details.node > summary').nth(2).click();
  expect((await heights()).map(height => height > 200)).toEqual([true, false, true, false, false]);
  expect(await page.locator('#search').isVisible()).toBe(false);
});

test('without a browser, the message says what to install', async () => {
  await open(REPORT);
  const program = process.env.CHROMIUM_PATH;
  process.env.CHROMIUM_PATH = join(directory, 'none');
  try {
    await expect(launchChromium()).rejects.toThrow(/CHROMIUM_PATH names no program, got '.*none': .* run `apt-get install chromium`, or set CHROMIUM_PATH/);
  } finally {
    if (program === undefined) { delete process.env.CHROMIUM_PATH; } else { process.env.CHROMIUM_PATH = program; }
  }
});
