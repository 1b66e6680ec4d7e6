import { EVERY_KEY, HOSTILE, REPORT, TEAM } from './fixtures';
import { REPORT_FORMATS, ReportFormat } from '../../../lib/preflight/report/formats';

const CONTEXT = { title: 'cdk.out', color: false };
const BEGINNINGS: { readonly [format in ReportFormat]: RegExp } = {
  text: /^CONNECTS {2}PublicSubnetScenario\/Node/, json: /^\{\n {2}"\$schema"/, html: /^<!doctype html>/i, sarif: /^\{\n {2}"\$schema"/, junit: /^<\?xml /, github: /^::error /,
};

test.each(Object.entries(BEGINNINGS))('%s', (format, beginning) => {
  const { write, title } = REPORT_FORMATS[format as ReportFormat];
  expect(write(REPORT, CONTEXT)).toMatch(beginning);
  for (const data of [REPORT, HOSTILE, EVERY_KEY, { ...REPORT, nodes: [] }]) { expect(write(data, CONTEXT)).toMatch(/[^\n]\n$/); }
  expect(title).toMatch(/^[a-zA-Z].*[^.]$/);
});

test('there is a writer for each format, in the order of the documentation', () => {
  expect(Object.keys(REPORT_FORMATS)).toEqual(Object.keys(BEGINNINGS));
});

test('the context is what a terminal and a page need', () => {
  expect(REPORT_FORMATS.text.write(REPORT, { ...CONTEXT, color: true })).toContain('\u001b[');
  expect(REPORT_FORMATS.text.write(REPORT, { ...CONTEXT, width: 40 })).not.toBe(REPORT_FORMATS.text.write(REPORT, CONTEXT));
  expect(REPORT_FORMATS.html.write(REPORT, CONTEXT)).toContain('<h1>cdk.out</h1>');
});

test.each(['json', 'sarif', 'junit', 'github'] as const)('%s tells what is said of people, however it gets it', format => {
  const { accessFindings, ...rest } = EVERY_KEY;
  const asked = { ...rest, accessAnswers: { ...TEAM, accessFindings: accessFindings! } };
  expect(REPORT_FORMATS[format].write(asked, CONTEXT)).toBe(REPORT_FORMATS[format].write(EVERY_KEY, CONTEXT));
});
