import { IMPORTED_VPC, NAT, NO_TRANSCRIPT, NO_WAY_OUT, PRIVATE_LINK, REPORT, TEAM, finding, manyNodes, node } from './fixtures';
import { open, page } from './open-page';

const shown = () => page.locator('details.node:visible h3').allTextContents();
const hash = () => page.evaluate('location.hash') as Promise<string>;
const causes = () => page.locator('details.cause:visible .stack').allTextContents();
const stack = () => page.getByLabel('Stack', { exact: true });

// The Content-Security-Policy of the page forbids the function that the driver of the browser waits with.
async function until(expression: string): Promise<void> {
  while (!await page.evaluate(expression)) { await new Promise(resolve => setTimeout(resolve, 20)); }
}

describe('a stack', () => {
  test('filters nodes and causes, together with the search and the verdict', async () => {
    await open(REPORT);
    await stack().selectOption('Shop');
    expect(await shown()).toEqual([NO_WAY_OUT.id, IMPORTED_VPC.id, PRIVATE_LINK.id]);
    expect(await page.getByRole('status').textContent()).toBe('3 of 5 nodes');
    expect(await causes()).not.toContain('SSM-LOG-004, 1 of 1 node');
    await page.getByRole('button', { name: 'Connects' }).click();
    expect(await shown()).toEqual([PRIVATE_LINK.id]);
    expect(await causes()).toEqual(['SSM-ORD-001, 1 of 1 node']);
    await page.getByLabel('Search nodes').fill('no-such-thing');
    expect([await shown(), await causes()]).toEqual([[], []]);
    await page.getByLabel('Search nodes').fill('');
    await page.getByRole('button', { name: 'All' }).click();
    await stack().selectOption('');
    expect(await shown()).toHaveLength(5);
    expect(await causes()).toContain('SSM-LOG-004, 1 node');
  });

  test('is chosen by keys, which move no node', async () => {
    await open(REPORT);
    await stack().focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.id')).toBe('stack');
    expect(await shown()).toEqual([NAT.id]);
  });

  test('counts the nodes of a cause that are left', async () => {
    const other = { ...NO_WAY_OUT, id: 'Other/Node', logicalId: 'OtherNode', stack: 'Other' };
    await open({ ...REPORT, nodes: [NO_WAY_OUT, other] });
    const first = page.locator('details.cause').first();
    expect(await first.locator('.stack').textContent()).toBe('SSM-NET-006, 2 nodes');
    await stack().selectOption('Other');
    expect(await first.locator('.stack').textContent()).toBe('SSM-NET-006, 1 of 2 nodes');
    expect(await first.locator('.links li:visible').allTextContents()).toEqual(['Other/Node']);
  });
});

describe('the address', () => {
  test('keeps what is chosen, and shows it again', async () => {
    await open(REPORT);
    await stack().selectOption('Shop');
    await page.getByRole('button', { name: 'Blocked' }).click();
    await page.getByLabel('Search nodes').fill('isolated');
    await page.getByLabel('Search nodes').press('Tab');
    const kept = await hash();
    expect(kept).toBe('#?search=isolated&stack=Shop&verdict=BLOCKED');
    await page.context().close();
    await open(REPORT, {}, kept);
    expect(await shown()).toEqual([NO_WAY_OUT.id]);
    expect([await stack().inputValue(), await page.getByLabel('Search nodes').inputValue()]).toEqual(['Shop', 'isolated']);
    expect(await page.locator('[data-filter][aria-pressed="true"]').textContent()).toContain('Blocked');
  });

  test('keeps the cause whose nodes are shown', async () => {
    const fleet = Array.from({ length: 3 }, (_, index) => ({ ...NO_WAY_OUT, id: `Fleet/Node${index}`, logicalId: `Node${index}F00D` }));
    await open({ ...REPORT, nodes: [NAT, ...fleet] });
    await page.getByRole('button', { name: 'Show these nodes in the list' }).first().click();
    const kept = await hash();
    await page.context().close();
    await open({ ...REPORT, nodes: [NAT, ...fleet] }, {}, kept);
    expect(await shown()).toEqual(fleet.map(({ id }) => id));
    expect(await page.getByRole('status').textContent()).toBe('3 of 4 nodes with SSM-NET-006');
  });

  test('is empty again when everything is shown', async () => {
    await open(REPORT, {}, '#?verdict=BLOCKED');
    expect(await shown()).toEqual([NO_WAY_OUT.id, NO_TRANSCRIPT.id]);
    await page.getByRole('button', { name: 'All' }).click();
    expect(await hash()).toBe('');
  });

  test('with what is not there shows everything', async () => {
    await open(REPORT, {}, '#?stack=Gone&verdict=MAYBE&cause=node-PublicSubnetScenario/Node');
    expect(await shown()).toHaveLength(5);
    expect(await stack().inputValue()).toBe('');
  });

  test.each([1280, 800, 390])('of a node opens it, in sight, in a window that is %i wide', async width => {
    const data = manyNodes(300);
    const { id } = data.nodes[202];
    await open(data, { viewport: { width, height: 700 } }, `#node-${id}`);
    await until('document.activeElement.closest("details.node")?.open === true');
    expect(await page.evaluate('document.activeElement.querySelector("h3").textContent')).toBe(id);
    const [top, bar] = await page.evaluate(`(() => {
      const tools = document.querySelector('.tools').getBoundingClientRect();
      return [document.activeElement.getBoundingClientRect().top, Math.max(tools.bottom, 0)];
    })()`) as number[];
    expect(top).toBeGreaterThanOrEqual(bar);
    expect(top).toBeLessThan(350);
  });

  test.each([1280, 390])('of the access matrix leads there in a window that is %i wide, past nodes that nobody has seen', async width => {
    await open({ ...manyNodes(60), accessAnswers: TEAM }, { viewport: { width, height: 700 } }, '#access');
    await until('Math.abs(document.getElementById("access").getBoundingClientRect().top) < 200');
  });

  test('of a node that the search hides clears the search, and stays', async () => {
    await open(REPORT);
    await page.getByLabel('Search nodes').pressSequentially('isolated');
    expect(await shown()).not.toContain(NAT.id);
    await page.evaluate(`location.hash = '#node-${NAT.id}'`);
    await until(`document.activeElement.querySelector('h3')?.textContent === '${NAT.id}'`);
    expect(await page.getByLabel('Search nodes').inputValue()).toBe('');
    expect(await hash()).toBe(`#node-${NAT.id}`);
  });

  test('has no search any more when somebody clears it', async () => {
    await open(REPORT, {}, '#?search=isolated');
    await page.getByLabel('Search nodes').fill('');
    await page.getByLabel('Search nodes').press('Tab');
    expect(await hash()).toBe('');
  });

  test('of a node is behind the sign on it', async () => {
    await open(REPORT);
    await page.locator('details.node > summary').nth(3).click();
    await page.locator('details.node[open]').nth(1).getByTitle('Link to this node').click();
    expect(await hash()).toBe(`#node-${NAT.id}`);
  });

  test('of a node with a name that is not plain is found, too', async () => {
    await open({ ...REPORT, nodes: [NO_WAY_OUT, { ...NAT, id: 'Ä b%20/"Node"' }] }, {}, '#node-~c4~20b~2520/~22Node~22');
    expect(await page.locator('details.node[open] h3').allTextContents()).toEqual([NO_WAY_OUT.id, 'Ä b%20/"Node"']);
  });
});

test('without scripts, there is no list of stacks, and all nodes and causes are shown', async () => {
  await open(REPORT, { javaScriptEnabled: false }, '#?stack=Shop');
  expect(await page.locator('#stack').isVisible()).toBe(false);
  expect(await shown()).toHaveLength(5);
  expect(await causes()).toHaveLength(8);
});

describe('the language of fixes', () => {
  const cdkFix = { typescript: 'vpc.addInterfaceEndpoint(\'Ssm\');', python: 'vpc.add_interface_endpoint("Ssm")' };
  const data = { ...REPORT, nodes: [node('A', { findings: [finding('SSM-END-001', { cdkFix })] }), NAT] };
  const code = () => page.locator('details.node[open] pre:visible').allTextContents();

  test.each([true, false])('is chosen at the head or at a fix, for the page (scripts: %s)', async javaScriptEnabled => {
    await open(data, { javaScriptEnabled });
    expect(await code()).toEqual([cdkFix.typescript]);
    await page.locator('details.node[open] .cdk').getByText('Python').click();
    expect(await code()).toEqual([cdkFix.python]);
    expect(await page.getByRole('radio', { name: 'Python' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'Python' }).press('ArrowLeft');
    expect(await code()).toEqual([cdkFix.typescript]);
  });

  test('is kept by the address', async () => {
    await open(data);
    await page.getByRole('radio', { name: 'Python' }).check();
    expect(await hash()).toBe('#?language=python');
    await page.context().close();
    await open(data, {}, '#?language=python');
    expect(await code()).toEqual([cdkFix.python]);
  });

  test('is copied as it stands', async () => {
    const typescript = 'new ec2.CfnVPCGatewayAttachment(this, \'InternetGatewayAttachment\', {\n  vpcId: vpc.vpcId,\n});';
    await open({ ...REPORT, nodes: [node('A', { findings: [finding('SSM-NET-007', { cdkFix: { typescript, python: '' } })] })] }, { viewport: { width: 320, height: 800 } });
    await page.evaluate('getSelection().selectAllChildren(document.querySelector("details.node pre"))');
    expect(await page.evaluate('getSelection().toString()')).toBe(typescript);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });
});
