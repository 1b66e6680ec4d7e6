import { EXISTING_VPC_BILLS, SCENARIO_BILLS, WAYS_IN, WAYS_OUT } from './bills';
import { HOURS, Line, PRICES, Price, total } from './prices';

const dollars = (amount: number) => amount.toFixed(2);
const byTheHour = (lines: readonly Line[]) => (total(lines) / HOURS).toFixed(4);
const table = (head: string[], rows: string[][]) => [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
const page = (url: string) => `[${new URL(url).hostname.replace(/^www\./, '')}](${url})`;

/** The tables of docs/cost.md, by the names of their places. */
export const TABLES: Record<string, string> = {
  'prices': table(['What', 'USD', 'per', 'AWS', 'also said by'], Object.values<Price>(PRICES).map(({ what, usd, per, source, confirmedBy }) => (
    [what, String(usd), per, page(source), confirmedBy ? page(confirmedBy) : source.includes('docs.aws') ? '' : 'not confirmed']
  ))),
  'scenarios': table(['Scenario', 'USD an hour', 'USD a month'], [
    ...Object.entries(SCENARIO_BILLS).map(([name, lines]) => [name, byTheHour(lines), dollars(total(lines))]),
    ['ExistingVpcScenario, in a private subnet', byTheHour(EXISTING_VPC_BILLS.withoutAddress), dollars(total(EXISTING_VPC_BILLS.withoutAddress))],
    ['ExistingVpcScenario, in a public subnet', byTheHour(EXISTING_VPC_BILLS.withAddress), dollars(total(EXISTING_VPC_BILLS.withAddress))],
  ]),
  'ways out': table(['Way out', 'USD an hour', 'USD a month', 'USD a GB', 'grows', 'what it gives'], WAYS_OUT.map(({ name, lines, data, grows, gives }) => (
    [name, byTheHour(lines), dollars(total(lines)), data ? String(PRICES[data].usd) : '0', grows, gives]
  ))),
  'ways in': table(['Way to a shell', 'USD an hour', 'USD a month', 'what it gives', 'what it lacks'], WAYS_IN.map(({ name, lines, gives, lacks }) => (
    [name, byTheHour(lines), dollars(total(lines)), gives, lacks]
  ))),
};

/** A text with its tables as they are now. */
export function withTables(text: string): string {
  return text.replace(/(<!-- table: (.+?) -->\n)[^]*?(<!-- end -->)/g, (_, begin, name, end) => `${begin}${TABLES[name]}\n${end}`);
}
