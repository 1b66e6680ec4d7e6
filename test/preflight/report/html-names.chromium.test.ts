import { IMPORTED_VPC, NAT, NO_TRANSCRIPT, NO_WAY_OUT, PRIVATE_LINK, REPORT, TEAM, answersOf, finding, node, principal } from './fixtures';
import { open, openAll, page } from './open-page';
import { ReportData } from '../../../lib/preflight/report/report-data';

/**
 * The names of the page that are broken inside a word: two characters that follow each other on different lines, and neither a separator, nor a space,
 * nor a border of camel case, nor the start of a hash is between them. Measured, whatever the style says.
 */
const BROKEN = `(() => {
  const SEAM = /^_|^[a-z\\d][A-Z]|^[A-Z][A-Z][a-z]/;
  const broken = [];
  for (const block of document.querySelectorAll('h1, h2, h3, h4, h5, p, li, dt, dd, th, td, button, summary, code, pre, text, option, label')) {
    if (!block.checkVisibility() || block.closest('.unseen, option')) { continue; }
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const characters = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (let at = 0; at < node.data.length; at += 1) { characters.push([node, at]); }
    }
    let last;
    for (const [index, [node, at]] of characters.entries()) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      const character = node.data[at];
      if (last && last.node.parentElement === node.parentElement && /\\w/.test(last.character) && /\\w/.test(character) && box.width > 0 && box.top >= last.bottom - 2) {
        const next = characters[index + 1] ? characters[index + 1][0].data[characters[index + 1][1]] : '';
        const isHash = /^[A-F\\d]{8}(?![A-Za-z\\d])/.test(characters.slice(index, index + 9).map(([of, place]) => of.data[place]).join(''));
        if (!isHash && !SEAM.test(last.character + character + next)) { broken.push(block.textContent.slice(0, 80) + ' | ' + last.character + '/' + character); }
      }
      last = { node, character, bottom: box.bottom };
    }
  }
  return [...new Set(broken)];
})()`;

/** The names of rules that are not in one line. */
const BROKEN_RULES = `(() => {
  const broken = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (const { 0: name, index } of walker.currentNode.data.matchAll(/SSM-[A-Z]{3}-\\d{3}/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + name.length);
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) { broken.push(name); }
    }
  }
  return broken;
})()`;

/** Lines of a hop that go on in the next one, each as a text of its own. */
const HOP_LINES = `[...document.querySelectorAll('.path li')].flatMap(hop => {
  const lines = [...hop.querySelectorAll('text.i')].map(text => text.textContent);
  return lines.slice(1).map((line, index) => [lines[index], line]);
})`;

const LONG_IDS = [
  'PlatformProductionEnvironment/SharedNetworkingFoundation/WorkloadIsolatedVpc/ApplicationServers/AutoScalingGroup/Instance',
  'company-platform-production-eu-central-1/service_with_underscores_in_its_name/Node',
];
const LONG = LONG_IDS.map((id, index) => node(id, {
  stack: index === 0 ? 'PlatformProductionEnvironmentSharedNetworkingFoundationStack' : 'company-platform-production-eu-central-1-foundation-stack',
  logicalId: 'ApplicationServersAutoScalingGroupInstance7D1E2C3B',
  findings: [finding('SSM-NET-006', {
    message: 'The role PlatformProductionEnvironmentSharedNetworkingRole7D1E2C3B may not call ssmmessages:CreateControlChannel on arn:aws:ssmmessages:eu-central-1:111122223333:control-channel/i-0123456789abcdef0',
    cdkFix: {
      typescript: 'const cfnTemplate = launchTemplate.node.defaultChild as ec2.CfnLaunchTemplate;\ncfnTemplate.addPropertyOverride(\'LaunchTemplateData.MetadataOptions.HttpTokens\', \'required\');',
      python: 'cfn_template = launch_template.node.default_child',
    },
    logicalId: 'WorkloadIsolatedVpcApplicationSubnet1RouteTableAssociation3C4D5E6F',
    constructPath: `${id}/RouteTableAssociation/Resource`,
    templatePath: `cdk.out/${'PlatformProductionEnvironment'}SharedNetworkingFoundationStack.template.json`,
    property: 'Properties/LaunchTemplateSpecification/MetadataOptions/HttpPutResponseHopLimit',
  })],
  path: NO_WAY_OUT.mainPath.hops,
}));
const PEOPLE = answersOf(
  ['PlatformProductionEnvironment/DevelopersOfTheApplication', 'company-platform-production-operators-of-everything'].map(id => principal(id)),
  LONG_IDS, who => who.startsWith('Platform') ? ['Platform/PreferencesOfTheProductionEnvironment/Document'] : [],
  ['Platform/PreferencesOfTheProductionEnvironment/Document', 'AWS-StartPortForwardingSessionToRemoteHost'],
);
const DATA: ReportData = {
  ...REPORT,
  nodes: [...LONG, NO_WAY_OUT, IMPORTED_VPC, NO_TRANSCRIPT, NAT, PRIVATE_LINK],
  stacks: LONG.map(({ stack }) => ({ name: stack, account: '111122223333', region: 'eu-central-1' })),
};

describe.each([[320, TEAM], [390, TEAM], [320, PEOPLE], [390, PEOPLE], [1280, PEOPLE]])('in a window that is %i wide', (width, accessAnswers) => {
  test('no name is broken inside a word, and the page does not scroll sideways', async () => {
    await open({ ...DATA, accessAnswers }, { viewport: { width, height: 800 } });
    await openAll();
    expect(await page.evaluate(BROKEN)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const lines = await page.evaluate(HOP_LINES) as [string, string][];
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter(([one, other]) => !/[-_./:…]$/.test(one) && !/^(…|[A-Z])|^[\dA-F]{8}/.test(other))).toEqual([]);
  });
});

test('a name that is broken inside a word would be seen', async () => {
  await open(DATA, { viewport: { width: 390, height: 800 } });
  await page.evaluate('document.querySelector("details.node h3").replaceChildren("a".repeat(200))');
  expect(await page.evaluate(BROKEN)).toContainEqual(expect.stringMatching(/^a+ \| a\/a$/));
});

test('the name of a rule is in one line, wherever the line ends', async () => {
  await open(DATA);
  await openAll();
  for (let width = 320; width <= 440; width += 12) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(BROKEN_RULES)).toEqual([]);
  }
});

test('an answer about access fits into a phone', async () => {
  await open({ ...DATA, accessAnswers: PEOPLE }, { viewport: { width: 320, height: 700 } });
  await page.locator('.matrix td button').first().click();
  const box = await page.locator('.answer:visible').boundingBox();
  expect(box!.x).toBeGreaterThanOrEqual(0);
  expect(box!.x + box!.width).toBeLessThanOrEqual(320);
  expect(await page.evaluate(BROKEN)).toEqual([]);
});
