import { readFileSync } from 'fs';
import { join } from 'path';
import { RULE_TITLES } from '../../lib/preflight/rule-catalog';

const textOf = (file: string) => readFileSync(join(__dirname, '../../docs', file), 'utf8');
const PAGE = textOf('troubleshooting.md');
const SECTIONS = PAGE.split(/^(?=## )/m).slice(1);

/** As GitHub makes the anchor of a heading. */
const anchorOf = (heading: string) => heading.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-');
const anchorsOf = (page: string) => [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading));
const rulesIn = (text: string) => [...text.matchAll(/\[(SSM-[A-Z]+-\d+)\]\(rules\.md#([a-z0-9-]+)\)/g)].map(([, id, anchor]) => ({ id, anchor }));
const distinct = (texts: readonly string[]) => [...new Set(texts)].sort();

test('each rule of preflight is at a symptom, and each that the page names exists', () => {
  expect(distinct(rulesIn(PAGE).map(({ id }) => id))).toEqual(Object.keys(RULE_TITLES).sort());
  rulesIn(PAGE).forEach(({ id, anchor }) => expect(anchor).toBe(id.toLowerCase()));
  // None without its link.
  expect([...PAGE.matchAll(/SSM-[A-Z]+-\d+/g)]).toHaveLength(rulesIn(PAGE).length);
});

test('each link leads to a heading', () => {
  const links = [...PAGE.matchAll(/\]\(([a-z-]+\.md)?#([a-z0-9-]+)\)/g)];
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter(([, page, anchor]) => !anchorsOf(page ? textOf(page) : PAGE).includes(anchor)).map(([link]) => link)).toEqual([]);
});

test('each symptom of the tables at the top has a section', () => {
  const [first] = SECTIONS;
  const targets = [...first.matchAll(/^\| .* \| \[.*\]\(#(.+)\) \|$/gm)].map(([, anchor]) => anchor);
  expect(targets).toHaveLength(13);
  expect(targets.filter(anchor => !anchorsOf(PAGE).includes(anchor))).toEqual([]);
});
