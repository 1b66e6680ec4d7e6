import * as path from 'path';
import { Benchmark, outputOfTsNode } from '../benchmark';

const TEMPLATE = path.join(__dirname, '../../integ/integ.private-link.ts.snapshot/IntegPrivateLink.template.json');

/** How long preflight takes for one template, beside the validation of AWS. */
export const validation: Benchmark = {
  title: 'Preflight beside the validation of AWS',
  description: `How long preflight takes for the template of the PrivateLink scenario, as a multiple of what @aws/cloudformation-validate takes for the same file, which
checks that it is valid CloudFormation: the first run in a process, and the median of 3 more runs of each, in turn.`,
  measure() {
    const { first, again } = JSON.parse(outputOfTsNode(path.join(__dirname, 'measure.ts'), TEMPLATE)) as { first: number; again: number };
    return {
      header: ['run', 'preflight / cloudformation-validate'],
      rows: [['first', first.toFixed(2)], ['again', again.toFixed(2)]],
      failures: [],
    };
  },
};
