import { SHAPES } from './shapes';
import { Preflight } from '../../lib';

// A process of its own for each shape, so that what one leaves behind does not slow the next.
const [what, size] = process.argv.slice(2);
const shape = SHAPES[what as keyof typeof SHAPES];
const prove = (template: object) => {
  const report = Preflight.ofTemplate(template);
  return [report.nodes, report.accessFindings, report.whoCan(report.nodes[0].id)];
};
const userMs = (nodes: number): number => {
  const template = shape(nodes);
  const start = process.cpuUsage();
  prove(template);
  return process.cpuUsage(start).user / 1_000;
};
// Loads and compiles what the measured runs use.
userMs(Math.ceil(Number(size) / 4));
process.stdout.write(JSON.stringify([userMs(Number(size)), userMs(2 * Number(size))]));
